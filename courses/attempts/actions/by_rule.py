"""Marks what a rule can mark when an attempt is handed in."""

from datetime import datetime
from fractions import Fraction
from typing import Any

from courses.assessments.question_types import type_of
from courses.assessments.question_types.certainty import adjusted
from courses.attempts import queries, rules
from courses.attempts.models import Attempt, AttemptQuestion, Mark, Step


def mark_by_rule(
    *, attempt: Attempt, at: datetime
) -> tuple[list[AttemptQuestion], dict[int, list[Mark]]]:
    """A mark for each answer of a closed question, and for each blank one.

    Returns the questions with the marks of each by its id, for who goes on with them.
    """
    answers = queries.current_answers(attempt)
    asks_certainty = attempt.design.asks_certainty
    questions = list(attempt.questions.select_related("version"))
    marks: dict[int, list[Mark]] = {}
    for question in questions:
        answer = answers.get(question.pk)
        marked = share_by_rule(question, answer, asks_certainty=asks_certainty)
        if marked is None:
            continue
        share, explanation = marked
        mark = Mark(
            question=question,
            kind=Mark.Kind.RULE,
            points=rules.shown(share * Fraction(question.points)),
            explanation=explanation,
            marked_at=at,
        )
        marks[question.pk] = [mark]
    Mark.objects.bulk_create(mark for given in marks.values() for mark in given)
    return questions, marks


def share_by_rule(
    question: AttemptQuestion, answer: Step | None, *, asks_certainty: bool, version: Any = None
) -> tuple[Fraction, dict[str, Any]] | None:
    """The exact share that a rule gives an answer, and why; None where a person must mark it.

    `version` marks by another key than the one the question was drawn with (a regrade).
    """
    version = version or question.version
    kind = type_of(version.type)
    response = answer.response if answer else None
    step = {"step": answer.pk if answer else None}
    if response is None:
        return Fraction(0), {"blank": True, "share": "0", **step}
    if not kind.is_closed(version.content):
        return None
    marked = kind.mark(
        version.content, response, seed=question.seed, penalty=Fraction(version.penalty)
    )
    share, explanation = marked.share, {**marked.explanation, **step}
    if asks_certainty and answer is not None:
        certainty = answer.certainty or 1
        explanation |= {"certainty": certainty, "plain_share": str(share)}
        share = adjusted(share, certainty)
    return share, explanation | {"share": str(share)}
