"""Who people are, where they work, and what they may open."""

import uuid
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from lms.people.names import LONGEST_KEY, NameKeyField

country_code = RegexValidator(r"^[A-Z]{2}$", _("Give the two-letter ISO 3166 code."))


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str = "", password: str | None = None, **fields) -> "Person":
        person = self.model(email=self.normalize_email(email), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, public_id=None, email="", password=None, **fields) -> "Person":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class Person(AbstractBaseUser, PermissionsMixin):
    """One human being. E-mail addresses are ways to sign in, not the identity (R1).

    The name fields are called as Wagtail's account forms expect them. `merged_into` follows from
    the merges that stand (`lms.people.merging`): who this person is now known to be, if another.
    """

    public_id = models.UUIDField(_("identifier"), default=uuid.uuid4, unique=True)
    first_name = models.CharField(_("given name"), max_length=150)
    last_name = models.CharField(_("family name"), max_length=150)
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language"), max_length=12, default="en")
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("may open the Django admin"), default=False)
    is_demo = models.BooleanField(_("invented for the demonstration"), default=False)
    date_joined = models.DateTimeField(_("known since"), default=timezone.now)
    erased_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Since then a pseudonym without a name."
    )
    name_key = NameKeyField(max_length=LONGEST_KEY, default="", editable=False, db_index=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="absorbed"
    )

    USERNAME_FIELD = "public_id"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email", "first_name", "last_name"]

    objects = PersonManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["last_name", "first_name", "pk"]
        indexes = [models.Index(fields=["last_name", "first_name"])]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="person_email_once",
                condition=~Q(email=""),
                violation_error_message=_("Somebody uses this e-mail address already."),
            ),
            models.CheckConstraint(
                name="person_birth_year_plausible",
                condition=Q(birth_year__isnull=True) | Q(birth_year__range=(1900, 2100)),
            ),
            models.CheckConstraint(
                name="person_erased_keeps_no_way_in",
                condition=Q(erased_at__isnull=True)
                | Q(email="", is_active=False, birth_year__isnull=True),
            ),
            models.CheckConstraint(
                name="person_not_merged_into_self",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email or str(self.public_id)

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self) -> str:
        return self.first_name

    @property
    def canonical(self) -> "Person":
        """Who this person is now known to be: the one they were merged into, or themself."""
        return self.merged_into or self

    @property
    def canonical_id(self) -> int:
        """The key of who this person is now known to be; costs no query."""
        return self.merged_into_id or self.pk

    @property
    def selves(self) -> "models.QuerySet":
        """Everybody on record who is this same person, for `person__in`; costs no query (R1)."""
        same = Q(pk=self.canonical_id) | Q(merged_into=self.canonical_id)
        return Person.objects.filter(same).order_by().values("pk")

    def is_same_as(self, person_id: int) -> bool:
        """Whether that key is theirs or of somebody who is the same person; at most one query (R1)."""
        return person_id == self.pk or self.selves.filter(pk=person_id).exists()

    @cached_property
    def roles(self) -> frozenset[str]:
        """Codes of the access roles held now; being a trainer is not one of them."""
        return frozenset(self.access_grants.current().values_list("role", flat=True))


