"""Compares the ways to count: figure, list, export, breakdown, and a recount in plain SQL."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max, Min

from certification.counts import queries
from certification.counts.breakdowns import BY, ROLE, broken_down
from certification.counts.export import csv_lines
from certification.counts.forms import Question
from certification.counts.models import CountingRule
from certification.counts.recount import recounted
from certification.counts.rules import NOT_ATTRIBUTABLE, Filters
from certification.evidence.models import EvidenceLoss
from certification.records.models import RecordVersion, TrainingRecord
from courses.deliveries.models import FormerPeriod, Project
from courses.enrolment.models import Enrolment
from courses.progress.models import ProgrammeCompletion, ProgrammeWithdrawal
from lms.people.merging.models import PersonMerge

Another = Callable[[CountingRule, Filters, date], tuple[int, int] | None]


@dataclass(frozen=True)
class Difference:
    """A question to which two ways of counting give different answers."""

    rule: CountingRule
    filters: Filters
    as_of: date
    answers: dict[str, int]

    def __str__(self) -> str:
        asked = self.filters.query() | {"as_of": self.as_of.isoformat()}
        told = ", ".join(f"{name} {number}" for name, number in self.answers.items())
        return f"{self.rule}, {asked}: {told}"


@dataclass(frozen=True)
class World:
    """What random questions are made of."""

    rules: list[CountingRule]
    projects: list[str]
    countries: list[str]
    days: list[date]
    recorded: list[date]  # days on which something became known
    merged: list[date | datetime]  # when people became one or two again, and just after


def world() -> World:
    """Every rule, project and country, and days from just before the first place to after the last.

    Read from the tables, so that a view which leaves places out does not hide what it leaves out.
    """
    days = [date(2013, 1, 1)]
    moments = [
        moment.date()
        for rows, column in (
            (ProgrammeCompletion.objects, "completed_at"),
            (TrainingRecord.objects, "result_confirmed_at"),
        )
        for moment in rows.aggregate(Min(column), Max(column)).values()
        if moment is not None
    ]
    if moments:
        start = min(moments) - timedelta(days=2)
        days = [start + timedelta(days=n) for n in range((max(moments) - start).days + 4)]
    countries = {
        country
        for rows in (Enrolment.objects, RecordVersion.objects)
        for country in rows.order_by().values_list("country", flat=True).distinct()
    }
    return World(
        rules=list(CountingRule.objects.all()),
        projects=["", NOT_ATTRIBUTABLE, *Project.objects.values_list("code", flat=True)],
        countries=["", NOT_ATTRIBUTABLE, *sorted(countries - {""})],
        days=days,
        recorded=_days_of_recording(),
        merged=_around_merges(),
    )


def _days_of_recording() -> list[date]:
    moments = {
        moment.date()
        for rows, column in (
            (ProgrammeCompletion.objects, "recorded_at"),
            (ProgrammeWithdrawal.objects, "recorded_at"),
            (RecordVersion.objects, "known_from"),
            (EvidenceLoss.objects, "noticed_at"),
            (EvidenceLoss.objects.exclude(found_at=None), "found_at"),
            (FormerPeriod.objects, "known_until"),
        )
        for moment in rows.order_by().values_list(column, flat=True).distinct()
    }
    return sorted({day - timedelta(days=back) for day in moments for back in (0, 1)})


def _around_merges() -> list[date | datetime]:
    rows = PersonMerge.objects.order_by().values_list("made_at", "ended_at")
    moments = sorted({moment for row in rows for moment in row if moment is not None})
    return [
        each
        for moment in moments
        for each in (moment, moment + timedelta(microseconds=1), moment.date())
    ]


def questions(number: int, seed: int) -> Iterator[tuple[CountingRule, Filters, date]]:
    """So many random questions; the same seed asks the same ones."""
    chance, known = random.Random(seed), world()  # noqa: S311 - nothing secret
    for n in range(number if known.rules else 0):
        from_, to = sorted(chance.sample(known.days, 2) if len(known.days) > 1 else known.days * 2)
        shape = chance.choice(("all", "from", "to", "both", "year"))
        filters = Filters(
            role=chance.choice(("", *Enrolment.Role.values)),
            country=chance.choice((*[""] * len(known.countries), *known.countries)),
            project=chance.choice(known.projects),
            from_=from_ if shape in ("from", "both") else None,
            to=to if shape in ("to", "both") else None,
            year=chance.choice(known.days).year if shape == "year" else None,
            known_at=_known_at(chance, known) if n % 3 == 0 else None,
        )
        as_of = chance.choice((*known.days[-30:], chance.choice(known.days)))
        yield chance.choice(known.rules), filters, as_of


def _known_at(chance: random.Random, known: World) -> date | datetime | None:
    """Half of the time around a merge, where there is one."""
    either = [found for found in (known.recorded, known.merged) if found]
    return chance.choice(chance.choice(either)) if either else None


def differences(number: int, seed: int, others: dict[str, Another]) -> Iterator[Difference]:
    """The questions to which not every way gives the same answer.

    `others` are ways of rooms above, such as the API; each gives the value and what is claimed, or
    None where it has no words for the question.
    """
    for rule, filters, as_of in questions(number, seed):
        answers = _answers(rule, filters, as_of)
        claims = {"claimed": queries.claimed(rule, filters, as_of=as_of).count()}
        answers["recount"], claims["claimed, recount"] = recounted(rule, filters, as_of=as_of)
        for name, ask in others.items():
            other = ask(rule, filters, as_of)
            if other is not None:
                answers[name], claims[f"claimed, {name}"] = other
        if len(set(answers.values())) > 1 or len(set(claims.values())) > 1:
            yield Difference(rule, filters, as_of, answers | claims)


def _answers(rule: CountingRule, filters: Filters, as_of: date) -> dict[str, int]:
    units = queries.trained(rule, filters, as_of=as_of)
    answers = {
        "figure": units.count(),
        "list": sum(1 for _unit in units.iterator(chunk_size=1000)),
        "export": sum(1 for _line in csv_lines(Question(rule, filters, as_of))) - 1,
    }
    for by in BY:
        if by != ROLE:  # a person may stand in both roles (R17)
            found = broken_down(rule, filters, by, as_of=as_of)
            answers[f"by {by}"] = sum(found.lines.values()) + found.not_attributable
    return answers
