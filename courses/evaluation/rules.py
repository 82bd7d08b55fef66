"""Decides when participants are asked, what an answer may be, and what may be shown (levels 1 to 3)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

FEWEST_ANSWERS = 5
LONGEST_TEXT = 4000
# How long one may answer; results of an anonymous survey wait for its end.
STAYS_OPEN = {
    "reaction": timedelta(days=14),
    "four weeks": timedelta(days=28),
    "six months": timedelta(days=28),
}
# An answer that came in the last moment is on record by then.
SETTLES = timedelta(hours=1)
SCALE: dict[str, Any] = {
    "min": 1,
    "max": 5,
    "min_label": gettext_lazy("not at all"),
    "max_label": gettext_lazy("completely"),
}
REACTION: dict[str, Any] = {
    "intro": gettext_lazy("A few minutes that help us to make it better."),
    "scale": SCALE,
    "questions": [
        {"code": "R1", "type": "scale", "text": gettext_lazy("It is useful for my work.")},
        {
            "code": "R2",
            "type": "scale",
            "text": gettext_lazy("The trainers let us learn from one another."),
        },
        {
            "code": "R3",
            "type": "scale",
            "text": gettext_lazy("I could take part fully: language, place, technology, access."),
        },
        {"code": "R4", "type": "text", "text": gettext_lazy("What will you do differently?")},
        {"code": "R5", "type": "text", "text": gettext_lazy("What should we change?")},
    ],
}
FOLLOW_UP: dict[str, Any] = {
    "intro": gettext_lazy("A few minutes about what became of what you learned."),
    "scale": SCALE,
    "questions": [
        {
            "code": "U1",
            "type": "scale",
            "text": gettext_lazy("I have used what I learned in my work."),
        },
        {"code": "U2", "type": "scale", "text": gettext_lazy("My organisation made room for it.")},
        {
            "code": "U3",
            "type": "text",
            "text": gettext_lazy("What have you done differently, and with what result?"),
        },
        {"code": "U4", "type": "text", "text": gettext_lazy("What was in the way?")},
    ],
}


def due_at(occasion: str, last_end: datetime, zone: str) -> datetime:
    """From when on participants are asked: at the end, or at that hour of the day weeks later.

    Months are calendar months, and the hour is that of the place (R38).
    """
    local = last_end.astimezone(ZoneInfo(zone))
    if occasion == "four weeks":
        return local + timedelta(weeks=4)
    if occasion == "six months":
        return local + relativedelta(months=6)
    return local


def is_open(due: datetime, closes: datetime, closed: datetime | None, at: datetime) -> bool:
    """Whether it may be answered now."""
    return closed is None and due <= at < closes


def is_final(closes: datetime, closed: datetime | None, at: datetime) -> bool:
    """Whether no answer can come any more."""
    return closed is not None or at >= closes + SETTLES


def promise(*, is_anonymous: bool) -> str:
    """What is said to who answers, before they do."""
    if is_anonymous:
        return _(
            "Your answers carry no name and no time. They are read together, when the survey is "
            "over, and only if at least five people have answered."
        )
    return _("Your answers carry your name.")


def cleaned(form: Mapping[str, Any], answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers in their stored form, blank ones left out; ValueError with a sentence otherwise."""
    low, high = form["scale"]["min"], form["scale"]["max"]
    kept: dict[str, Any] = {}
    for question in form["questions"]:
        value: Any = answers.get(question["code"])
        if value in (None, ""):
            continue
        if question["type"] == "scale":
            if not str(value).isdecimal() or not low <= int(value) <= high:
                raise ValueError(_("Choose from %(low)s to %(high)s.") % {"low": low, "high": high})
            kept[question["code"]] = int(value)
        elif text := str(value).replace("\x00", "").strip():
            if len(text) > LONGEST_TEXT:
                raise ValueError(_("An answer has at most %s characters.") % LONGEST_TEXT)
            kept[question["code"]] = text
    if not kept:
        raise ValueError(_("Answer at least one question."))
    return kept