class PersonIdentity(models.Model):
    """What another register calls a person: an identifier with the source that gave it (R1)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="identities")
    source = models.CharField(_("source"), max_length=60)
    value = models.CharField(_("identifier"), max_length=150)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["source", "value"]
        constraints = [
            models.UniqueConstraint(fields=["source", "value"], name="person_identity_once"),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.value}"


class AccessGrantQuerySet(models.QuerySet):
    def current(self) -> "AccessGrantQuerySet":
        """Neither ended, nor before its first day or after its last (R60).

        While their holder is merged into another person they rest.
        """
        now = timezone.now()
        has_begun = Q(opens_at__isnull=True) | Q(opens_at__lte=now)
        goes_on = Q(closes_at__isnull=True) | Q(closes_at__gt=now)
        return self.filter(
            has_begun, goes_on, ended_at__isnull=True, person__merged_into__isnull=True
        )

    def of_auditors(self) -> "AccessGrantQuerySet":
        return self.filter(role__in=AccessGrant.AUDITORS)


class AccessGrant(models.Model):
    """A role that opens parts of the site to a person; ended, never deleted.

    It may have a purpose and a period: from `opens_at`, included, to `closes_at`, not included,
    which are the beginnings of days in `zone`. An auditor of projects is another role than an
    auditor of the whole scheme, so that what does not ask for the scope stays shut (R60).
    """

    class Role(models.TextChoices):
        ADMINISTRATOR = "administrator", _("scheme administrator")
        AUTHOR = "author", _("course author")
        OFFICER = "officer", _("certification officer")
        COORDINATOR = "coordinator", _("project coordinator")
        AUDITOR = "auditor", _("auditor")
        PROJECT_AUDITOR = "project_auditor", _("auditor of projects")

    AUDITORS = (Role.AUDITOR, Role.PROJECT_AUDITOR)

    person = models.ForeignKey(Person, models.PROTECT, related_name="access_grants")
    role = models.CharField(max_length=20, choices=Role)
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    purpose = models.TextField(blank=True)
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    zone = models.CharField(max_length=60, blank=True)

    objects = AccessGrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role"],
                condition=Q(ended_at__isnull=True),
                name="access_grant_once",
            ),
            models.CheckConstraint(
                name="access_grant_ends_after_start",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("granted_at")),
            ),
            models.CheckConstraint(
                name="access_grant_role_known",
                condition=Q(
                    role__in=[
                        "administrator",
                        "author",
                        "officer",
                        "coordinator",
                        "auditor",
                        "project_auditor",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="access_grant_period_forward",
                condition=Q(opens_at__isnull=True)
                | Q(closes_at__isnull=True)
                | Q(closes_at__gt=F("opens_at")),
            ),
            models.CheckConstraint(
                name="access_grant_days_have_a_zone",
                condition=Q(opens_at__isnull=True, closes_at__isnull=True) | ~Q(zone=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display()}"

    @property
    def first_day(self) -> date | None:
        return self.opens_at.astimezone(ZoneInfo(self.zone)).date() if self.opens_at else None

    @property
    def last_day(self) -> date | None:
        """The last day on which it opens anything, inclusive."""
        if self.closes_at is None:
            return None
        return self.closes_at.astimezone(ZoneInfo(self.zone)).date() - timedelta(days=1)


class Region(models.Model):
    """A NUTS region in one version of the classification (R23)."""

    code = models.CharField(max_length=5)
    nuts_version = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2, validators=[country_code])

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["code", "nuts_version"], name="region_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Organisation(models.Model):
    """A cluster organisation, agency or firm that people work for."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=255)
    country = models.CharField(_("country"), max_length=2, validators=[country_code])
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True)
    is_demo = models.BooleanField(_("invented for the demonstration"), default=False)

    class Meta:
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["country"])]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person works for an organisation from one day to another."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation", "starts_on"], name="membership_once"
            ),
            models.CheckConstraint(
                name="membership_period_forward",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} at {self.organisation}"


class ConflictDeclaration(models.Model):
    """A person declares a tie to another that keeps them from marking or deciding (R48).

    `held_through` is the last day of the tie; empty while it goes on. Ended when it was an error.
    """

    class Kind(models.TextChoices):
        TRAINED = "trained", _("trained them")
        TUTORED = "tutored", _("was their tutor")
        RELATIVE = "relative", _("is a relative or a close friend")
        OTHER = "other", _("another reason")

    person = models.ForeignKey(Person, models.PROTECT, related_name="conflict_declarations")
    other = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kind = models.CharField(_("tie"), max_length=8, choices=Kind)
    held_through = models.DateField(_("until"), null=True, blank=True)
    declared_at = models.DateTimeField()
    declared_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["declared_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "other", "kind"],
                condition=Q(ended_at__isnull=True),
                name="conflict_declared_once",
            ),
            models.CheckConstraint(
                name="conflict_with_somebody_else", condition=~Q(person=F("other"))
            ),
            models.CheckConstraint(
                name="conflict_kind_known",
                condition=Q(kind__in=["trained", "tutored", "relative", "other"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_kind_display()}: {self.other}"


class ConsentQuerySet(models.QuerySet):
    def standing(self) -> "ConsentQuerySet":
        return self.filter(withdrawn_at__isnull=True)


class Consent(models.Model):
    """A person agreed to one purpose, in the words of one version of its text, until withdrawn (R56).

    `uid` names the entry that the consent opens in public; a new consent has another one, so an
    address that somebody kept leads nowhere once the consent has ended.
    """

    class Purpose(models.TextChoices):
        REGISTER = "register", _("public register")
        MAP = "map", _("place on the map")
        CONTACT = "contact", _("e-mail address in the register")
        WITHHELD_CHECK = "withheld_check", _("no public check of certificates")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=20, choices=Purpose)
    text_version = models.PositiveSmallIntegerField()
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["given_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"],
                condition=Q(withdrawn_at__isnull=True),
                name="consent_stands_once",
            ),
            models.CheckConstraint(
                name="consent_ends_after_start",
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
            ),
            models.CheckConstraint(
                name="consent_purpose_known",
                condition=Q(purpose__in=["register", "map", "contact", "withheld_check"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_purpose_display()}"
