"""Decides whether answers can be marked again by a corrected version, and says them in its terms.

Answers are stored as places in the content of the version that was asked. A corrected version may
have its options, items or pairs in another order, so each place is found again by its text.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from courses.assessments.models import QuestionVersion
from courses.assessments.question_types import type_of

Content = dict[str, Any]
Type = QuestionVersion.Type


def problem_with(version: QuestionVersion, corrected: QuestionVersion) -> str:
    """Why answers to a version cannot be marked by another one; empty where they can."""
    if corrected.question_id != version.question_id or corrected.number <= version.number:
        return _("Choose a later version of the same question.")
    return content_problem(version.type, version.content, corrected.type, corrected.content)


def content_problem(type_name: str, old: Content, new_type: str, new: Content) -> str:
    if type_name != new_type:
        return _("The corrected version is of another type.")
    if not type_of(new_type).is_closed(new):
        return _("A person marks this type of question, so there is no key to mark by again.")
    if type_name == Type.CASE_STUDY:
        return case_problem(old["parts"], new["parts"])
    said = SAID.get(type_name)
    if said is not None and said(old) != said(new):
        return _(
            "The corrected version says something else than was asked. Change the key alone, or "
            "give full points to everybody."
        )
    return ""


def case_problem(old: Sequence[Content], new: Sequence[Content]) -> str:
    if len(old) != len(new):
        return _("The corrected version has other parts.")
    pairs = zip(old, new, strict=True)
    problems = [content_problem(a["type"], a["content"], b["type"], b["content"]) for a, b in pairs]
    return next((problem for problem in problems if problem), "")


def texts(rows: Sequence[Content], key: str = "text") -> list[str]:
    return sorted(row[key] for row in rows)


def places(old: Sequence[Content], new: Sequence[Content], key: str = "text") -> list[int]:
    """Where each old row stands among the new ones, by its text."""
    found = [row[key] for row in new]
    return [found.index(row[key]) for row in old]


def moved(response: Any, found: Sequence[int], *, keeps_order: bool = False) -> Any:
    if not isinstance(response, list):
        return found[response]
    if keeps_order:
        return [None if place is None else found[place] for place in response]
    return sorted(found[place] for place in response)


def placed(found: Sequence[int], values: Sequence[Any]) -> list[Any]:
    """Each value at the new place of its row."""
    rows: list[Any] = [None] * len(values)
    for place, value in zip(found, values, strict=True):
        rows[place] = value
    return rows


def choice_of(old: Sequence[Content], new: Sequence[Content], response: Any) -> Any:
    return moved(response, places(old, new))


def matches_of(old: Content, new: Content, response: Any) -> Any:
    lefts = places(old["pairs"], new["pairs"], "left")
    rights = places(old["pairs"], new["pairs"], "right")
    return placed(lefts, moved(response, rights, keeps_order=True))


def gaps_of(old: Content, new: Content, response: Any) -> Any:
    found = [new["texts"].index(text) for text in old["texts"]]
    return moved(response, found, keeps_order=True)


def columns_of(old: Content, new: Content, response: Any) -> Any:
    columns = [new["columns"].index(name) for name in old["columns"]]
    rows = places(old["rows"], new["rows"])
    return placed(rows, moved(response, columns, keeps_order=True))


# What could be chosen or filled in, without its order and without the key.
SAID: dict[str, Callable[[Content], Any]] = {
    Type.SINGLE_CHOICE: lambda content: texts(content["options"]),
    Type.MULTIPLE_RESPONSE: lambda content: texts(content["options"]),
    Type.HOT_SPOT: lambda content: (
        sorted((area["text"], area["shape"], area["coords"]) for area in content["areas"]),
        content["many"],
    ),
    Type.MATCHING: lambda content: (
        texts(content["pairs"], "left"),
        texts(content["pairs"], "right"),
    ),
    Type.ORDERING: lambda content: sorted(content["items"]),
    Type.DRAG_INTO_GAPS: lambda content: (sorted(content["texts"]), len(content["answers"])),
    Type.STATEMENT_MATRIX: lambda content: (texts(content["rows"]), sorted(content["columns"])),
    Type.FILL_THE_GAP: lambda content: len(content["answers"]),
    Type.FORMULA: lambda content: content["variables"],
}

# A response to the old content as the new one would store it; what was typed stays as it is.
MOVES: dict[str, Callable[[Content, Content, Any], Any]] = {
    Type.SINGLE_CHOICE: lambda old, new, each: choice_of(old["options"], new["options"], each),
    Type.MULTIPLE_RESPONSE: lambda old, new, each: choice_of(old["options"], new["options"], each),
    Type.HOT_SPOT: lambda old, new, each: choice_of(old["areas"], new["areas"], each),
    Type.MATCHING: matches_of,
    Type.ORDERING: lambda old, new, each: [new["items"].index(old["items"][at]) for at in each],
    Type.DRAG_INTO_GAPS: gaps_of,
    Type.STATEMENT_MATRIX: columns_of,
    Type.CASE_STUDY: lambda old, new, each: [
        in_terms_of(a["type"], a["content"], b["content"], part)
        for a, b, part in zip(old["parts"], new["parts"], each, strict=True)
    ],
}


def in_terms_of(type_name: str, old: Content, new: Content, response: Any) -> Any:
    """The response to the old content in the places of the new one."""
    move = MOVES.get(type_name)
    return response if response is None or move is None else move(old, new, response)
