"""Decides who may edit and review, which settings fit, and what changed between two versions."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import ndiff
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.assessments.content_words import content_lines
from courses.assessments.models import Question, QuestionReview, QuestionVersion

EDITING_ROLES = frozenset({"author", "administrator"})
SHOWN = ("shows_marks", "shows_feedback", "shows_key")
PARTS = {
    "stem": gettext_lazy("Question"),
    "feedback": gettext_lazy("Feedback after the result"),
    "type": gettext_lazy("Type"),
    "outcome": gettext_lazy("Learning outcome"),
    "points": gettext_lazy("Points"),
    "penalty": gettext_lazy("Penalty for guessing"),
    "picture": gettext_lazy("Picture"),
}


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


def setting_problems(said: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Settings of a test that do not fit together: the setting, a code and a sentence for each."""
    problems = []
    opens_at, closes_at = said.get("opens_at"), said.get("closes_at")
    if opens_at and closes_at and closes_at <= opens_at:
        sentence = _("The test must close after it opens.")
        problems.append(("closes_at", "closes_before_opening", sentence))
    if said.get("asks_certainty") and said.get("purpose") == "summative":
        sentence = _("Only a test for practice may ask how certain the learner is.")
        problems.append(("asks_certainty", "certainty_only_formative", sentence))
    for name in SHOWN:
        if said.get(name) == "after closing" and not closes_at:
            sentence = _("The test never closes. Give a closing date, or choose another moment.")
            problems.append((name, "never_closes", sentence))
    return problems


@dataclass(frozen=True)
class Difference:
    """What was taken away from a part of the question, and what was added."""

    part: str
    removed: list[str]
    added: list[str]


def differences(before: QuestionVersion, after: QuestionVersion) -> list[Difference]:
    """Part by part, the lines that only one of two versions has."""
    parts = [
        (str(label), _lines(getattr(before, name)), _lines(getattr(after, name)))
        for name, label in PARTS.items()
    ]
    content = content_lines(before.content), content_lines(after.content)
    parts.append((_("Content"), *content))
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
