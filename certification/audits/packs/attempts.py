"""An attempt as plain data: what was asked, every answer saved, every mark, and the result."""

from typing import Any
from uuid import UUID

from certification.counts.evidence import attempt_with_evidence
from courses.assessments.question_types import type_of
from courses.attempts.models import Attempt, AttemptQuestion


def told(uid: str) -> dict[str, Any] | None:
    """Everything about one attempt; a fixed number of queries."""
    attempt = attempt_with_evidence(UUID(uid))
    return _told(attempt) if attempt else None


def _told(attempt: Attempt) -> dict[str, Any]:
    result = attempt.result
    return {
        "attempt": str(attempt.uid),
        "number": attempt.number,
        "assessment": str(attempt.assessment),
        "person": str(attempt.enrolment.person.public_id),
        "name": attempt.enrolment.person.get_full_name(),
        "started_at": attempt.started_at.isoformat(),
        "submitted_at": attempt.submitted_at.isoformat() if attempt.submitted_at else None,
        "result": {
            "points": str(result.points),
            "maximum": str(result.maximum),
            "is_passed": result.is_passed,
            "confirmed_at": result.confirmed_at.isoformat(),
        }
        if result
        else None,
        "questions": [_question(each) for each in attempt.questions.all()],
    }


def _question(question: AttemptQuestion) -> dict[str, Any]:
    version = question.version
    kind, content = type_of(version.type), version.content
    return {
        "position": question.position,
        "code": version.question.code,
        "version": version.number,
        "type": version.type,
        "stem": version.stem,
        "answers": [
            {
                "at": step.at.isoformat(),
                "said": [str(line) for line in kind.describe(content, step.response)],
            }
            for step in question.steps.all()
        ],
        "marks": [
            {
                "points": str(mark.points),
                "of": str(question.points),
                "by": mark.marked_by.get_full_name() if mark.marked_by else "rule",
                "at": mark.marked_at.isoformat(),
                "comment": mark.comment,
            }
            for mark in question.marks.all()
        ],
    }
