"""Reads who marked, moderated or released whose answers, for conflicts of interest (R48)."""

from datetime import date

from django.db.models import F

from courses.attempts.models import Mark, Result
from courses.enrolment.ties import Ids, spans
from courses.marking.models import MarkAppealDecision
from lms.people.rules import Declared

# A regrade marks everybody's answer by a corrected key; it examines nobody.
BY_PEOPLE = (Mark.Kind.MARKER, Mark.Kind.MODERATION, Mark.Kind.APPEAL)


def examined_between(people: Ids, candidates: Ids, since: date) -> list[Declared]:
    """Marks, decided appeals against marks, and results that an examiner released."""
    marks = Mark.objects.filter(
        kind__in=BY_PEOPLE,
        marked_by__in=people,
        question__attempt__enrolment__person__in=candidates,
    ).annotate(judge=F("marked_by"), judged=F("question__attempt__enrolment__person"))
    appeals = MarkAppealDecision.objects.filter(
        decided_by__in=people, appeal__question__attempt__enrolment__person__in=candidates
    ).annotate(judge=F("decided_by"), judged=F("appeal__question__attempt__enrolment__person"))
    released = Result.objects.filter(
        regrade__isnull=True,
        confirmed_by__in=people,
        attempt__enrolment__person__in=candidates,
    ).annotate(judge=F("confirmed_by"), judged=F("attempt__enrolment__person"))
    return [
        *spans(marks, "marked_at", since, "examined"),
        *spans(appeals, "decided_at", since, "examined"),
        *spans(released, "confirmed_at", since, "examined"),
    ]
