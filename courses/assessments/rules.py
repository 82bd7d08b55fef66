"""Decides who may edit questions, and says in words what changed from one version to the next."""

from dataclasses import dataclass
from difflib import ndiff
from typing import Any

from django.utils.translation import gettext as _

from courses.assessments.models import Question, QuestionReview, QuestionVersion

EDITING_ROLES = frozenset({"author", "administrator"})
TEXT_FIELDS = ("stem", "feedback")


def may_edit_questions(person: Any) -> bool:
    """Authors and administrators write questions and assessments; nobody deletes them."""
    return person.is_superuser or not person.roles.isdisjoint(EDITING_ROLES)


def refusal_to_review(
    question: Question, version: QuestionVersion, verdict: str, comment: str, by: Any
) -> tuple[str, str] | None:
    """Why this person may not give this verdict now, as a code and a sentence; None when they may.

    Four eyes: nobody approves what they wrote themselves.
    """
    if verdict not in QuestionReview.Verdict.values:
        return "verdict_unknown", _("Approve the question or send it back.")
    if version.pk != question.current_id:
        return "version_replaced", _("There is a newer version of this question; review that one.")
    if version.pk == question.usable_id:
        return "version_in_use", _("This version is in use. Edit the question or retire it.")
    if version.created_by_id == by.pk:
        return "own_version", _("You wrote this version; somebody else must review it.")
    if verdict == QuestionReview.Verdict.RETURNED and not comment:
        return "comment_missing", _("Say what the author should mend.")
    return None


@dataclass(frozen=True)
class Difference:
    """What was taken away from a part of the question, and what was added."""

    part: str
    removed: list[str]
    added: list[str]


def differences(before: QuestionVersion, after: QuestionVersion) -> list[Difference]:
    """Part by part, the lines that only one of two versions has."""
    names = [*TEXT_FIELDS, "type", "outcome", "points", "penalty", "picture"]
    parts = [(name, _lines(getattr(before, name)), _lines(getattr(after, name))) for name in names]
    parts.append(("content", content_lines(before.content), content_lines(after.content)))
    return [
        Difference(
            part=name,
            removed=[line[2:] for line in ndiff(old, new) if line.startswith("- ")],
            added=[line[2:] for line in ndiff(old, new) if line.startswith("+ ")],
        )
        for name, old, new in parts
        if old != new
    ]


def _lines(value: Any) -> list[str]:
    return str(value).splitlines() if value not in (None, "") else []


def content_lines(content: dict[str, Any]) -> list[str]:
    """The content as an author reads it: one line for each option, pair, item or setting."""
    lines = []
    for key, value in content.items():
        if isinstance(value, list):
            lines += [_line(part) for part in value]
        elif value != "":
            lines.append(f"{key}: {value}")
    return lines


def _line(part: Any) -> str:
    if isinstance(part, list):
        return " / ".join(part)
    if not isinstance(part, dict):
        return str(part)
    if "left" in part:
        return f"{part['left']} → {part['right']}"
    if "points" in part:
        return f"{part['text']} ({part['points']})"
    sign = "✓" if part["right"] else "✗"
    return f"{sign} {part['text']}" + (f" – {part['feedback']}" if part["feedback"] else "")
