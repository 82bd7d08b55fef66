"""Prepares the result of an attempt for its page: as much of it as the design shows now."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from courses.assessments.designs import read_bands
from courses.assessments.presentation import ShownFile
from courses.assessments.question_types import type_of
from courses.assessments.question_types.certainty import POINTS
from courses.attempts import rules
from courses.attempts.annotations import AnnotatedText, noted_texts
from courses.attempts.models import Attempt, AttemptQuestion, Mark, Step
from courses.attempts.queries import breakdown_of, current_answers, marks_by_question
from courses.attempts.rules import Breakdown, Part, Sight
from courses.attempts.uploads import files_in, shown_files
from courses.catalogue.models import LessonPage, ModulePage


@dataclass(frozen=True)
class ReviewedQuestion:
    """A question with its answer and what of its mark, feedback and key is shown."""

    question: AttemptQuestion
    wording: str
    response: list[str]
    is_closed: bool
    files: list[ShownFile] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    share: Fraction | None = None
    shows_mark: bool = False
    criteria: list[tuple[str, int, int]] = field(default_factory=list)
    certainty: str = ""
    feedback: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    noted: list[AnnotatedText] = field(default_factory=list)
    right_answer: list[str] = field(default_factory=list)
    reread: list[LessonPage] = field(default_factory=list)

    @property
    def points(self) -> Decimal | None:
        """What stands; None while a mark is missing."""
        if self.share is None:
            return None
        return rules.shown(self.share * Fraction(self.question.points))

    @property
    def is_right(self) -> bool:
        return self.shows_mark and self.share == 1

    @property
    def newest_mark(self) -> Mark | None:
        return self.marks[-1] if self.marks else None


@dataclass(frozen=True)
class ReviewedPart:
    """A section, an outcome or the whole: points, pass mark, whether it is met, and a text."""

    part: Part
    feedback: str

    @property
    def name(self) -> str:
        return self.part.title or str(self.part.number)

    @property
    def earned(self) -> Decimal:
        return rules.shown(self.part.score.earned)

    @property
    def maximum(self) -> Decimal:
        return rules.shown(self.part.score.maximum)

    @property
    def percent(self) -> Decimal:
        return rules.shown_percent(self.part.score)


@dataclass(frozen=True)
class Review:
    """The result page's content; `sight` says which of it is shown."""

    sight: Sight
    whole: ReviewedPart
    sections: list[ReviewedPart]
    outcomes: list[ReviewedPart]
    questions: list[ReviewedQuestion]

    @property
    def waits(self) -> bool:
        """Whether answers still wait for a mark."""
        return self.whole.part.score.waiting > 0


def review(attempt: Attempt, module: ModulePage | None, sight: Sight) -> Review:
    answers, marks = current_answers(attempt), marks_by_question(attempt)
    design, lessons = attempt.design, _lessons_of(module)
    questions = list(attempt.questions.select_related("version__question"))
    shares = {
        each.pk: rules.standing_share(
            marks.get(each.pk, []), design.markers_needed, design.moderation_margin
        )
        for each in questions
    }
    parts = breakdown_of(design, questions, shares)
    files = shown_files(questions)
    return Review(
        sight=sight,
        **_parts(parts, attempt, sight),
        questions=[
            _reviewed(
                each,
                answers.get(each.pk),
                marks.get(each.pk, []),
                share=shares[each.pk],
                files=files,
                lessons=lessons,
                sight=sight,
            )
            for each in questions
        ],
    )


def _parts(found: Breakdown, attempt: Attempt, sight: Sight) -> dict:
    bands = read_bands(attempt.design.bands) if sight.feedback else []

    def reviewed(part: Part, outcome: int | None) -> ReviewedPart:
        return ReviewedPart(part, rules.band_text(bands, outcome, part.score))

    return {
        "whole": reviewed(found.whole, None),
        "sections": [ReviewedPart(each, "") for each in found.sections]
        if len(found.sections) > 1
        else [],
        "outcomes": [reviewed(each, each.number) for each in found.outcomes if each.score.maximum],
    }


def _reviewed(
    question: AttemptQuestion,
    answer: Step | None,
    marks: list[Mark],
    *,
    share: Fraction | None,
    files: Mapping[str, ShownFile],
    lessons: list[LessonPage],
    sight: Sight,
) -> ReviewedQuestion:
    version = question.version
    kind, content = type_of(version.type), version.content
    response = answer.response if answer else None
    handed_in = files_in(question, response, files)
    told = _told(marks)
    is_marked = share is not None
    feedback = [text for mark in told for text in mark.explanation.get("feedback") or []]
    return ReviewedQuestion(
        question=question,
        wording=kind.wording(version.stem, content, question.seed),
        response=[] if handed_in else kind.describe(content, response),
        files=handed_in,
        is_closed=kind.is_closed(content),
        marks=told if sight.marks else [],
        share=share if sight.marks else None,
        shows_mark=sight.marks,
        criteria=_criteria(question, told) if sight.marks else [],
        certainty=_certainty(question, told) if sight.marks else "",
        feedback=list(dict.fromkeys(text for text in (*feedback, version.feedback) if text))
        if sight.feedback and is_marked
        else [],
        comments=[mark.comment for mark in told if mark.comment] if sight.feedback else [],
        noted=noted_texts(version, response, told) if sight.feedback else [],
        right_answer=kind.right_answer(content, question.seed) if sight.key else [],
        reread=[lesson for lesson in lessons if version.outcome in lesson.outcomes]
        if sight.feedback and is_marked and share != 1
        else [],
    )


def _told(marks: list[Mark]) -> list[Mark]:
    """The marks that a learner is told of: the last word where there is one, else each marker's."""
    final = [mark for mark in marks if mark.kind in rules.FINAL_KINDS]
    return final[-1:] or list({mark.marked_by_id: mark for mark in marks}.values())


def _criteria(question: AttemptQuestion, marks: list[Mark]) -> list[tuple[str, int, int]]:
    """Of an answer marked by a person: each criterion, its points and the most it could have."""
    rubric = type_of(question.version.type).rubric(question.version.content)
    rows = []
    for mark in marks:
        points = mark.explanation.get("criteria") or []
        rows += [
            (row["text"], given, row["points"]) for row, given in zip(rubric, points, strict=False)
        ]
    return rows


def _certainty(question: AttemptQuestion, marks: list[Mark]) -> str:
    """What being certain did to the points."""
    level = marks[-1].explanation.get("certainty") if marks else None
    if level is None:
        return ""
    right, wrong = (Fraction(each * question.points) / 3 for each in POINTS[level])
    return _(
        "You said how certain you were: %(level)s of 3. So a right answer counts %(right)s,"
        " a wrong one %(wrong)s."
    ) % {"level": level, "right": _number(right), "wrong": _number(wrong)}


def _number(points: Fraction) -> str:
    return number_format(round(rules.shown(points), 2).normalize(), use_l10n=True)


def _lessons_of(module: ModulePage | None) -> list[LessonPage]:
    if module is None:
        return []
    lessons = LessonPage.objects.live().child_of(module).order_by("path")
    return list(lessons.defer("body", "teaching_note"))
