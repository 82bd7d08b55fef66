"""Decides what a row of a file of labels says, what is wrong with it, and what becomes of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from certification.labels.models import OrganisationLabel
from certification.labels.rules import Award, barrier_to, end_of, period_of
from certification.schemes.dating import Period
from lms.people.countries import NAMES
from lms.tables import Row

COLUMNS = (
    "organisation",
    "country",
    "level",
    "awarded_on",
    "awarded_by",
    "reference",
    "valid_through",
    "link",
    "note",
)
OPTIONAL = {"valid_through", "link", "note"}
LENGTHS = {"organisation": 255, "awarded_by": 255, "reference": 100}
LONGEST_LINK = 500
NEW, RENEWED, UNCHANGED = "new", "renewed", "unchanged"
Employer = tuple[str, str]  # an organisation's name without capitals, and its country


@dataclass(frozen=True)
class Said:
    """What a row says, read; a day that cannot be read is None."""

    number: int
    organisation: str
    country: str
    level: str
    awarded_on: date | None
    valid_through: date | None
    awarded_by: str
    reference: str
    link: str
    note: str

    @property
    def key(self) -> Employer:
        return self.organisation.casefold(), self.country

    @property
    def fact(self) -> tuple:
        return (*self.key, self.level, self.awarded_on, self.awarded_by)


@dataclass
class Reading:
    """A row with what it says, what is wrong with it, and the period that it opens."""

    said: Said
    errors: list[str] = field(default_factory=list)
    period: Period | None = None

    @property
    def outcome(self) -> str:
        """Whether it is a first award, a renewal, or on record already."""
        if self.period is None:
            return UNCHANGED
        return RENEWED if self.period.turn.is_renewal else NEW


@dataclass
class Known:
    """What is on record about the labels and organisations that a file names."""

    facts: dict[str, tuple]  # by reference: as `Said.fact`
    organisations: dict[Employer, list[int]]
    awards: dict[tuple[Employer, str], list[Award]]


def read_row(row: Row) -> Reading:
    """What the row says, and a sentence for each mistake that it shows by itself."""
    values, errors = row.values, []
    said = Said(
        number=row.number,
        organisation=" ".join(values["organisation"].split()),
        country=values["country"].upper(),
        level=values["level"].lower(),
        awarded_on=_day(values["awarded_on"]),
        valid_through=_day(values["valid_through"]),
        awarded_by=" ".join(values["awarded_by"].split()),
        reference=values["reference"],
        link=values["link"],
        note=values["note"],
    )
    missing = [each for each in LENGTHS if not values[each]]
    long = [each for each, most in LENGTHS.items() if len(values[each]) > most]
    if missing:
        errors.append(_("Nothing stands under: %s.") % ", ".join(missing))
    if long:
        errors.append(_("Too long: %s.") % ", ".join(long))
    if said.country not in NAMES:
        errors.append(_("Country is a code of two letters, such as AT."))
    if said.level not in OrganisationLabel.Level.values:
        errors.append(_("Level is one of: %s.") % ", ".join(OrganisationLabel.Level.values))
    if said.awarded_on is None:
        errors.append(_("Write the day of the award like 2019-07-25."))
    if values["valid_through"] and said.valid_through is None:
        errors.append(_("Write the last valid day like 2021-07-25."))
    if said.link and not _is_link(said.link):
        errors.append(_("The link is no address that begins with https:// or http://."))
    return Reading(said, errors)


def judge(rows: Iterable[Row], known: Known, today: date) -> list[Reading]:
    """Every row judged in the order of the awards, whatever their order in the file.

    A row is compared with what is on record and with the rows before it. `known` grows with it.
    """
    readings = [read_row(row) for row in rows]
    numbers: dict[str, int] = {}
    for reading in readings:
        if reading.said.reference:
            first = numbers.setdefault(reading.said.reference, reading.said.number)
            if first != reading.said.number:
                reading.errors.append(_("Row %s has this reference, too.") % first)
    for reading in sorted(readings, key=_turn):
        if not reading.errors:
            _judge(reading, known, today)
    return readings


def _judge(reading: Reading, known: Known, today: date) -> None:
    said = reading.said
    fact = known.facts.get(said.reference)
    if fact is not None:
        if fact != said.fact:
            reading.errors.append(_("Another award has this reference."))
        return
    if len(known.organisations.get(said.key, [])) > 1:
        reading.errors.append(
            _("Several organisations are called “%s” in this country.") % said.organisation
        )
        return
    awarded_on = said.awarded_on or today  # a row without a day has been found wrong before
    awards = known.awards.setdefault((said.key, said.level), [])
    barrier = barrier_to(awards, awarded_on, today)
    if barrier is not None:
        reading.errors.append(barrier.sentence)
        return
    period = period_of(awards, awarded_on)
    end = end_of(period)
    if said.valid_through and said.valid_through != end:
        reading.errors.append(
            _("By the rule it is valid through %(end)s, not %(said)s.")
            % {"end": end.isoformat(), "said": said.valid_through.isoformat()}
        )
        return
    reading.period = period
    awards.append(Award(awarded_on, period.starts_on, end))


def _turn(reading: Reading) -> tuple[date, int]:
    return reading.said.awarded_on or date.max, reading.said.number


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _is_link(text: str) -> bool:
    try:
        URLValidator(schemes=["http", "https"])(text)
    except ValidationError:
        return False
    return len(text) <= LONGEST_LINK
