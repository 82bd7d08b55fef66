"""Reads an attempt as it happened: every step, mark and result in order, and why (R52, R63)."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.analysis.marking_told import told_of_marking
from courses.analysis.reasons import reasons_of
from courses.analysis.rules import shows_breaks
from courses.assessments.question_types import type_of
from courses.attempts import rules as attempt_rules
from courses.attempts.annotations import AnnotatedText, noted_texts
from courses.attempts.models import AnswerFile, Attempt, AttemptQuestion, Mark, Result, Step
from courses.attempts.queries import breakdown_of
from courses.attempts.rules import Breakdown, Sight
from lms.people.models import Person

BREAKS = frozenset({Step.Kind.PAUSED, Step.Kind.RESUMED})


@dataclass(frozen=True)
class Moment:
    """One line of the timeline; `before` and `after` hold an answer in words."""

    at: datetime
    text: str
    lines: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    is_answer: bool = False


@dataclass(frozen=True)
class ReplayedMark:
    mark: Mark
    words: str
    reasons: list[str]
    feedback: list[str]
    noted: list[AnnotatedText]


@dataclass(frozen=True)
class ReplayedQuestion:
    """A question as it was asked, the answer that counts, and the marks with their reasons."""

    question: AttemptQuestion
    wording: str
    answer: list[str]
    marks: list[ReplayedMark]
    standing: Fraction | None
    key: list[str]

    @property
    def points(self) -> str:
        """What stands; empty while a mark is missing."""
        if self.standing is None:
            return ""
        return number(attempt_rules.shown(self.standing * Fraction(self.question.points)))


@dataclass(frozen=True)
class Replay:
    attempt: Attempt
    moments: list[Moment]
    questions: list[ReplayedQuestion]
    breakdown: Breakdown | None  # None where the reader does not see marks


def attempt_to_replay(uid: UUID) -> Attempt | None:
    """The attempt with everything that happened in it, in a fixed number of queries."""
    questions = AttemptQuestion.objects.select_related(
        "version__question", "appeal__decision__decided_by"
    ).prefetch_related(
        Prefetch("marks", Mark.objects.select_related("marked_by", "regrade")),
        Prefetch("files", AnswerFile.objects.order_by("pk")),
    )
    results = Result.objects.select_related("confirmed_by", "regrade").order_by("number")
    return (
        Attempt.objects.filter(uid=uid)
        .select_related(
            "assessment",
            "design",
            "enrolment__person",
            "enrolment__programme",
            "withdrawal__withdrawn_by",
        )
        .prefetch_related(
            Prefetch("questions", questions),
            Prefetch("steps", Step.objects.order_by("pk")),
            Prefetch("results", results),
        )
        .first()
    )


def replay(attempt: Attempt, sight: Sight) -> Replay:
    """From what `attempt_to_replay` loaded, as much as the reader may see; asks nothing more."""
    asked = list(attempt.questions.all())
    last = {
        step.question_id: step for step in attempt.steps.all() if step.kind == Step.Kind.ANSWERED
    }
    design = attempt.design
    shares = {
        each.pk: attempt_rules.standing_share(
            list(each.marks.all()), design.markers_needed, design.moderation_margin
        )
        for each in asked
    }
    moments = [*_steps(attempt, asked, sight), *_files(asked, sight), *_results(attempt, sight)]
    if sight.marks:
        moments += _marks(asked, sight)
        moments += [
            _placed(told.at, 3, told.order, told.text, lines=told.lines)
            for told in told_of_marking(attempt, asked, sight)
        ]
    return Replay(
        attempt=attempt,
        moments=[moment for _order, moment in sorted(moments, key=lambda row: row[0])],
        questions=[_question(each, last.get(each.pk), shares[each.pk], sight) for each in asked],
        breakdown=breakdown_of(design, asked, shares) if sight.marks else None,
    )


Placed = tuple[
    tuple[datetime, int, int], Moment
]  # what happened at the same instant keeps its order


def _placed(at: datetime, rank: int, pk: int, text: str, **parts) -> Placed:
    return (at, rank, pk), Moment(at, text, **parts)


def _steps(attempt: Attempt, asked: list[AttemptQuestion], sight: Sight) -> Iterator[Placed]:
    with_breaks = shows_breaks(
        sight, allowed=attempt.break_minutes, of_design=attempt.design.break_minutes
    )
    by_pk = {question.pk: question for question in asked}
    windows: dict[str, int] = {}
    said: dict[int, list[str]] = defaultdict(list)
    yield _placed(attempt.started_at, 0, 0, _("Started; %s questions were drawn.") % len(asked))
    for step in attempt.steps.all():
        if step.kind in BREAKS and not with_breaks:
            continue
        number = windows.setdefault(step.window, len(windows) + 1) if step.window else 0
        where = [_("In window %s.") % number] if number else []
        if step.kind != Step.Kind.ANSWERED or step.question_id is None:
            yield _placed(step.at, 1, step.pk, _step_words(step, by_pk), lines=where)
            continue
        question = by_pk[step.question_id]
        after = _said(question, step.response, sight)
        if step.certainty:
            where.append(_("Certainty %s of 3.") % step.certainty)
        yield _placed(
            step.at,
            1,
            step.pk,
            _("Question %s: answered.") % question.position,
            lines=where,
            before=said[question.pk],
            after=after,
            is_answer=True,
        )
        said[question.pk] = after


def _file_names(question: AttemptQuestion, sight: Sight) -> dict[UUID, str]:
    """As they were sent, or numbered for who is not to learn whose they are."""
    files = enumerate(question.files.all(), start=1)
    return {
        file.uid: file.name if sight.file_names else _("file %s") % number for number, file in files
    }


def _said(question: AttemptQuestion, response: Any, sight: Sight) -> list[str]:
    """The response in words; files by their names."""
    names = {str(uid): name for uid, name in _file_names(question, sight).items()}
    lines = type_of(question.version.type).describe(question.version.content, response)
    return [names.get(line, line) for line in lines]


def _step_words(step: Step, by_pk: dict[int, AttemptQuestion]) -> str:
    words = {
        Step.Kind.OPENED: _("Opened in a window."),
        Step.Kind.PAUSED: _("Break begun; the clock stands still."),
        Step.Kind.RESUMED: _("Break ended."),
        Step.Kind.SUBMITTED: _("Handed in."),
        Step.Kind.TIMED_OUT: _("Handed in by the clock."),
        Step.Kind.FLAGGED: _("Question %s: flagged to return to."),
        Step.Kind.UNFLAGGED: _("Question %s: flag taken away."),
    }[Step.Kind(step.kind)]
    return words % by_pk[step.question_id].position if step.question_id else words


def _files(asked: list[AttemptQuestion], sight: Sight) -> Iterator[Placed]:
    for question in asked:
        names = _file_names(question, sight)
        for file in question.files.all():
            text = _("Question %(number)s: file “%(name)s” was received.")
            words = text % {"number": question.position, "name": names[file.uid]}
            yield _placed(file.uploaded_at, 1, 0, words, lines=[f"SHA-256 {file.sha256}"])


def _marks(asked: list[AttemptQuestion], sight: Sight) -> Iterator[Placed]:
    for question in asked:
        for mark in question.marks.all():
            words = f"{_('Question %s:') % question.position} {mark_words(mark, question, sight)}"
            lines = reasons_of(mark.explanation, question.version)
            if mark.regrade:
                lines = [_("Regrade: %s") % mark.regrade.reason, *lines]
            yield _placed(mark.marked_at, 2, mark.pk, words, lines=lines)


def number(points: Decimal) -> str:
    """Without zeros at the end."""
    return f"{points.normalize():f}"


def mark_words(mark: Mark, question: AttemptQuestion, sight: Sight) -> str:
    return _("%(points)s of %(maximum)s points, %(how)s") % {
        "points": number(mark.points),
        "maximum": number(question.points),
        "how": _with_name(mark.get_kind_display(), mark.marked_by, sight),
    }


def _with_name(text: str, person: Person | None, sight: Sight) -> str:
    return f"{text} ({person.get_full_name()})" if sight.names and person else text


def _results(attempt: Attempt, sight: Sight) -> Iterator[Placed]:
    for result in attempt.results.all():
        verdict = _("passed") if result.is_passed else _("not passed")
        words = _("Result %(number)s confirmed: %(verdict)s") % {
            "number": result.number,
            "verdict": verdict,
        }
        lines = []
        if sight.marks:
            points = {
                "points": number(result.points),
                "maximum": number(result.maximum),
            }
            lines.append(_("%(points)s of %(maximum)s points.") % points)
        if result.regrade:
            lines.append(_("After a regrade: %s") % result.regrade.reason)
        how = _("by a person") if result.confirmed_by else _("by rule")
        lines.append(_("Confirmed %s.") % _with_name(str(how), result.confirmed_by, sight))
        yield _placed(result.confirmed_at, 3, result.pk, words, lines=lines)
    withdrawal = getattr(attempt, "withdrawal", None)
    if withdrawal is not None:
        words = _("Result withdrawn for misconduct, with effect from %s")
        day = date_format(withdrawal.effective_on, "j F Y")
        yield _placed(
            withdrawal.withdrawn_at,
            4,
            withdrawal.pk,
            _with_name(words % day, withdrawal.withdrawn_by, sight),
            lines=[withdrawal.reason] if sight.reason else [],
        )


def _question(
    question: AttemptQuestion, answer: Step | None, standing: Fraction | None, sight: Sight
) -> ReplayedQuestion:
    shows_key = sight.key and question.attempt.submitted_at is not None
    version = question.version
    kind, content = type_of(version.type), version.content
    response = answer.response if answer else None
    marks = [
        ReplayedMark(
            mark=mark,
            words=mark_words(mark, question, sight),
            reasons=reasons_of(mark.explanation, version),
            feedback=(mark.explanation.get("feedback") or []) if sight.feedback else [],
            noted=noted_texts(version, response, [mark]) if sight.feedback else [],
        )
        for mark in (question.marks.all() if sight.marks else ())
    ]
    return ReplayedQuestion(
        question=question,
        wording=kind.wording(version.stem, content, question.seed),
        answer=_said(question, response, sight),
        marks=marks,
        standing=standing if sight.marks else None,
        key=kind.right_answer(content, question.seed) if shows_key else [],
    )
