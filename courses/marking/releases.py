"""Reads results that wait for an examiner, and the numbers that a release would have."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from courses.assessments.models import AssessmentDesign
from courses.attempts.models import Attempt, AttemptQuestion, Mark
from courses.attempts.queries import breakdown_of, markable_assessments
from courses.attempts.rules import Breakdown, shown, shown_percent, standing_share
from courses.marking.queries import conflicts_of, to_moderate, without_enough_marks
from lms.people.models import Person


@dataclass(frozen=True)
class Ready:
    """A wholly marked attempt with its score and verdict."""

    attempt: Attempt
    breakdown: Breakdown

    @property
    def points(self) -> Decimal:
        return shown(self.breakdown.whole.score.earned)

    @property
    def maximum(self) -> Decimal:
        return shown(self.breakdown.whole.score.maximum)

    @property
    def percent(self) -> Decimal:
        return shown_percent(self.breakdown.whole.score)

    @property
    def is_passed(self) -> bool:
        return bool(self.breakdown.verdict)


@dataclass(frozen=True)
class Numbers:
    """What a release would say: how many, how many pass, and the mean in per cent."""

    attempts: int
    passed: int
    mean: Decimal

    @property
    def not_passed(self) -> int:
        return self.attempts - self.passed


def ready_to_release(person: Person, now: datetime) -> QuerySet[Attempt]:
    """Wholly marked attempts without a result whose design waits for an examiner, oldest first.

    Only of modules that the person may mark (R31) and of people to whom they have no tie (R48).
    """
    on = timezone.localdate(now)
    waiting = Attempt.objects.filter(
        design__release=AssessmentDesign.Release.BY_EXAMINER,
        submitted_at__isnull=False,
        result__isnull=True,
        assessment__in=markable_assessments(person, on).values("pk"),
    )
    candidates = waiting.order_by().values("enrolment__person")
    tied = {candidate for _marker, candidate in conflicts_of([person.pk], candidates, on)}
    return (
        waiting.exclude(enrolment__person__in=tied)
        .exclude(questions__in=to_moderate())
        .filter(~Exists(without_enough_marks().filter(attempt=OuterRef("pk"))))
        .select_related("assessment", "design", "enrolment__person")
        .order_by("submitted_at", "pk")
    )


def by_assessment(attempts: QuerySet[Attempt]) -> list[dict]:
    """Code, title, module and number of the attempts of each test."""
    code = Coalesce("assessment__module__code", "assessment__practised_in__code")
    rows = attempts.order_by("assessment__code").values(
        "assessment__code", "assessment__title", module=code
    )
    return [dict(row) for row in rows.annotate(waiting=Count("pk"))]


def with_scores(attempts: QuerySet[Attempt]) -> list[Ready]:
    """Each attempt with its score, in three queries whatever their number."""
    marks = Prefetch("marks", Mark.objects.order_by("pk"))
    questions = AttemptQuestion.objects.select_related("version").prefetch_related(marks)
    return [
        Ready(attempt, _breakdown(attempt))
        for attempt in attempts.prefetch_related(Prefetch("questions", questions))
    ]


def _breakdown(attempt: Attempt) -> Breakdown:
    design, asked = attempt.design, list(attempt.questions.all())
    shares: dict[int, Fraction | None] = {
        each.pk: standing_share(
            list(each.marks.all()), design.markers_needed, design.moderation_margin
        )
        for each in asked
    }
    return breakdown_of(design, asked, shares)


def numbers_of(ready: Iterable[Ready]) -> Numbers:
    rows = list(ready)
    total = sum((each.percent for each in rows), Decimal(0))
    return Numbers(
        attempts=len(rows),
        passed=sum(each.is_passed for each in rows),
        mean=(total / len(rows)).quantize(Decimal("0.1")) if rows else Decimal(0),
    )
