"""Decides what the answers to a test say about its questions; loaded values in, figures out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from courses.analysis import measures
from courses.analysis.measures import FEWEST, Figure

TOO_EASY = Fraction(95, 100)
TOO_HARD = Fraction(20, 100)
WEAK = 0.2


@dataclass(frozen=True)
class Given:
    """One question of one attempt: what it was worth and which share was earned."""

    section: int
    points: Fraction
    share: Fraction

    @property
    def earned(self) -> Fraction:
        return self.points * self.share


@dataclass(frozen=True)
class Sitting:
    """One attempt that is handed in and wholly marked; `given` by the id of the question version."""

    attempt: int
    given: dict[int, Given] = field(default_factory=dict)

    @cached_property
    def earned(self) -> Fraction:
        return sum((each.earned for each in self.given.values()), Fraction(0))

    @cached_property
    def maximum(self) -> Fraction:
        return sum((each.points for each in self.given.values()), Fraction(0))

    @cached_property
    def share(self) -> Fraction:
        """Of the whole. Random draws differ in their maximum, so shares are compared, not points."""
        return self.earned / self.maximum

    def rest(self, version: int) -> Fraction | None:
        """The share earned in everything else; None where there is nothing else."""
        own = self.given[version]
        others = self.maximum - own.points
        return (self.earned - own.earned) / others if others else None


@dataclass(frozen=True)
class Flag:
    """Something that somebody should look at."""

    code: str
    sentence: str


@dataclass(frozen=True)
class Item:
    """The figures of one question version."""

    version: int
    n: int
    facility: Figure
    deviation: Figure
    discrimination: Figure
    index: Figure
    by_person: bool = False  # marked by its rubric, so there is no key

    @property
    def flags(self) -> list[Flag]:
        """In plain words, and only where there are enough answers for a figure."""
        flags = []
        share, relation = self.facility.value, self.discrimination.value
        if share is not None and share > TOO_EASY:
            flags.append(Flag("easy", _("too easy: nearly everybody earns all points")))
        if share is not None and share < TOO_HARD:
            flags.append(Flag("hard", _("too hard: hardly anybody earns points")))
        if relation is not None and relation < 0:
            flags.append(
                Flag("rubric", _("check the rubric: the better do worse here"))
                if self.by_person
                else Flag("key", _("check the key: the better do worse here"))
            )
        elif relation is not None and relation < WEAK:
            flags.append(Flag("weak", _("hardly tells strong from weak")))
        return flags


@dataclass(frozen=True)
class Reliability:
    """Alpha and the standard error of measurement of a test or a section."""

    number: int  # of the section; 0: the whole test
    questions: int
    alpha: Figure
    error: Figure


@dataclass(frozen=True)
class Analysis:
    """What the sittings say about the test and each of its questions."""

    n: int
    mean: Figure
    deviation: Figure
    whole: Reliability
    sections: list[Reliability]
    items: list[Item]


def too_few(n: int) -> Figure:
    return Figure(None, n, _("too few (%s)") % n)


def analyse(sittings: Sequence[Sitting]) -> Analysis:
    """Every figure of the test, the questions in the order of their ids."""
    n = len(sittings)
    shares = [sitting.share for sitting in sittings]
    versions = sorted({version for sitting in sittings for version in sitting.given})
    numbers = sorted({each.section for sitting in sittings for each in sitting.given.values()})
    enough = n >= FEWEST
    return Analysis(
        n=n,
        mean=Figure(measures.facility(shares), n) if enough else too_few(n),
        deviation=Figure(measures.deviation(shares), n) if enough else too_few(n),
        whole=reliability(sittings),
        sections=[reliability(sittings, number) for number in numbers] if len(numbers) > 1 else [],
        items=[item(version, sittings) for version in versions],
    )


def item(version: int, sittings: Sequence[Sitting]) -> Item:
    """The figures of one question among those who were asked it."""
    asked = [sitting for sitting in sittings if version in sitting.given]
    n = len(asked)
    if n < FEWEST:
        none = too_few(n)
        return Item(version, n, none, none, none, none)
    shares = [sitting.given[version].share for sitting in asked]
    return Item(
        version=version,
        n=n,
        facility=Figure(measures.facility(shares), n),
        deviation=Figure(measures.deviation(shares), n),
        discrimination=discrimination(version, asked, shares),
        index=upper_lower(asked, shares),
    )


def discrimination(version: int, asked: Sequence[Sitting], shares: list[Fraction]) -> Figure:
    """The corrected item–rest correlation: with the share earned in all other questions.

    Crocker & Algina (1986), chapter 14; leaving the question itself out keeps a short test from
    flattering its questions.
    """
    rests = [sitting.rest(version) for sitting in asked]
    others = [rest for rest in rests if rest is not None]
    if len(others) < len(rests):
        return Figure(None, len(asked), _("there is no other question to compare with"))
    if len(set(shares)) < 2:
        return Figure(None, len(asked), _("everybody earned the same here"))
    value = measures.correlation(shares, others)
    why_not = "" if value is not None else _("everybody earned the same in the other questions")
    return Figure(value, len(asked), why_not)


def upper_lower(asked: Sequence[Sitting], shares: list[Fraction]) -> Figure:
    value = measures.upper_lower_index(shares, [sitting.share for sitting in asked])
    why_not = "" if value is not None else _("everybody has the same score")
    return Figure(value, len(asked), why_not)


def reliability(sittings: Sequence[Sitting], section: int = 0) -> Reliability:
    """Of the whole test, or of one section; only where everybody got the same questions."""
    sets = {
        frozenset(v for v, each in s.given.items() if section in (0, each.section))
        for s in sittings
    }
    questions = sorted(next(iter(sets))) if len(sets) == 1 else []

    def without(why_not: str) -> Reliability:
        none = Figure(None, len(sittings), why_not)
        return Reliability(section, len(questions), none, none)

    if len(sittings) < FEWEST:
        return without(too_few(len(sittings)).why_not)
    if len(sets) > 1:
        return without(
            _("not everybody got the same questions: %s different selections") % len(sets)
        )
    if len(questions) < 2:
        return without(_("this takes at least two questions"))
    points = [[sitting.given[version].earned for version in questions] for sitting in sittings]
    value = measures.alpha(points)
    if value is None:
        return without(_("everybody has the same score"))
    totals = [sum(row, Fraction(0)) for row in points]
    error = measures.standard_error(totals, value)
    n = len(sittings)
    return Reliability(section, len(questions), Figure(value, n), Figure(error, n))
