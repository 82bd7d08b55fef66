"""Field projects: teams of one to three with a tutor, milestones, defence, individual marks."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.deliveries.models import Delivery
from courses.enrolment.models import Enrolment
from lms.private_files import private

LARGEST_TEAM = 3


def place_of_file(file: "MilestoneFile", name: str) -> str:
    """Away from the name that was sent."""
    return f"fieldwork/{file.entry.team.uid}/{file.uid}"


class Team(models.Model):
    """One to three people of a cohort who do a field project together (R53)."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="teams")
    title = models.CharField(_("business studied"), max_length=255)
    formed_at = models.DateTimeField()
    formed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title


class TeamMember(models.Model):
    """A person's part in a team; one team in a cohort. A leaver's share is kept (R53)."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="members")
    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="team_member")
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    leaving_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="team_member_left_later",
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("joined_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} in {self.team}"


class Tutorship(models.Model):
    """Who was a team's tutor, from when until when: what conflicts of interest are read from."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="tutorships")
    tutor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="tutorships")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["team"], condition=Q(ended_at__isnull=True), name="tutorship_one_at_a_time"
            ),
            models.CheckConstraint(
                name="tutorship_ends_later",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("began_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tutor} of {self.team}"


class Milestone(models.Model):
    """One of the steps of a team's project, with the day on which it is due for this team."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="milestones")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=255)
    handed_in = models.TextField(_("what is handed in"), blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)

    class Meta:
        ordering = ["team", "number"]
        constraints = [
            models.UniqueConstraint(fields=["team", "number"], name="milestone_once"),
            models.CheckConstraint(name="milestone_counts_from_1", condition=Q(number__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.team} {self.number}"


class TeamEntry(models.Model):
    """What was handed in, said or noted about a project; appended.

    `note` is the tutor's log, which the team does not read.
    """

    class Kind(models.TextChoices):
        HANDED_IN = "handed in", _("handed in")
        ACCEPTED = "accepted", _("accepted by the tutor")
        RETURNED = "returned", _("returned by the tutor")
        COMMENT = "comment", _("comment")
        NOTE = "note", _("note in the tutor's log")
        SIMILARITY = "similarity", _("note on similar work")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    team = models.ForeignKey(Team, models.PROTECT, related_name="entries")
    milestone = models.ForeignKey(
        Milestone, models.PROTECT, null=True, blank=True, related_name="entries"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="team_entry_kind_known",
                condition=Q(
                    kind__in=["handed in", "accepted", "returned", "comment", "note", "similarity"]
                ),
            ),
            models.CheckConstraint(
                name="team_entry_says_something",
                condition=~Q(text="") | Q(kind__in=["handed in", "accepted"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team}: {self.kind}"


class MilestoneFile(models.Model):
    """A file that was handed in with an entry."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    entry = models.ForeignKey(TeamEntry, models.PROTECT, related_name="files")
    file = models.FileField(upload_to=place_of_file, storage=private)
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    removed_at = models.DateTimeField(
        null=True, blank=True, help_text="Since then only its hash is kept (R58, R59)."
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="milestone_file_not_empty", condition=Q(size__gte=1)),
        ]

    def __str__(self) -> str:
        return self.name


class ContributionDeclaration(models.Model):
    """A member says what was their own part, and that it is nobody else's work (R54)."""

    member = models.OneToOneField(TeamMember, models.PROTECT, related_name="declaration")
    contribution = models.TextField(_("my own part"))
    share_percent = models.PositiveSmallIntegerField(
        _("my share of the work in per cent"),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    text_version = models.CharField(max_length=20)
    declared_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="contribution_share_percent", condition=Q(share_percent__range=(0, 100))
            ),
            models.CheckConstraint(name="contribution_said", condition=~Q(contribution="")),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.share_percent} %"


class Assessor(models.Model):
    """One of the two people before whom a project is defended; never its tutor (R55)."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="assessors")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "person"],
                condition=Q(ended_at__isnull=True),
                name="assessor_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.team}"


class ProjectMark(models.Model):
    """An assessor's mark for one member by the rubric; appended, the newest of each stands (R53).

    `points` holds points by the code of each criterion.
    """

    member = models.ForeignKey(TeamMember, models.PROTECT, related_name="marks")
    assessor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    points = models.JSONField()
    comment = models.TextField(blank=True)
    given_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.member} by {self.assessor}"


class ProjectResult(models.Model):
    """Whether a member passed the field project, once two assessors have marked (R53)."""

    member = models.ForeignKey(TeamMember, models.PROTECT, related_name="results")
    number = models.PositiveSmallIntegerField()
    is_passed = models.BooleanField()
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    confirmed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["member", "number"]
        constraints = [
            models.UniqueConstraint(fields=["member", "number"], name="project_result_once"),
            models.CheckConstraint(
                name="project_result_percent", condition=Q(percent__range=(0, 100))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {'passed' if self.is_passed else 'not passed'}"
