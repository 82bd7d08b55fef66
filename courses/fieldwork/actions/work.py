"""Keeps what teams hand in and what is said about it, and what each member declares."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from courses.fieldwork import queries, rules
from courses.fieldwork.models import (
    ContributionDeclaration,
    Milestone,
    MilestoneFile,
    Team,
    TeamEntry,
    TeamMember,
)
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.models import Person
from lms.private_files import kept_of

Kind = TeamEntry.Kind
BY_TUTOR = frozenset({Kind.ACCEPTED, Kind.RETURNED, Kind.NOTE})
OF_MILESTONE = frozenset({Kind.ACCEPTED, Kind.RETURNED})
SAID = BY_TUTOR | {Kind.COMMENT}
LARGEST_FILE = 20 * 1024 * 1024
MOST_FILES = 10


@transaction.atomic
def hand_in(
    *,
    milestone: Milestone,
    text: str,
    files: Sequence[UploadedFile],
    by: Person,
    at: datetime,
) -> TeamEntry:
    """Hand in a milestone: a text, files or both; each time a further entry, the same again none.

    Refused for who is not in the team, for nothing at all, and for files that are empty or too large.
    """
    team = Team.objects.select_for_update(of=("self",)).get(pk=milestone.team_id)
    if not team.members.filter(enrolment__person__in=by.selves, left_at__isnull=True).exists():
        raise Refused("not_member", _("Only a member of the team hands in."))
    if not text.strip() and not files:
        raise Refused("nothing", _("Write something or choose a file."))
    if len(files) > MOST_FILES or any((file.size or 0) > LARGEST_FILE for file in files):
        raise Refused("too_large", _("At most ten files of at most 20 MB each."))
    if not all(file.size for file in files):
        raise Refused("file_empty", _("One of the files is empty."))
    kept = [kept_of(file, str(file.name)) for file in files]
    digests = [each["sha256"] for each in kept]
    last = milestone.entries.filter(kind=Kind.HANDED_IN, by=by).order_by("pk").last()
    if last is not None and (last.text, _digests_of(last)) == (text.strip(), digests):
        return last
    entry = TeamEntry.objects.create(
        team=team, milestone=milestone, kind=Kind.HANDED_IN, text=text.strip(), at=at, by=by
    )
    for file in kept:
        MilestoneFile.objects.create(entry=entry, **file)
    _note_similarity(entry)
    record_event(name="fieldwork.handed_in", subject=entry, by=by, at=at)
    return entry


def _note_similarity(entry: TeamEntry) -> None:
    """A note for tutor and assessors where earlier work of another team is much alike (R54)."""
    alike = rules.similar(entry.text, queries.earlier_texts(entry))
    sentence = rules.similarity_sentence(alike[:3], queries.same_files(entry)[:3])
    if sentence:
        TeamEntry.objects.create(
            team=entry.team,
            milestone=entry.milestone,
            kind=Kind.SIMILARITY,
            text=sentence,
            at=entry.at,
            by=entry.by,
        )


def _digests_of(entry: TeamEntry) -> list[str]:
    return list(entry.files.order_by("pk").values_list("sha256", flat=True))


@transaction.atomic
def say(
    *,
    team: Team,
    kind: str,
    text: str,
    by: Person,
    at: datetime,
    milestone: Milestone | None = None,
) -> TeamEntry:
    """Comment, accept or return a milestone, or write the tutor's log; appended (R55).

    Accepting, returning and the log are the tutor's; a comment is anybody's who may open the team.
    The same again, with nothing said in between, is once.
    """
    team = Team.objects.select_for_update(of=("self",)).get(pk=team.pk)
    if kind not in SAID or (milestone is not None and milestone.team_id != team.pk):
        raise Refused("kind_unknown", _("Choose what you want to say."))
    if kind in BY_TUTOR and not queries.is_tutor(team, by):
        raise Refused("not_tutor", _("Only the tutor of the team does this."), "R55")
    if not queries.visible_to(by).filter(pk=team.pk).exists():
        raise Refused("not_yours", _("You do not see this team."))
    if not text.strip() and kind != Kind.ACCEPTED:
        raise Refused("text_missing", _("Write what you want to say."))
    if kind in OF_MILESTONE and milestone is None:
        raise Refused("milestone_missing", _("Choose the milestone."))
    last = team.entries.order_by("pk").last()
    if last is not None and (last.kind, last.text, last.by_id, last.milestone_id) == (
        kind,
        text.strip(),
        by.pk,
        milestone and milestone.pk,
    ):
        return last
    entry = TeamEntry.objects.create(
        team=team, milestone=milestone, kind=kind, text=text.strip(), at=at, by=by
    )
    record_event(name="fieldwork.said", subject=entry, by=by, at=at, payload={"kind": str(kind)})
    return entry


@transaction.atomic
def change_due_day(
    *, milestone: Milestone, due_on: date | None, by: Person, at: datetime
) -> Milestone:
    """Move the day on which a milestone is due for this team; the tutor's, or who runs the delivery.

    Records `fieldwork.due_day_changed` with the day before.
    """
    milestone = Milestone.objects.select_for_update(of=("self",)).get(pk=milestone.pk)
    if not queries.is_tutor(milestone.team, by) and not queries.may_run(milestone.team, by):
        raise Refused("not_tutor", _("Only the tutor of the team does this."), "R55")
    if milestone.due_on == due_on:
        return milestone
    before = milestone.due_on.isoformat() if milestone.due_on else ""
    milestone.due_on = due_on
    milestone.save(update_fields=["due_on"])
    payload = {"before": before, "now": due_on.isoformat() if due_on else ""}
    record_event(name="fieldwork.due_day_changed", subject=milestone, by=by, at=at, payload=payload)
    return milestone


@transaction.atomic
def declare_contribution(
    *, member: TeamMember, contribution: str, share_percent: int, by: Person, at: datetime
) -> ContributionDeclaration:
    """A member says what was their own part and that it is their own work (R54); once."""
    if not by.is_same_as(member.enrolment.person_id):
        raise Refused("not_yours", _("Each member declares for themselves."), "R54")
    known = ContributionDeclaration.objects.filter(member=member).first()
    if known is not None:
        return known
    if not contribution.strip():
        raise Refused("text_missing", _("Describe your own part."), "R54")
    if not 0 <= share_percent <= 100:
        raise Refused("share_unclear", _("A share lies between 0 and 100 per cent."), "R54")
    declaration = ContributionDeclaration.objects.create(
        member=member,
        contribution=contribution.strip(),
        share_percent=share_percent,
        text_version=rules.DECLARATION_VERSION,
        declared_at=at,
    )
    record_event(name="fieldwork.contribution_declared", subject=declaration, by=by, at=at)
    return declaration
