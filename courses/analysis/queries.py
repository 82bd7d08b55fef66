"""Reads the attempts that an analysis rests on, in a fixed number of queries whatever their number."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from courses.analysis.items import Given, Sitting
from courses.assessments.models import Assessment, AssessmentDesign, QuestionVersion
from courses.attempts import rules as attempt_rules
from courses.attempts.models import Attempt, AttemptQuestion, Mark, Step


@dataclass(frozen=True)
class Selection:
    """Which attempts are looked at; days in the zone of the test, both included."""

    only_first: bool = True
    from_: date | None = None
    to: date | None = None
    design: int | None = None

    def query(self) -> dict[str, str]:
        """The selection as an address carries it."""
        values = {
            "attempts": "" if self.only_first else "all",
            "from": self.from_.isoformat() if self.from_ else "",
            "to": self.to.isoformat() if self.to else "",
            "design": str(self.design or ""),
        }
        return {name: value for name, value in values.items() if value}


class LoadedMark(NamedTuple):
    """As much of a mark as the rule reads."""

    kind: str
    marked_by_id: int | None
    share: Fraction


@dataclass(frozen=True)
class Sittings:
    """The attempts that are looked at, and how many were left out and why."""

    rows: list[Sitting]
    waiting: int  # without all marks
    withdrawn: int


def assessments_with_attempts() -> QuerySet[Assessment]:
    """Every test with how many attempts were handed in, and when the last one was."""
    handed_in = (
        Attempt.objects.filter(assessment=OuterRef("pk"), submitted_at__isnull=False)
        .order_by()
        .values("assessment")
    )
    latest = Attempt.objects.filter(assessment=OuterRef("pk"), submitted_at__isnull=False).order_by(
        "-submitted_at"
    )
    return Assessment.objects.annotate(
        sat=Coalesce(Subquery(handed_in.annotate(n=Count("pk")).values("n")), 0),
        last_at=Subquery(latest.values("submitted_at")[:1]),
    ).order_by("-last_at", "code")


def selected(assessment: Assessment, selection: Selection) -> QuerySet[Attempt]:
    """Attempts handed in that the selection names, withdrawn ones among them."""
    attempts = Attempt.objects.filter(assessment=assessment, submitted_at__isnull=False)
    if selection.only_first:
        attempts = attempts.filter(number=1)
    if selection.design:
        attempts = attempts.filter(design__number=selection.design)
    zone = ZoneInfo(assessment.design.zone) if assessment.design else None
    if selection.from_:
        start = datetime.combine(selection.from_, time(), tzinfo=zone)
        attempts = attempts.filter(submitted_at__gte=start)
    if selection.to:
        end = datetime.combine(selection.to + timedelta(days=1), time(), tzinfo=zone)
        attempts = attempts.filter(submitted_at__lt=end)
    return attempts


def sittings(assessment: Assessment, selection: Selection) -> Sittings:
    """Loads what the statistics need; what was withdrawn for misconduct says nothing of a question."""
    attempts = selected(assessment, selection)
    withdrawn = attempts.filter(withdrawal__isnull=False).count()
    attempts = attempts.filter(withdrawal__isnull=True).order_by()
    shares = shares_of(attempts)
    given: dict[int, dict[int, Given]] = defaultdict(dict)
    waiting: set[int] = set()
    asked = AttemptQuestion.objects.filter(attempt__in=attempts).order_by("attempt", "position")
    for pk, attempt, section, version, points in asked.values_list(
        "pk", "attempt", "section", "version", "points"
    ):
        share = shares.get(pk)
        if share is None:
            waiting.add(attempt)
        else:
            given[attempt][version] = Given(section, Fraction(points), share)
    rows = [Sitting(pk, answers) for pk, answers in given.items() if pk not in waiting]
    return Sittings(rows, len(waiting), withdrawn)


def shares_of(attempts: QuerySet[Attempt]) -> dict[int, Fraction | None]:
    """By question id the share that stands, for all these attempts, in two queries."""
    marks: dict[int, list[LoadedMark]] = defaultdict(list)
    rows = Mark.objects.filter(question__attempt__in=attempts.order_by()).order_by("pk")
    for question, kind, by, explanation in rows.values_list(
        "question", "kind", "marked_by", "explanation"
    ):
        marks[question].append(LoadedMark(kind, by, Fraction(explanation["share"])))
    standards = {
        question: (needed, margin)
        for question, needed, margin in AttemptQuestion.objects.filter(
            attempt__in=attempts.order_by()
        )
        .order_by()
        .values_list("pk", "attempt__design__markers_needed", "attempt__design__moderation_margin")
    }
    return {
        question: attempt_rules.standing_share(marks.get(question, []), needed, margin)
        for question, (needed, margin) in standards.items()
    }


def versions_of(pks: Iterable[int]) -> dict[int, QuestionVersion]:
    """Question versions with their question, by id."""
    return QuestionVersion.objects.select_related("question").in_bulk(list(pks))


def responses_to(version: QuestionVersion, assessment: Assessment) -> dict[int, Any]:
    """By attempt id the answer that counts to this version; blank ones are missing."""
    steps = Step.objects.filter(
        question__version=version,
        question__attempt__assessment=assessment,
        kind=Step.Kind.ANSWERED,
    ).order_by("pk")
    return dict(steps.values_list("attempt", "response"))


def designs_of(assessment: Assessment) -> list[AssessmentDesign]:
    """Its designs with how many attempts each has, newest first."""
    return list(
        assessment.designs.annotate(
            sat=Count("attempts", filter=Q(attempts__submitted_at__isnull=False))
        ).order_by("-number")
    )
