"""Gives answers to markers and takes them back."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.attempts.models import Attempt, AttemptQuestion, Mark
from courses.attempts.queries import markable_assessments
from courses.marking import queries, rules
from courses.marking.models import Allocation
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.models import Person


@transaction.atomic
def allocate(*, question: AttemptQuestion, marker: Person, by: Person, at: datetime) -> Allocation:
    """Give the part of an answer that is open to a person; one that they hold is returned.

    People take for themselves, administrators give to others, by the same rule. Refused when no
    part is open (any more), without the right to mark the module that day (R31), to somebody who
    holds or has marked another part, and to anybody with a tie to the candidate (R48). Records
    `marking.answer_allocated`.
    """
    if by.pk != marker.pk and "administrator" not in by.roles:
        raise Refused("not_administrator", _("Only administrators give answers to others."))
    attempt = locked_attempt(question)
    held = queries.held_by(question)
    if marker.pk in held.values():
        return Allocation.objects.current().get(question=question, marker=marker)
    marks = list(question.marks.order_by("pk"))
    design = attempt.design
    part = None
    if attempt.submitted_at is not None:
        part = rules.open_part(marks, held, design.markers_needed, design.moderation_margin)
    if part is None:
        raise Refused(
            "taken", _("Nobody is needed for this answer now; somebody may have taken it.")
        )
    if marker.pk in rules.people_before(marks, held):
        raise Refused("marked_before", _("This needs somebody who has not marked it yet."), "R48")
    check_right(marker, attempt, at)
    check_no_tie(marker, attempt, at)
    allocation = Allocation.objects.create(
        question=question, marker=marker, part=part, allocated_at=at, allocated_by=by
    )
    record_event(
        name="marking.answer_allocated", subject=allocation, by=by, at=at, payload={"part": part}
    )
    return allocation


def locked_attempt(question: AttemptQuestion) -> Attempt:
    """The attempt of an answer, locked, so that two people never get the same part."""
    return (
        Attempt.objects.select_for_update(of=("self",))
        .select_related("enrolment", "design", "result")
        .get(pk=question.attempt_id)
    )


def check_right(person: Person, attempt: Attempt, at: datetime) -> None:
    markable = markable_assessments(person, timezone.localdate(at))
    if not markable.filter(pk=attempt.assessment_id).exists():
        raise Refused("no_right", _("There is no right to mark this module on this day."), "R31")


def check_no_tie(person: Person, attempt: Attempt, at: datetime) -> None:
    kinds = queries.has_conflict(person, attempt.enrolment.person_id, timezone.localdate(at))
    if kinds:
        # The reason may tell who the candidate is, so it is said to administrators alone.
        raise Refused(
            "conflict",
            _("A tie to the candidate stands against this; somebody else does it."),
            "R48",
        )


@transaction.atomic
def give_back(*, allocation: Allocation, by: Person, at: datetime) -> Allocation:
    """End an allocation before its mark; a second time changes nothing.

    Refused to others than its marker and administrators, and once the mark is given. Records
    `marking.answer_given_back`.
    """
    locked_attempt(allocation.question)
    allocation = Allocation.objects.select_related("question").get(pk=allocation.pk)
    if by.pk != allocation.marker_id and "administrator" not in by.roles:
        raise Refused("not_yours", _("This answer is with somebody else."))
    if allocation.ended_at is not None:
        return allocation
    if has_marked(allocation):
        raise Refused("marked", _("It is marked already; a mark is not taken back."))
    return _end(allocation, by, at)


def has_marked(allocation: Allocation) -> bool:
    return Mark.objects.filter(
        question=allocation.question_id,
        marked_by=allocation.marker_id,
        kind=kind_of_mark(allocation),
    ).exists()


def kind_of_mark(allocation: Allocation) -> str:
    if allocation.part == Allocation.Part.MODERATOR:
        return Mark.Kind.MODERATION
    return Mark.Kind.MARKER


def _end(allocation: Allocation, by: Person | None, at: datetime) -> Allocation:
    allocation.ended_at = at
    allocation.save(update_fields=["ended_at"])
    record_event(name="marking.answer_given_back", subject=allocation, by=by, at=at)
    return allocation


@transaction.atomic
def give_back_tied(*, one: Person, other: Person, at: datetime) -> list[Allocation]:
    """After a tie was declared: what either holds of the other and has not marked goes back (R48)."""
    ended = []
    for marker, candidate in ((one, other), (other, one)):
        waiting = Allocation.objects.current().filter(
            marker=marker, question__attempt__enrolment__person=candidate
        )
        for allocation in waiting.select_related("question"):
            locked_attempt(allocation.question)
            if not has_marked(allocation):
                ended.append(_end(allocation, None, at))
    return ended