@dataclass(frozen=True)
class Finding:
    """What was answered to one question: how often each level, the mean, or the texts."""

    code: str
    text: str
    is_scale: bool
    levels: tuple[tuple[int, int], ...] = ()
    mean: Decimal | None = None
    texts: tuple[str, ...] = ()

    @property
    def is_hidden(self) -> bool:
        """Nobody, or too few, answered it."""
        return not self.levels and not self.texts

    @property
    def answered(self) -> int:
        return sum(count for _level, count in self.levels)


def findings(
    form: Mapping[str, Any],
    answers: Sequence[Mapping[str, Any]],
    *,
    is_anonymous: bool,
    is_final: bool,
) -> list[Finding] | None:
    """Question by question; None where anonymity was promised and it may not be shown.

    An anonymous survey has one result and never another: it is shown when no answer can come any
    more, so no two looks differ by somebody's answer. Under five answers nothing is shown, nor of a
    question that fewer than five answered. Texts come in the order of their letters, so that nobody
    is known by place.
    """
    if is_anonymous and (not is_final or len(answers) < FEWEST_ANSWERS):
        return None
    fewest = FEWEST_ANSWERS if is_anonymous else 1
    found = []
    for question in form["questions"]:
        values = [each[question["code"]] for each in answers if question["code"] in each]
        found.append(_finding(form, question, values if len(values) >= fewest else []))
    return found


def _finding(form: Mapping[str, Any], question: Mapping[str, Any], values: list[Any]) -> Finding:
    code, text = question["code"], question["text"]
    if question["type"] != "scale":
        return Finding(code, text, is_scale=False, texts=tuple(sorted(values)))
    if not values:
        return Finding(code, text, is_scale=True)
    counts = Counter(values)
    scale = range(form["scale"]["min"], form["scale"]["max"] + 1)
    return Finding(
        code,
        text,
        is_scale=True,
        levels=tuple((level, counts[level]) for level in scale),
        mean=_rounded(Fraction(sum(values), len(values)), 2),
    )


def _rounded(value: Fraction, digits: int) -> Decimal:
    return round(Decimal(value.numerator) / value.denominator, digits)


# Tests before and after


@dataclass(frozen=True)
class Sitting:
    """A test that somebody handed in; `share` is that of its first result, None while it waits.

    The first result never changes; a later one after a regrade or an appeal does not move the mean.
    """

    place: int
    is_before: bool
    is_after: bool
    day: date
    number: int
    share: Fraction | None = None
    known_at: datetime | None = None


@dataclass(frozen=True)
class Gain:
    """The mean share in per cent before and after, of `people` who took both; None under five."""

    people: int
    before: Decimal | None = None
    after: Decimal | None = None

    @property
    def points(self) -> Decimal | None:
        if self.before is None or self.after is None:
            return None
        return self.after - self.before


def pairs(
    sittings: Iterable[Sitting], first_day: date, last_day: date
) -> list[tuple[Fraction, Fraction]]:
    """Of everybody who took both, the share before and after, in the order in which both were known.

    Before is the first one, if it was taken by the end of the first day; after is the first other
    one from the last day on. Neither is replaced by a later one, and who waits for a mark comes
    when it is known, so the list only grows at its end.
    """
    by_place: dict[int, list[Sitting]] = {}
    for each in sorted(sittings, key=lambda each: (each.day, each.number)):
        by_place.setdefault(each.place, []).append(each)
    found = []
    for taken in by_place.values():
        before = next((each for each in taken if each.is_before), None)
        if before is None or before.day > first_day:
            continue
        later = (each for each in taken if each is not before and each.is_after)
        after = next((each for each in later if each.day >= last_day), None)
        if after is None or before.share is None or after.share is None:
            continue
        known = [each.known_at for each in (before, after) if each.known_at]
        found.append((max(known), before.place, before.share, after.share))
    return [(before, after) for _known, _place, before, after in sorted(found)]


def gain(rows: Sequence[tuple[Fraction, Fraction]]) -> Gain:
    """In steps of five people, so that no two looks differ by fewer than five of them."""
    counted = rows[: len(rows) // FEWEST_ANSWERS * FEWEST_ANSWERS]
    if not counted:
        return Gain(0)
    means = [sum(column, Fraction(0)) * 100 / len(counted) for column in zip(*counted, strict=True)]
    return Gain(len(counted), *(_rounded(mean, 1) for mean in means))
