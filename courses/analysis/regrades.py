"""Reads what a regrade would change, for its preview and for the run alike; stores nothing (R52)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property

from courses.analysis import rules
from courses.analysis.queries import shares_of
from courses.analysis.rekeying import in_terms_of
from courses.assessments.models import QuestionVersion
from courses.attempts.actions import share_by_rule
from courses.attempts.models import Attempt, AttemptQuestion, Mark, Regrade, Result, Step
from courses.attempts.queries import breakdown_of
from courses.attempts.rules import Breakdown, shown


@dataclass(frozen=True)
class Change:
    """What a regrade does to one answer and to the attempt around it."""

    question: AttemptQuestion
    standing: Fraction | None
    corrected: Fraction
    share: Fraction  # what stands afterwards
    explanation: dict[str, Any]
    before: Breakdown
    after: Breakdown

    @property
    def attempt(self) -> Attempt:
        return self.question.attempt

    @property
    def is_released(self) -> bool:
        return self.attempt.result_id is not None

    @property
    def points_before(self) -> Decimal:
        return shown(self.before.whole.score.earned)

    @property
    def points_after(self) -> Decimal:
        return shown(self.after.whole.score.earned)

    @property
    def changes(self) -> bool:
        return self.share != self.standing

    @property
    def is_held(self) -> bool:
        """The corrected key would take points away, but the result is out (R52)."""
        return self.standing is not None and self.corrected < self.standing == self.share

    @property
    def falls(self) -> bool:
        return self.standing is not None and self.share < self.standing

    @property
    def newly_passes(self) -> bool:
        was = self.attempt.result.is_passed if self.attempt.result else self.before.verdict
        return not was and self.after.verdict is True and not hasattr(self.attempt, "withdrawal")


@dataclass(frozen=True)
class Plan:
    """Everything that a regrade finds, by the order of handing in."""

    rows: list[Change]

    @cached_property
    def changed(self) -> list[Change]:
        return [row for row in self.rows if row.changes]

    @cached_property
    def touched(self) -> list[Change]:
        """Changed or held; who would newly pass comes first, then who would lose points."""
        rows = [row for row in self.rows if row.changes or row.is_held]
        return sorted(rows, key=lambda row: (not row.newly_passes, not row.falls))

    @cached_property
    def held(self) -> list[Change]:
        return [row for row in self.rows if row.is_held]

    @cached_property
    def falling(self) -> list[Change]:
        return [row for row in self.rows if row.falls]

    @cached_property
    def newly_passed(self) -> list[Change]:
        return [row for row in self.rows if row.newly_passes]


def plan_regrade(
    version: QuestionVersion,
    way: str,
    corrected: QuestionVersion | None,
    attempts: Iterable[int] | None = None,
) -> Plan:
    """Marks every answer to the version again, in a fixed number of queries; see `rules`."""
    handed_in = Attempt.objects.filter(questions__version=version, submitted_at__isnull=False)
    if attempts is not None:
        handed_in = handed_in.filter(pk__in=attempts)
    loaded = Loaded(shares_of(handed_in), questions_of(handed_in), answers_to(version))
    questions = (
        AttemptQuestion.objects.filter(version=version, attempt__in=handed_in.order_by())
        .select_related(
            "attempt__design",
            "attempt__result",
            "attempt__withdrawal",
            "attempt__enrolment__person",
            "attempt__assessment",
            "version",
        )
        .order_by("attempt__submitted_at", "pk")
    )
    return Plan([change(question, way, corrected, loaded) for question in questions])


@dataclass(frozen=True)
class Loaded:
    """What was read of all attempts at once: shares and answers by question, questions by attempt."""

    shares: dict[int, Fraction | None]
    asked: dict[int, list[AttemptQuestion]]
    answers: dict[int, Step]


def change(
    question: AttemptQuestion, way: str, corrected: QuestionVersion | None, loaded: Loaded
) -> Change:
    attempt, questions = question.attempt, loaded.asked[question.attempt_id]
    shares = {each.pk: loaded.shares[each.pk] for each in questions}
    answer = loaded.answers.get(question.pk)
    found, explanation = corrected_share(question, way, corrected, answer)
    standing = shares[question.pk]
    share = rules.regraded_share(standing, found, is_released=attempt.result_id is not None)
    return Change(
        question=question,
        standing=standing,
        corrected=found,
        share=share,
        explanation=explanation,
        before=breakdown_of(attempt.design, questions, shares),
        after=breakdown_of(attempt.design, questions, shares | {question.pk: share}),
    )


def corrected_share(
    question: AttemptQuestion, way: str, corrected: QuestionVersion | None, answer: Step | None
) -> tuple[Fraction, dict[str, Any]]:
    """What the answer earns by the corrected key alone, and why."""
    if way == Regrade.Way.FULL_POINTS or corrected is None:
        return Fraction(1), {"full_points": True, "step": answer.pk if answer else None}
    said = answer and Step(
        pk=answer.pk,
        certainty=answer.certainty,
        response=in_terms_of(
            question.version.type, question.version.content, corrected.content, answer.response
        ),
    )
    marked = share_by_rule(
        question, said, asks_certainty=question.attempt.design.asks_certainty, version=corrected
    )
    if marked is None:
        raise ValueError("A rule cannot mark this version.")
    share, explanation = marked
    return share, {**explanation, "version": corrected.number}


def questions_of(attempts: QuerySet[Attempt]) -> dict[int, list[AttemptQuestion]]:
    """All questions of each attempt with what a score needs, by attempt id."""
    found = defaultdict(list)
    rows = AttemptQuestion.objects.filter(attempt__in=attempts.order_by()).select_related("version")
    for question in rows.only("attempt", "section", "points", "version__outcome"):
        found[question.attempt_id].append(question)
    return found


def answers_to(version: QuestionVersion) -> dict[int, Step]:
    """By question id the answer that counts."""
    steps = Step.objects.filter(question__version=version, kind=Step.Kind.ANSWERED).order_by("pk")
    return {step.question_id: step for step in steps if step.question_id}


def newest_run(version: QuestionVersion) -> Regrade | None:
    return Regrade.objects.filter(version=version).order_by("-pk").first()


def later_versions(version: QuestionVersion) -> list[QuestionVersion]:
    """Versions that may hold the corrected key, newest first."""
    return list(
        QuestionVersion.objects.filter(
            question=version.question_id, number__gt=version.number
        ).order_by("-number")
    )


def newly_passed(run: Regrade) -> list[Result]:
    """Results by which this run turned a failed attempt into a passed one."""
    results = (
        Result.objects.filter(regrade=run, is_passed=True, number__gt=1)
        .select_related("attempt__enrolment__person", "attempt__assessment", "attempt__withdrawal")
        .prefetch_related("attempt__results")
        .order_by("pk")
    )
    return [
        result
        for result in results
        if not any(
            other.is_passed
            for other in result.attempt.results.all()
            if other.number < result.number
        )
    ]


def marks_of(run: Regrade) -> QuerySet[Mark]:
    """The marks that the run gave, by the order of handing in."""
    return run.marks.select_related(
        "question__attempt__enrolment__person",
        "question__attempt__assessment",
        "question__attempt__result",
    ).order_by("question__attempt__submitted_at", "pk")
