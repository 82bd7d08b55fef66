"""What a bank offers to a test."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet, TextField
from django.db.models.functions import Cast

from courses.assessments.designs import Candidate, Draw, Section, read_sections
from courses.assessments.draws import DrawReport, report_draws
from courses.assessments.models import Assessment, Question, QuestionBank, QuestionVersion
from courses.assessments.question_types import type_of


def candidates(bank: QuestionBank) -> list[Candidate]:
    """The questions of the bank that may be drawn now, by code, in two queries."""
    return _as_candidates(Question.objects.filter(bank=bank))


def candidate_of(question: Question) -> Candidate | None:
    """The question as a draw sees it; None where it cannot be drawn now."""
    return next(iter(_as_candidates(Question.objects.filter(pk=question.pk))), None)


def _as_candidates(questions: QuerySet[Question]) -> list[Candidate]:
    """Only the columns that a draw looks at: this is read whenever somebody starts a test."""
    drawable = questions.filter(is_retired=False, usable__isnull=False)
    tags = defaultdict(set)
    for pk, name in drawable.filter(tags__isnull=False).values_list("pk", "tags__name"):
        tags[pk].add(name.casefold())
    columns = ("pk", "code", "category", "difficulty")
    of_version = ("pk", "type", "content", "points", "outcome")
    rows = drawable.order_by("code").values_list(
        *columns, *(f"usable__{name}" for name in of_version)
    )
    return [
        Candidate(
            pk=pk,
            code=code,
            is_closed=type_of(kind).is_closed(content),
            version=version,
            points=points,
            outcome=outcome,
            category=category,
            tags=frozenset(tags[pk]),
            difficulty=difficulty,
        )
        for pk, code, category, difficulty, version, kind, content, points, outcome in rows
    ]


@dataclass(frozen=True)
class Asked:
    """How many questions a test asks: marked by rule, and by a person."""

    closed: int
    opened: int


def questions_asked(assessment: Assessment) -> Asked | None:
    """What the newest design draws; None while there is no design."""
    if assessment.design is None:
        return None
    draws = [draw for part in read_sections(assessment.design.sections) for draw in part.draws]
    codes = [draw.question for draw in draws if draw.question]
    fixed = Question.objects.filter(code__in=codes).select_related("current") if codes else ()
    opened = {
        each.code
        for each in fixed
        if each.current and not type_of(each.current.type).is_closed(each.current.content)
    }
    by_people = sum(draw.count for draw in draws if draw.kind == "open" or draw.question in opened)
    return Asked(closed=sum(draw.count for draw in draws) - by_people, opened=by_people)


MOST_ATTEMPTS_LOOKED_AT = 3


def draw_report(bank: QuestionBank, sections: list[Section], attempts: int) -> DrawReport:
    """What the draws find in the bank now, in two queries."""
    attempts = min(attempts, MOST_ATTEMPTS_LOOKED_AT)
    return report_draws(sections, candidates(bank), attempts=attempts)


def usable_versions(questions: list[int]) -> dict[int, QuestionVersion]:
    """By question id, the version that would be drawn now, with its picture."""
    found = Question.objects.filter(pk__in=questions).select_related("usable__picture")
    return {question.pk: question.usable for question in found if question.usable}


def categories() -> list[str]:
    """The categories that questions lie in, by name."""
    used = Question.objects.exclude(category="").order_by("category")
    return list(used.values_list("category", flat=True).distinct())


def with_text(questions: QuerySet[Question], text: str) -> QuerySet[Question]:
    """Questions with the text in their code, stem, category, feedback or anywhere in the content."""
    # SQLite keeps the content with other letters than ASCII escaped, PostgreSQL as they are.
    escaped = json.dumps(text)[1:-1]
    return questions.annotate(content_text=Cast("current__content", TextField())).filter(
        Q(code__icontains=text)
        | Q(category__icontains=text)
        | Q(current__stem__icontains=text)
        | Q(current__feedback__icontains=text)
        | Q(content_text__icontains=text)
        | Q(content_text__icontains=escaped)
    )


def waiting_for_review() -> QuerySet[Question]:
    """Questions of reviewing banks whose newest version is not in use, longest waiting first."""
    return (
        Question.objects.filter(bank__needs_review=True, is_retired=False)
        .exclude(usable=F("current"))
        .select_related("bank", "current__created_by", "usable")
        .order_by("current__created_at", "pk")
    )


@dataclass(frozen=True)
class ShortDraw:
    """A test that nobody can begin any more, and why."""

    assessment: Assessment
    problem: str


def short_draws(banks: Iterable[QuestionBank]) -> list[ShortDraw]:
    """Tests of these banks whose draws find too few questions now; two queries for each bank."""
    found = []
    for bank in banks:
        assessments = Assessment.objects.filter(bank=bank, design__isnull=False)
        pool = candidates(bank)
        for assessment in assessments.select_related("design"):
            design = assessment.design
            assert design is not None  # noqa: S101 - the query asks for it
            report = report_draws(read_sections(design.sections), pool, attempts=1)
            if report.problem:
                found.append(ShortDraw(assessment, report.problem))
    return found


@dataclass(frozen=True)
class Place:
    """A test that asks a question: by its code, or perhaps by a random draw."""

    assessment: Assessment
    is_fixed: bool
    draws: list[Draw]


@dataclass(frozen=True)
class Usage:
    """Where a question is used: tests whose newest designs can draw it, attempts by version."""

    places: list[Place]
    versions: list[QuestionVersion]

    @property
    def attempts(self) -> int:
        return sum(version.times_drawn for version in self.versions)  # type: ignore[attr-defined]


def where_used(question: Question) -> Usage:
    """In four queries whatever the number of tests and attempts."""
    assessments = Assessment.objects.filter(bank=question.bank_id, design__isnull=False)
    candidate = candidate_of(question)
    places = []
    for assessment in assessments.select_related("design"):
        assert assessment.design is not None  # noqa: S101 - the query asks for it
        sections = read_sections(assessment.design.sections)
        draws = [draw for section in sections for draw in section.draws]
        fitting = [draw for draw in draws if fits(draw, question, candidate)]
        if fitting:
            fixed = any(draw.question for draw in fitting)
            places.append(Place(assessment, fixed, fitting))
    versions = question.versions.annotate(times_drawn=Count("drawn")).order_by("-number")
    return Usage(places, list(versions))


def fits(draw: Draw, question: Question, candidate: Candidate | None) -> bool:
    """A fixed question is asked by its code even where it cannot be drawn now."""
    if draw.question:
        return draw.question == question.code
    return candidate is not None and draw.fits(candidate)
