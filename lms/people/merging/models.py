"""Which people on record are one person, which are not, and who may be: a view in SQL (R1–R3)."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class PersonMergeQuerySet(models.QuerySet):
    def standing(self) -> "PersonMergeQuerySet":
        return self.filter(ended_at__isnull=True)


class PersonMerge(models.Model):
    """Two people on record are one: from now on `absorbed` is read as `kept`, until ended (R1).

    No other row is rewritten: whatever asks “which person” follows `Person.merged_into`.
    """

    absorbed = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="merges_into_others"
    )
    kept = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="merges_of_others"
    )
    reason = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    end_reason = models.TextField(blank=True)

    objects = PersonMergeQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["absorbed"],
                condition=Q(ended_at__isnull=True),
                name="person_merge_stands_once",
            ),
            models.CheckConstraint(name="person_merge_of_two", condition=~Q(absorbed=F("kept"))),
            models.CheckConstraint(name="person_merge_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="person_merge_end_told",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True, end_reason="")
                | Q(ended_at__isnull=False, ended_at__gte=F("made_at"), ended_by__isnull=False)
                & ~Q(end_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.absorbed} is {self.kept}"


class KnownAsQuerySet(models.QuerySet):
    def before(self, bound: datetime) -> "KnownAsQuerySet":
        """By the merges that were made before that instant, and not yet ended: one row a person."""
        return self.filter(
            Q(known_from__isnull=True) | Q(known_from__lt=bound),
            Q(known_until__isnull=True) | Q(known_until__gte=bound),
        )


class KnownAs(models.Model):
    """Who a person was known to be from one moment to another; a view in SQL over the merges (R1).

    Of whom no merge was ever made there is no row. Without `known_from` it was so from the beginning,
    and without `known_until` it is so now, as `Person.merged_into` says.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="+")
    one = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="+")
    known_from = models.DateTimeField(null=True)
    known_until = models.DateTimeField(null=True)

    objects = KnownAsQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "lms_knownas"
        ordering = ["person", "id"]

    def __str__(self) -> str:
        return f"{self.person} as {self.one}"


class DifferentPeopleQuerySet(models.QuerySet):
    def standing(self) -> "DifferentPeopleQuerySet":
        return self.filter(ended_at__isnull=True)


class DifferentPeople(models.Model):
    """Somebody confirmed that two people who look alike are two people (R3); `first` is the older row."""

    first = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    second = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.TextField()
    confirmed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = DifferentPeopleQuerySet.as_manager()

    class Meta:
        ordering = ["-confirmed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"],
                condition=Q(ended_at__isnull=True),
                name="different_people_once",
            ),
            models.CheckConstraint(
                name="different_people_in_order", condition=Q(first__lt=F("second"))
            ),
            models.CheckConstraint(name="different_people_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="different_people_end_told",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(
                    ended_at__isnull=False,
                    ended_at__gte=F("confirmed_at"),
                    ended_by__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} is not {self.second}"


class SuspectedPair(models.Model):
    """Two people whose names meet and who share something else (R2); a view in SQL.

    The name alone is no suspicion. Who was confirmed to be different is not here (R3), nor is
    anybody who was merged into another person.
    """

    first = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="+")
    second = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="+")
    name_key = models.CharField(max_length=300)
    same_employer = models.BooleanField()
    same_birth_year = models.BooleanField()
    same_mailbox = models.BooleanField()
    same_identifier = models.BooleanField()

    class Meta:
        managed = False
        db_table = "lms_suspectedpair"
        ordering = ["name_key", "first", "second"]

    def __str__(self) -> str:
        return f"{self.first} may be {self.second}"
