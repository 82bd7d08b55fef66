"""What a format cannot say of a question: carried along as JSON that other systems pass over."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.exchange.answers import decimal_of
from courses.exchange.lines import ReadQuestion

NAMES = {
    "outcome": gettext_lazy("learning outcome"),
    "points": gettext_lazy("points"),
    "penalty": gettext_lazy("penalty for guessing"),
    "difficulty": gettext_lazy("difficulty"),
}
LARGEST = 100_000
Extras = dict[str, Any]


def extras_of(question: ReadQuestion, names: Iterable[str], **further: Any) -> Extras:
    """The named parts that are not as they would be without saying."""
    plain = {"outcome": None, "points": Decimal(1), "penalty": Decimal(0), "difficulty": ""}
    values = {name: getattr(question, name) for name in names}
    said = {
        name: str(value) if isinstance(value, Decimal) else value
        for name, value in values.items()
        if value != plain[name]
    }
    return said | {name: value for name, value in further.items() if value}


def loss_of(extras: Mapping[str, Any]) -> list[str]:
    """What other systems will not see of it, as one sentence."""
    names = [str(NAMES[name]) for name in NAMES if name in extras]
    return [_("Only this system reads it again: %s.") % ", ".join(names)] if names else []


def dumped(extras: Extras) -> str:
    return json.dumps(extras, ensure_ascii=False, sort_keys=True)


def loaded(text: str) -> Extras:
    """Extras as they were written; anything else says nothing."""
    if len(text) > LARGEST:
        return {}
    try:
        extras = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return extras if isinstance(extras, dict) else {}


def with_extras(question: ReadQuestion, extras: Extras, types: Iterable[str] = ()) -> ReadQuestion:
    """The question with what was carried along; `types` are those that it may become."""
    outcome, difficulty = extras.get("outcome"), extras.get("difficulty")
    changes: dict[str, Any] = {}
    if isinstance(outcome, int) and not isinstance(outcome, bool):
        changes["outcome"] = outcome
    if isinstance(difficulty, str) and difficulty in {"easy", "medium", "hard"}:
        changes["difficulty"] = difficulty
    for name in ("points", "penalty"):
        number = decimal_of(extras[name]) if isinstance(extras.get(name), str) else None
        if number is not None:
            changes[name] = number
    if extras.get("type") in tuple(types):
        changes["type"] = extras["type"]
    if "type" in changes and isinstance(extras.get("whole"), dict):
        changes["content"] = extras["whole"]
    elif isinstance(extras.get("content"), dict):
        changes["content"] = {**question.content, **extras["content"]}
    return replace(question, **changes)
