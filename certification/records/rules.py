"""Decides what a row of past trainings says, and what is wrong with it; values in, answers out."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from certification.records.models import RecordVersion
from courses.enrolment.models import Enrolment
from lms.errors import Refused
from lms.people.countries import NAMES
from lms.tables import Row

COLUMNS = (
    "project",
    "delivery",
    "activity_type",
    "person_id",
    "given_name",
    "family_name",
    "email",
    "organisation",
    "country",
    "nuts_code",
    "nuts_version",
    "role",
    "enrolled_on",
    "scheduled_minutes",
    "attended_minutes",
    "assessment",
    "result_confirmed_at",
    "evidence",
)
REQUIRED = ("delivery", "activity_type", "person_id", "role", "assessment")
LONGEST = {
    "project": 60,
    "delivery": 150,
    "activity_type": 60,
    "person_id": 150,
    "given_name": 150,
    "family_name": 150,
    "organisation": 255,
    "evidence": 200,
}
NUTS = re.compile(r"^[A-Z]{2}[0-9A-Z]{0,3}$")
# Eurostat's own codes of two countries; everywhere else the code is that of ISO 3166.
OF_EUROSTAT = {"EL": "GR", "UK": "GB"}
TRAINING = "training"
# What people call a training; anything else, such as a conference, trains nobody (R8).
TRAININGS = {TRAINING, "cohort", "course", "programme", "refresher", "train-the-trainers"}
MOST_MINUTES = 100_000


@dataclass(frozen=True)
class Mistake:
    """What is wrong in a row, and in which column."""

    column: str
    sentence: str


@dataclass(frozen=True)
class Said:
    """What a row says, read. Empty country: not attributable (R19); region: code and version."""

    number: int
    project: str
    delivery: str
    activity: str
    person_id: str
    given_name: str
    family_name: str
    email: str
    organisation: str
    country: str
    region: tuple[str, int] | None
    role: str
    enrolled_on: date | None
    scheduled_minutes: int | None
    attended_minutes: int | None
    assessment: str
    result_confirmed_at: datetime | None
    evidence: str
    # Projects for which rows before claim the same training of the same person (R14).
    claimed_before: frozenset[str] = field(default=frozenset(), compare=False)

    @property
    def key(self) -> tuple[str, str, str, datetime | None]:
        """What makes it one fact: the person, the training, who claims it, when it was confirmed."""
        return self.person_id, self.delivery, self.project, self.result_confirmed_at

    @property
    def is_claim(self) -> bool:
        """Whether a project claims a confirmed result by it (R14)."""
        return bool(self.project) and self.result_confirmed_at is not None

    @property
    def employer(self) -> tuple[str, str]:
        return self.organisation.casefold(), self.country


@dataclass
class Reading:
    """A row with what it says, or with what is wrong with it."""

    number: int
    said: Said | None
    mistakes: list[Mistake] = field(default_factory=list)


@dataclass
class Cells:
    """Reads the cells of one row, and notes each mistake with its column."""

    values: dict[str, str]
    mistakes: list[Mistake] = field(default_factory=list)

    def wrong(self, column: str, sentence: str) -> None:
        self.mistakes.append(Mistake(column, sentence))

    def text(self, column: str) -> str:
        value = " ".join(self.values[column].split())
        if not value and column in REQUIRED:
            self.wrong(column, _("Nothing stands here."))
        if len(value) > LONGEST.get(column, 1000):
            self.wrong(column, _("At most %s characters.") % LONGEST[column])
        return value

    def one_of(self, column: str, choices: list[str]) -> str:
        value = self.text(column).casefold()
        if value and value not in choices:
            self.wrong(column, _("One of: %s.") % ", ".join(choices))
        return value

    def email(self) -> str:
        value = self.text("email").lower()
        if value:
            try:
                validate_email(value)
            except ValidationError:
                self.wrong("email", _("This is no e-mail address."))
        return value

    def country(self) -> str:
        value = self.text("country").upper()
        value = OF_EUROSTAT.get(value, value)
        if value and value not in NAMES:
            self.wrong("country", _("A country is a code of two letters, such as AT."))
            return ""
        return value

    def region(self, country: str) -> tuple[str, int] | None:
        code, version = self.text("nuts_code").upper(), self.text("nuts_version")
        if not code:
            return None
        if not NUTS.match(code):
            self.wrong("nuts_code", _("This is no NUTS code."))
        elif country and OF_EUROSTAT.get(code[:2], code[:2]) != country:
            self.wrong("nuts_code", _("This region lies in another country."))
        if not (version.isascii() and version.isdecimal() and len(version) == 4):
            self.wrong("nuts_version", _("A NUTS code goes with its version, such as 2016."))
            return None
        return code, int(version)

    def minutes(self, column: str) -> int | None:
        value = self.text(column)
        if not value:
            return None
        if not (value.isascii() and value.isdecimal() and int(value[:9]) <= MOST_MINUTES):
            self.wrong(column, _("Minutes are a whole number up to %s.") % f"{MOST_MINUTES:,}")
            return None
        return int(value)

    def day(self, column: str) -> date | None:
        value = self.text(column).removesuffix(" 00:00:00")  # as workbooks keep days
        if not value:
            return None
        try:
            day = parse_date(value)
        except ValueError:
            day = None
        if day is None:
            self.wrong(column, _("A day is written like 2013-06-30."))
        return day

    def instant(self, column: str) -> datetime | None:
        value = self.text(column)
        if not value:
            return None
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            self.wrong(
                column,
                _("A moment is written with its zone, like 2013-06-30T17:00:00+02:00."),
            )
            return None
        if not 1900 < moment.year < 2200:
            self.wrong(column, _("This year cannot be meant."))
            return None
        return moment


def read_row(row: Row) -> Reading:
    """What the row says; with a mistake in it, it says nothing."""
    cells = Cells(row.values)
    activity = cells.text("activity_type").casefold().replace("_", " ")
    country = cells.country()
    said = Said(
        number=row.number,
        project=cells.text("project"),
        delivery=cells.text("delivery"),
        activity=TRAINING if activity.replace(" ", "-") in TRAININGS else activity,
        person_id=cells.text("person_id"),
        given_name=cells.text("given_name"),
        family_name=cells.text("family_name"),
        email=cells.email(),
        organisation=cells.text("organisation"),
        country=country,
        region=cells.region(country),
        role=cells.one_of("role", Enrolment.Role.values),
        enrolled_on=cells.day("enrolled_on"),
        scheduled_minutes=cells.minutes("scheduled_minutes"),
        attended_minutes=cells.minutes("attended_minutes"),
        assessment=cells.one_of("assessment", RecordVersion.Assessment.values),
        result_confirmed_at=cells.instant("result_confirmed_at"),
        evidence=cells.text("evidence"),
    )
    if (said.attended_minutes or 0) > (said.scheduled_minutes or MOST_MINUTES):
        cells.wrong("attended_minutes", _("More was attended than was scheduled."))
    return Reading(row.number, None if cells.mistakes else said, cells.mistakes)


def why_not_settle(
    *, roles: Collection[str], reason: str, is_claimed: bool, is_disputed: bool
) -> Refused | None:
    """The first thing that keeps a dispute from being settled in favour of a project (R14)."""
    if "administrator" not in roles:
        return not_administrator()
    if not reason.strip():
        return Refused("reason_missing", _("Say why it counts for this project."), "R14")
    if not is_claimed:
        return Refused("not_claimed", _("This project has no claim that stands."), "R14")
    if not is_disputed:
        return Refused("not_disputed", _("No other project claims this training."), "R14")
    return None


def not_administrator() -> Refused:
    return Refused("not_administrator", _("Only administrators settle disputes."), "R14")
