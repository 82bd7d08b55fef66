"""Decides about teams, assessors and individual marks of field projects (R53, R54, R55)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import SequenceMatcher
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LARGEST_TEAM = 3
ASSESSORS = 2
PASS_PERCENT = 70
DECLARATION_VERSION = "2026-1"
LIKENESS_SAID_FROM = Fraction(30, 100)
FEWEST_WORDS, MOST_WORDS = 20, 1500
RUBRIC: tuple[dict[str, Any], ...] = (
    {"code": "P1", "text": gettext_lazy("Own part of the analysis"), "points": 5},
    {"code": "P2", "text": gettext_lazy("Own contact with firms and buyers"), "points": 5},
    {"code": "P3", "text": gettext_lazy("Own part of the action plan"), "points": 5},
    {"code": "P4", "text": gettext_lazy("Answers in the defence, alone"), "points": 10},
)


def refusal_to_join(
    *, members: int, is_in_a_team: bool, is_in_cohort: bool, is_tutor: bool
) -> tuple[str, str] | None:
    """Why a person may not join a team; None when they may (R53)."""
    if not is_in_cohort:
        return "not_in_cohort", _("Only participants of this delivery form its teams.")
    if is_in_a_team:
        return "has_team", _("One team in a cohort and person.")
    if members >= LARGEST_TEAM:
        return "team_full", _("A team has one to three members.")
    if is_tutor:
        return "is_tutor", _("A tutor is not a member of the team.")
    return None


def refusal_to_assess(
    *,
    person_id: int,
    tutors: Collection[int],
    members: Collection[int],
    assessors: Collection[int],
    conflict: str = "",
) -> tuple[str, str] | None:
    """Why a person may not assess a team; None when they may (R48, R55)."""
    if person_id in members:
        return "is_member", _("Nobody assesses their own project.")
    if person_id in tutors:
        return "is_tutor", _("The tutor of a team does not mark it alone and does not assess it.")
    if conflict:
        return "conflict", conflict
    if person_id not in assessors and len(assessors) >= ASSESSORS:
        return "enough", _("This project has its two assessors.")
    return None


def refusal_of_points(points: Mapping[str, Any]) -> str:
    """What is wrong with points by criterion; empty when they fit the rubric."""
    known = {row["code"]: row for row in RUBRIC}
    if set(points) != set(known):
        return _("Give points for every criterion.")
    for code, given in points.items():
        most = known[code]["points"]
        if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given <= most:
            return _("“%(text)s” has 0 to %(most)s points.") % {
                "text": known[code]["text"],
                "most": most,
            }
    return ""


def share_of(points: Mapping[str, int]) -> Fraction:
    return Fraction(sum(points.values()), sum(row["points"] for row in RUBRIC))


@dataclass(frozen=True)
class Verdict:
    """The mean of the two assessors for one member, and whether it passes; individual (R53)."""

    share: Fraction
    is_passed: bool


def verdict(shares: Sequence[Fraction]) -> Verdict | None:
    """None until both assessors have marked."""
    if len(shares) < ASSESSORS:
        return None
    mean = sum(shares, Fraction(0)) / len(shares)
    return Verdict(mean, mean * 100 >= PASS_PERCENT)


def due_on(before_week: int | None, first_days: Sequence[date], last_day: date) -> date:
    """The day before the in-class week it is due for; without one the last day."""
    if before_week is None or before_week > len(first_days):
        return last_day
    return first_days[before_week - 1] - timedelta(days=1)


def likeness(text: str, other: str) -> Fraction:
    """How much of two texts is the same, from 0 to 1, word by word (R54: a note, no verdict)."""
    matcher = SequenceMatcher(None, words_of(text), words_of(other), autojunk=False)
    if matcher.quick_ratio() < LIKENESS_SAID_FROM:  # no more than this much is the same, at most
        return Fraction(0)
    return Fraction(round(matcher.ratio() * 1000), 1000)


def words_of(text: str) -> list[str]:
    return text.casefold().split()[:MOST_WORDS]


def similar(text: str, earlier: Mapping[str, Sequence[str]]) -> list[tuple[str, Fraction]]:
    """Which of earlier works (texts by the name of the work) resemble a text, most alike first (R54).

    A text of a few words resembles nothing.
    """
    if len(words_of(text)) < FEWEST_WORDS:
        return []
    found = [(work, max(likeness(text, each) for each in texts)) for work, texts in earlier.items()]
    alike = [row for row in found if row[1] >= LIKENESS_SAID_FROM]
    return sorted(alike, key=lambda row: (-row[1], row[0]))


def similarity_sentence(
    alike: Sequence[tuple[str, Fraction]], same_files: Sequence[tuple[str, str]]
) -> str:
    """The note for tutor and assessors; empty where nothing is alike. It decides nothing (R54)."""
    said = [
        _("%(percent)s per cent of the words as in “%(work)s”.")
        % {"percent": round(share * 100), "work": work}
        for work, share in alike
    ]
    said += [
        _("The file “%(file)s” was handed in with “%(work)s” too.") % {"file": file, "work": work}
        for file, work in same_files
    ]
    return " ".join(said)
