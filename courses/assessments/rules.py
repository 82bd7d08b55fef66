"""Decides who may edit questions, and says in words what changed from one version to the next."""

from dataclasses import dataclass
from difflib import ndiff
from typing import Any

from courses.assessments.models import QuestionVersion

EDITING_ROLES = frozenset({"author", "administrator"})
TEXT_FIELDS = ("stem", "feedback")


def may_edit_questions(person: Any) -> bool:
    """Authors and administrators write questions and assessments; nobody deletes them."""
    return person.is_superuser or not person.roles.isdisjoint(EDITING_ROLES)


@dataclass(frozen=True)
class Difference:
    """What was taken away from a part of the question, and what was added."""

    part: str
    removed: list[str]
    added: list[str]


def differences(before: QuestionVersion, after: QuestionVersion) -> list[Difference]:
    """Part by part, the lines that only one of two versions has."""
    names = [*TEXT_FIELDS, "type", "outcome", "points"]
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
