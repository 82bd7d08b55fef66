"""Reads the parts of an assessment's design: sections with their draws, outcomes, feedback bands."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

MOST_SECTIONS = 20
MOST_DRAWS = 40
MOST_QUESTIONS = 200
KINDS = ("", "closed", "open")
DIFFICULTIES = ("", "easy", "medium", "hard")


@dataclass(frozen=True)
class Draw:
    """One fixed question by its code, or `count` questions at random from those that fit."""

    question: str = ""
    count: int = 1
    kind: str = ""
    category: str = ""
    tag: str = ""
    outcome: int | None = None
    difficulty: str = ""

    def fits(self, candidate: "Candidate") -> bool:
        if self.question:
            return candidate.code == self.question
        return (
            (not self.kind or (self.kind == "closed") == candidate.is_closed)
            and (not self.category or candidate.is_in(self.category))
            and (not self.tag or self.tag.casefold() in candidate.tags)
            and (self.outcome is None or candidate.outcome == self.outcome)
            and (not self.difficulty or candidate.difficulty == self.difficulty)
        )

    def in_words(self) -> str:
        """What is drawn, as an author reads it."""
        if self.question:
            return _("question %s") % self.question
        kinds = {"closed": _("closed"), "open": _("for a marker")}
        limits = [
            kinds.get(self.kind, ""),
            self.difficulty,
            self.category and _("category %s") % self.category,
            self.tag and _("tag %s") % self.tag,
            "" if self.outcome is None else _("outcome %s") % self.outcome,
        ]
        words = ", ".join(limit for limit in limits if limit)
        return _("%s at random") % self.count + (f" ({words})" if words else "")


@dataclass(frozen=True)
class Candidate:
    """A question of the bank as a draw sees it, with the version that would be asked."""

    pk: int
    code: str
    is_closed: bool
    version: int = 0
    points: Decimal = Decimal(1)
    outcome: int | None = None
    category: str = ""
    tags: frozenset[str] = frozenset()
    difficulty: str = ""

    def is_in(self, category: str) -> bool:
        wanted = category.casefold().strip("/")
        own = self.category.casefold().strip("/")
        return own == wanted or own.startswith(f"{wanted}/")


@dataclass(frozen=True)
class Section:
    """A part of the test with its draws, and perhaps a pass mark of its own."""

    title: str
    draws: tuple[Draw, ...]
    intro: str = ""
    pass_percent: Decimal | None = None

    @property
    def count(self) -> int:
        return sum(draw.count for draw in self.draws)


@dataclass(frozen=True)
class OutcomeRule:
    """A learning outcome of the test by its number, with its name and perhaps a pass mark."""

    outcome: int
    title: str = ""
    pass_percent: Decimal | None = None


@dataclass(frozen=True)
class Band:
    """Feedback for results from a percentage on, of one outcome or (None) of the whole."""

    from_percent: Decimal
    text: str
    outcome: int | None = None


def read_sections(stored: Any) -> list[Section]:
    """Sections from their stored form; ValueError with a sentence about what to mend."""
    sections = [_read_section(number, raw) for number, raw in _numbered(stored, _("Section"))]
    if not sections:
        raise ValueError(_("A test needs at least one section."))
    if len(sections) > MOST_SECTIONS:
        raise ValueError(_("A test has at most %s sections.") % MOST_SECTIONS)
    total = sum(section.count for section in sections)
    if total < 1:
        raise ValueError(_("A test draws at least one question."))
    if total > MOST_QUESTIONS:
        raise ValueError(_("A test draws at most %s questions.") % MOST_QUESTIONS)
    fixed = [draw.question for section in sections for draw in section.draws if draw.question]
    repeated = sorted({code for code in fixed if fixed.count(code) > 1})
    if repeated:
        raise ValueError(_("Question %s is asked twice.") % repeated[0])
    return sections


def _read_section(number: int, raw: dict[str, Any]) -> Section:
    draws = tuple(
        _read_draw(raw_draw)
        for _number, raw_draw in _numbered(raw.get("draws"), _("Draw of section %s") % number)
    )
    if not draws or len(draws) > MOST_DRAWS:
        raise ValueError(
            _("Section %(number)s needs 1 to %(most)s draws.")
            % {"number": number, "most": MOST_DRAWS}
        )
    return Section(
        title=str(raw.get("title") or "").strip()[:200],
        intro=str(raw.get("intro") or "").strip()[:2000],
        pass_percent=_percent(raw.get("pass_percent")),
        draws=draws,
    )


def _read_draw(raw: dict[str, Any]) -> Draw:
    question = str(raw.get("question") or "").strip()
    draw = Draw(
        question=question,
        count=1 if question else _whole(raw.get("count", 1), _("Questions drawn")),
        kind=str(raw.get("kind") or ""),
        category=str(raw.get("category") or "").strip(),
        tag=str(raw.get("tag") or "").strip(),
        outcome=None if raw.get("outcome") in (None, "") else _whole(raw["outcome"], _("Outcome")),
        difficulty=str(raw.get("difficulty") or ""),
    )
    if draw.kind not in KINDS or draw.difficulty not in DIFFICULTIES:
        raise ValueError(_("That kind or difficulty is unknown."))
    return draw


def read_outcomes(stored: Any) -> list[OutcomeRule]:
    rules = [
        OutcomeRule(
            outcome=_whole(raw.get("outcome"), _("Outcome")),
            title=str(raw.get("title") or "").strip()[:200],
            pass_percent=_percent(raw.get("pass_percent")),
        )
        for _number, raw in _numbered(stored, _("Outcome"))
    ]
    numbers = [rule.outcome for rule in rules]
    if len(set(numbers)) != len(numbers):
        raise ValueError(_("An outcome is named twice."))
    return rules


def read_bands(stored: Any) -> list[Band]:
    bands = []
    for number, raw in _numbered(stored, _("Feedback")):
        from_percent = _percent(raw.get("from_percent"))
        text = str(raw.get("text") or "").strip()[:2000]
        if from_percent is None or not text:
            raise ValueError(_("Feedback %s needs a percentage and a text.") % number)
        outcome = raw.get("outcome")
        bands.append(
            Band(
                from_percent=from_percent,
                text=text,
                outcome=None if outcome in (None, "") else _whole(outcome, _("Outcome")),
            )
        )
    return bands


def stored(parts: Iterable[Section | OutcomeRule | Band]) -> list[dict[str, Any]]:
    """The parts as JSON keeps them."""
    return [_storable(asdict(part)) for part in parts]


def _storable(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _storable(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_storable(part) for part in value]
    return str(value) if isinstance(value, Decimal) else value


def plain_section(closed: int, opened: int) -> list[dict[str, Any]]:
    """The stored sections of a test that draws so many closed and so many open questions."""
    draws = [Draw(count=closed, kind="closed"), Draw(count=opened, kind="open")]
    return stored([Section(title="", draws=tuple(draw for draw in draws if draw.count))])


def _numbered(raw: Any, what: str) -> list[tuple[int, dict[str, Any]]]:
    if raw is None:
        return []
    if not isinstance(raw, (list, tuple)) or not all(isinstance(part, dict) for part in raw):
        raise ValueError(_("%s cannot be read.") % what)
    return list(enumerate(raw, start=1))


def _percent(value: Any) -> Decimal | None:
    if value in (None, ""):
        return None
    try:
        percent = Decimal(str(value))
    except InvalidOperation:
        raise ValueError(_("“%s” is no percentage.") % value) from None
    if not percent.is_finite() or not 0 <= percent <= 100:
        raise ValueError(_("A percentage lies between 0 and 100."))
    return percent


def _whole(value: Any, what: str) -> int:
    if isinstance(value, bool) or not str(value).isdecimal() or len(str(value)) > 4:
        raise ValueError(_("%s must be a whole number.") % what)
    return int(value)
