"""How far two markers agree: exact agreement, mean difference, Cohen's and weighted kappa.

Each criterion of each answer that two people marked is one item, and its label is the points that
it was given. Cohen's kappa (1960) counts only equal points as agreement; the weighted kappa (1968)
with quadratic weights counts small differences as small. Both set chance aside, so both are
undefined where neither marker varied. The figures come from NLTK.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet

from courses.assessments.models import Assessment, QuestionVersion
from courses.assessments.question_types import type_of
from courses.attempts.models import AttemptQuestion, Mark

FEWEST = 10  # below so many answers the figures say little
MOST_ANSWERS = 2_000  # the newest; kappa of more says nothing new
Points = tuple[int, int]


@dataclass(frozen=True)
class Agreement:
    """Of answers that two people marked; None where a figure is undefined."""

    answers: int
    items: int
    exact: float | None
    difference: float | None  # second minus first, in points of the rubric an answer
    kappa: float | None
    weighted: float | None

    @property
    def is_small(self) -> bool:
        return self.answers < FEWEST

    @property
    def is_without_variance(self) -> bool:
        return bool(self.items) and self.kappa is None


@dataclass(frozen=True)
class Compared:
    version: QuestionVersion
    criteria: list[tuple[str, Agreement]]
    whole: Agreement


def agreement_of(answers: Sequence[Sequence[Points]]) -> Agreement:
    """From the points of first and second marker for each criterion of each answer."""
    items = [pair for answer in answers for pair in answer]
    if not items:
        return Agreement(0, 0, None, None, None, None)
    differences = [sum(second - first for first, second in answer) for answer in answers]
    kappa, weighted = _kappas(items)
    return Agreement(
        answers=len(answers),
        items=len(items),
        exact=sum(first == second for first, second in items) / len(items),
        difference=sum(differences) / len(answers),
        kappa=kappa,
        weighted=weighted,
    )


def _kappas(items: Sequence[Points]) -> tuple[float | None, float | None]:
    """Both kappas; undefined where all points of both markers are the same."""
    if len({points for pair in items for points in pair}) < 2:
        return None, None
    from nltk.metrics.agreement import AnnotationTask  # slow to import, and seldom needed

    labels = [
        (who, number, points)
        for number, pair in enumerate(items)
        for who, points in zip(("first", "second"), pair, strict=True)
    ]
    task = AnnotationTask(labels, distance=lambda one, other: (one - other) ** 2)
    plain = AnnotationTask(labels)
    return plain.kappa(), task.weighted_kappa()


def compared_answers(assessment: Assessment) -> QuerySet[AttemptQuestion]:
    """Answers of a test that two people marked as markers, newest first."""
    markers = Count("marks__marked_by", filter=Q(marks__kind=Mark.Kind.MARKER), distinct=True)
    return (
        AttemptQuestion.objects.filter(attempt__assessment=assessment)
        .annotate(markers=markers)
        .filter(markers__gte=2)
        .select_related("version__question")
        .prefetch_related(
            Prefetch("marks", Mark.objects.filter(kind=Mark.Kind.MARKER).order_by("pk"))
        )
        .order_by("-pk")
    )


def points_of(question: AttemptQuestion) -> list[Points]:
    """By criterion, what first and second marker gave first: what they then changed is no blind mark."""
    first: dict[int | None, list[int]] = {}
    for mark in question.marks.all():
        first.setdefault(mark.marked_by_id, mark.explanation["criteria"])
    one, two = list(first.values())[:2]
    return list(zip(one, two, strict=True))


def compare(questions: Iterable[AttemptQuestion]) -> tuple[Agreement, list[Compared]]:
    """The whole test, and each question version with its criteria."""
    by_version: dict[int, tuple[QuestionVersion, list[list[Points]]]] = {}
    everything = []
    for question in questions:
        points = points_of(question)
        everything.append(points)
        by_version.setdefault(question.version_id, (question.version, []))[1].append(points)
    rows = [_compared(version, answers) for version, answers in by_version.values()]
    rows.sort(key=lambda row: (row.version.question.code, -row.version.number))
    return agreement_of(everything), rows


def _compared(version: QuestionVersion, answers: list[list[Points]]) -> Compared:
    rubric = type_of(version.type).rubric(version.content)
    criteria = [
        (row["text"], agreement_of([[answer[number]] for answer in answers]))
        for number, row in enumerate(rubric)
    ]
    return Compared(version, criteria, agreement_of(answers))
