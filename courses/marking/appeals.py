"""Reads appeals: which a person may decide, and when a mark was known to its candidate."""

from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from courses.attempts.models import AttemptQuestion, Mark
from courses.attempts.queries import markable_assessments
from courses.marking.models import MarkAppeal
from courses.marking.queries import conflicts_of
from courses.marking.rules import appeal_through
from lms.people.models import Person

BY_PEOPLE = (Mark.Kind.MARKER, Mark.Kind.MODERATION)


def known_at(question: AttemptQuestion) -> datetime | None:
    """When both the result and the newest mark by a person were there; None without either."""
    mark = question.marks.filter(kind__in=BY_PEOPLE).order_by("pk").last()
    result = question.attempt.results.order_by("number").first()
    if mark is None or result is None:
        return None
    return max(mark.marked_at, result.confirmed_at)


def last_day(question: AttemptQuestion) -> date | None:
    """The last day for an appeal; None where there is nothing to appeal against."""
    known = known_at(question)
    return None if known is None else appeal_through(known, question.attempt.design.zone)


def open_appeals(now: datetime) -> QuerySet[MarkAppeal]:
    """Appeals without a decision, oldest first."""
    return (
        MarkAppeal.objects.filter(decision__isnull=True)
        .select_related(
            "question__version__question",
            "question__attempt__assessment__module",
            "question__attempt__assessment__practised_in",
            "question__attempt__design",
            "question__attempt__enrolment__person",
        )
        .order_by("opened_at", "pk")
    )


def appeals_for(person: Person, now: datetime) -> QuerySet[MarkAppeal]:
    """Open appeals that the person may decide: with the right, no tie, and no mark of their own."""
    on = timezone.localdate(now)
    mine = Mark.objects.filter(question=OuterRef("question"), marked_by=person)
    waiting = open_appeals(now).filter(
        question__attempt__assessment__in=markable_assessments(person, on).values("pk")
    )
    candidates = waiting.order_by().values("question__attempt__enrolment__person")
    tied = {candidate for _marker, candidate in conflicts_of([person.pk], candidates, on)}
    return waiting.exclude(question__attempt__enrolment__person__in=tied).filter(~Exists(mine))
