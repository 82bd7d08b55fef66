"""Draws the questions of an attempt from the bank: fixed ones, then at random, fresh ones first."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from courses.assessments.designs import Candidate, Draw, Section


@dataclass(frozen=True)
class Drawn:
    """A question that was drawn for a section (from 1)."""

    section: int
    pk: int


def draw_questions(
    sections: Sequence[Section],
    candidates: Sequence[Candidate],
    *,
    seen: set[int],
    seed: str,
    shuffles: bool = True,
) -> list[Drawn]:
    """The questions in the order in which they are asked; the same seed draws the same again.

    Questions in `seen` (asked in earlier attempts) are drawn only where no others are left (R52),
    and none is drawn twice. ValueError with a sentence when the bank has too few.
    """
    rng = random.Random(seed)  # noqa: S311 - which questions are drawn need not resist an attacker
    chosen: dict[tuple[int, int], list[int]] = {}
    taken: set[int] = set()
    for place in _narrowest_first(sections, candidates):
        draw = sections[place[0]].draws[place[1]]
        chosen[place] = _draw_one(draw, candidates, taken, seen, rng)
        taken |= set(chosen[place])
    drawn = []
    for number, section in enumerate(sections):
        pks = [pk for index in range(len(section.draws)) for pk in chosen[number, index]]
        if shuffles:
            pks = _shuffled_by_kind(
                section, [chosen[number, i] for i in range(len(section.draws))], rng
            )
        drawn += [Drawn(section=number + 1, pk=pk) for pk in pks]
    return drawn


def _narrowest_first(
    sections: Sequence[Section], candidates: Sequence[Candidate]
) -> list[tuple[int, int]]:
    """Draws with the fewest fitting questions choose first, so that wide ones do not starve them."""
    places = [(s, d) for s, section in enumerate(sections) for d in range(len(section.draws))]

    def slack(place: tuple[int, int]) -> tuple[bool, int, tuple[int, int]]:
        draw = sections[place[0]].draws[place[1]]
        fitting = sum(draw.fits(candidate) for candidate in candidates)
        return (not draw.question, fitting - draw.count, place)

    return sorted(places, key=slack)


def _draw_one(
    draw: Draw,
    candidates: Sequence[Candidate],
    taken: set[int],
    seen: set[int],
    rng: random.Random,
) -> list[int]:
    pool = [each.pk for each in candidates if each.pk not in taken and draw.fits(each)]
    if len(pool) < draw.count:
        raise ValueError(
            _("“%(draw)s” finds only %(count)s questions in the bank.")
            % {"draw": draw.in_words(), "count": len(pool)}
        )
    fresh = [pk for pk in pool if pk not in seen]
    known = [pk for pk in pool if pk in seen]
    rng.shuffle(fresh)
    rng.shuffle(known)
    return (fresh + known)[: draw.count]


def _shuffled_by_kind(section: Section, chosen: list[list[int]], rng: random.Random) -> list[int]:
    """Shuffled within the section; questions for a marker stay at its end."""
    closed = [
        pk
        for draw, pks in zip(section.draws, chosen, strict=True)
        for pk in pks
        if draw.kind != "open"
    ]
    opened = [
        pk
        for draw, pks in zip(section.draws, chosen, strict=True)
        for pk in pks
        if draw.kind == "open"
    ]
    rng.shuffle(closed)
    rng.shuffle(opened)
    return closed + opened


SAMPLES = 5


@dataclass(frozen=True)
class DrawLine:
    """A draw of the design, and how many questions of the bank fit it."""

    section: int
    draw: Draw
    found: int

    @property
    def is_short(self) -> bool:
        return self.found < self.draw.count


@dataclass(frozen=True)
class DrawReport:
    """What the draws of a design find, and how far attempts can do without repeats (R52).

    `repeats` holds for the second attempt, the third …, how many random questions come again.
    """

    lines: list[DrawLine]
    problem: str
    repeats: list[int]

    @property
    def fixed(self) -> int:
        return sum(bool(line.draw.question) for line in self.lines)

    @property
    def repeats_by_attempt(self) -> list[tuple[int, int]]:
        return list(enumerate(self.repeats, start=2))


def report_draws(
    sections: Sequence[Section], candidates: Sequence[Candidate], *, attempts: int
) -> DrawReport:
    """Counts what fits each draw, and draws samples of attempts one after another."""
    lines = [
        DrawLine(number, draw, sum(draw.fits(each) for each in candidates))
        for number, section in enumerate(sections, start=1)
        for draw in section.draws
    ]
    try:
        samples = [_repeats(sections, candidates, attempts, seed) for seed in range(SAMPLES)]
    except ValueError as error:
        return DrawReport(lines, str(error), [])
    return DrawReport(lines, "", [max(counts) for counts in zip(*samples, strict=True)])


def _repeats(
    sections: Sequence[Section], candidates: Sequence[Candidate], attempts: int, seed: int
) -> list[int]:
    codes = {draw.question for section in sections for draw in section.draws}
    fixed = {each.pk for each in candidates if each.code in codes}
    seen: set[int] = set()
    counts = []
    for number in range(attempts):
        drawn = draw_questions(sections, candidates, seen=seen, seed=f"report:{seed}:{number}")
        pks = {each.pk for each in drawn} - fixed
        counts.append(len(pks & seen))
        seen |= pks
    return counts[1:]
