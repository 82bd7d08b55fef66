"""What participants think of a delivery, and what they did with it: asked, answered, anonymous."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from courses.assessments.models import Assessment
from courses.deliveries.models import Delivery, Session
from courses.enrolment.models import Enrolment


class Survey(models.Model):
    """A form for the participants of a delivery, or of one of its sessions.

    `form` is as it was when it was planned. It is open from `due_at` until `closes_at`, or until
    everybody who was asked has answered (`closed_at`). Where it is anonymous, answers carry no
    person, and results are shown once, when it is over, from five answers on.
    """

    class Occasion(models.TextChoices):
        REACTION = "reaction", _("after the sessions")
        FOUR_WEEKS = "four weeks", _("four weeks later")
        SIX_MONTHS = "six months", _("six months later")

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="surveys")
    session = models.OneToOneField(
        Session, models.PROTECT, null=True, blank=True, related_name="survey"
    )
    occasion = models.CharField(max_length=10, choices=Occasion)
    form = models.JSONField()
    is_anonymous = models.BooleanField(_("anonymous"), default=True)
    due_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["due_at", "pk"]
        indexes = [models.Index(fields=["due_at", "closes_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["delivery", "occasion"],
                condition=Q(session__isnull=True),
                name="survey_once",
            ),
            models.CheckConstraint(
                name="survey_occasion_known",
                condition=Q(occasion__in=["reaction", "four weeks", "six months"]),
            ),
            models.CheckConstraint(
                name="survey_of_session_is_reaction",
                condition=Q(session__isnull=True) | Q(occasion="reaction"),
            ),
            models.CheckConstraint(
                name="survey_closes_later", condition=Q(closes_at__gt=F("due_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delivery}: {self.when}"

    @property
    def when(self) -> str:
        """After what it asks, in words."""
        if self.session:
            return _now("after the session “%s”") % self.session.title
        return self.get_occasion_display()


class SurveyInvitation(models.Model):
    """A participant is asked once; whether they answered is known, not what."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="invitations")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="survey_invitations")
    token = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField()
    has_answered = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "enrolment"], name="survey_asked_once"),
        ]

    def __str__(self) -> str:
        return f"{self.survey}: {self.enrolment}"


class SurveyAnswer(models.Model):
    """The answers of one participant; where the survey is anonymous, without a person and a time."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="answers")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answers = models.JSONField()
    answered_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.survey)


class PairedTest(models.Model):
    """The tests before and after a delivery whose difference is shown (level 2).

    One test may be both: it is taken at the beginning and again at the end.
    """

    delivery = models.OneToOneField(Delivery, models.PROTECT, related_name="paired_test")
    before = models.ForeignKey(Assessment, models.PROTECT, related_name="+")
    after = models.ForeignKey(Assessment, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.delivery)
