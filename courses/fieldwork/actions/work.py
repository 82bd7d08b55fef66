"""Keeps what teams hand in and what is said about it, and what each member declares."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

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

Kind = TeamEntry.Kind
BY_TUTOR = frozenset({Kind.ACCEPTED, Kind.RETURNED, Kind.NOTE})
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
    """Hand in a milestone: a text, files or both; each time a further entry.

    Refused for who is not in the team, for nothing at all, and for files that are too large.
    """
    team = milestone.team
    if not team.members.filter(enrolment__person=by, left_at__isnull=True).exists():
        raise Refused("not_member", _("Only a member of the team hands in."))
    if not text.strip() and not files:
        raise Refused("nothing", _("Write something or choose a file."))
    if len(files) > MOST_FILES or any((file.size or 0) > LARGEST_FILE for file in files):
        raise Refused("too_large", _("At most ten files of at most 20 MB each."))
    entry = TeamEntry.objects.create(
        team=team, milestone=milestone, kind=Kind.HANDED_IN, text=text.strip(), at=at, by=by
    )
    for file in files:
        digest = hashlib.sha256(b"".join(file.chunks())).hexdigest()
        file.seek(0)
        MilestoneFile.objects.create(
            entry=entry, file=file, name=str(file.name)[:200], size=file.size or 0, sha256=digest
        )
    record_event(name="fieldwork.handed_in", subject=entry, by=by, at=at)
    return entry


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
    """
    if kind == Kind.HANDED_IN or kind not in Kind.values:
        raise Refused("kind_unknown", _("Choose what you want to say."))
    if kind in BY_TUTOR and not queries.is_tutor(team, by):
        raise Refused("not_tutor", _("Only the tutor of the team does this."), "R55")
    if not queries.visible_to(by).filter(pk=team.pk).exists():
        raise Refused("not_yours", _("You do not see this team."))
    if not text.strip() and kind != Kind.ACCEPTED:
        raise Refused("text_missing", _("Write what you want to say."))
    entry = TeamEntry.objects.create(
        team=team, milestone=milestone, kind=kind, text=text.strip(), at=at, by=by
    )
    record_event(name="fieldwork.said", subject=entry, by=by, at=at, payload={"kind": str(kind)})
    return entry


@transaction.atomic
def declare_contribution(
    *, member: TeamMember, contribution: str, share_percent: int, by: Person, at: datetime
) -> ContributionDeclaration:
    """A member says what was their own part and that it is their own work (R54); once."""
    if member.enrolment.person_id != by.pk:
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
