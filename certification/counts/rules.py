"""Decides periods, and why an enrolment counts or not; plain values and loaded rows in, answers out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from certification.counts.places import PlaceState, Settled
from courses.attempts.models import Attempt
from courses.catalogue.models import ModulePage
from courses.progress.models import ModuleCompletion

NOT_ATTRIBUTABLE = "-"
MISSING = "missing"


@dataclass(frozen=True)
class Filters:
    """What a figure is about; empty means all, `-` asks for what is not attributable (R19).

    `from_` is included, `to` is not (R26); both are days in the zone of the project asked for, and
    of the rule where none is.
    """

    role: str = ""
    country: str = ""
    year: int | None = None
    project: str = ""
    from_: date | None = None
    to: date | None = None
    evidence: str = ""  # `missing` asks for what is claimed and not evidenced (R64)
    region: str = ""  # a line of regions, as `Scale.line` writes it
    known_at: date | datetime | None = None  # what was known by then; none: what is known now
    scope: tuple[str, ...] | None = None  # projects that bind who asks (R60); no address says it

    def with_(self, **changes) -> "Filters":
        return replace(self, **changes)

    def query(self) -> dict[str, str]:
        """The filters as an address carries them."""
        values = {
            "role": self.role,
            "country": self.country,
            "year": self.year,
            "project": self.project,
            "from": self.from_,
            "to": self.to,
            "evidence": self.evidence,
            "region": self.region,
            "known_at": self.known_at.isoformat() if self.known_at else "",
        }
        return {key: str(value) for key, value in values.items() if value}

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Filters":
        """What `query` said, read again, as a job or a report keeps it; it was checked before."""
        year, from_, to = (query.get(name) for name in ("year", "from", "to"))
        known_at = query.get("known_at", "")
        read = datetime if "T" in known_at else date
        return cls(
            role=query.get("role", ""),
            country=query.get("country", ""),
            year=int(year) if year else None,
            project=query.get("project", ""),
            from_=date.fromisoformat(from_) if from_ else None,
            to=date.fromisoformat(to) if to else None,
            evidence=query.get("evidence", ""),
            region=query.get("region", ""),
            known_at=read.fromisoformat(known_at) if known_at else None,
        )


def may_make_rules(roles: Collection[str]) -> bool:
    """Scheme administrators compose counting rules."""
    return "administrator" in roles


def start_of(day: date, zone: str) -> datetime:
    """The instant at which a day begins in a zone, in UTC."""
    return datetime.combine(day, time(), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def year_bounds(year: int, zone: str) -> tuple[datetime, datetime]:
    """The half-open period of a calendar year in a zone (R26)."""
    return start_of(date(year, 1, 1), zone), start_of(date(year + 1, 1, 1), zone)


def as_of_bound(day: date, zone: str) -> datetime:
    """Everything before this instant was there on the as-of date, its evening included."""
    return start_of(day + timedelta(days=1), zone)


def known_bound(known_at: date | datetime, zone: str) -> datetime:
    """Everything recorded before this instant was known; of a day, its evening is included."""
    return known_at if isinstance(known_at, datetime) else as_of_bound(known_at, zone)


def bound_of(filters: Filters, zone: str) -> datetime | None:
    """Before which instant something has to be recorded to be known; none: it is known now."""
    return known_bound(filters.known_at, zone) if filters.known_at else None


def seen_until(filters: Filters, as_of: date, zone: str) -> datetime:
    """Before this instant happened what can have been known, and is asked about."""
    bound = as_of_bound(as_of, zone)
    return min(bound, known_bound(filters.known_at, zone)) if filters.known_at else bound


def local_day(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()


@dataclass(frozen=True)
class Condition:
    """One thing the definition of “trained” asks of an enrolment: a test passed, confirmed (R5)."""

    module: ModulePage
    completion: ModuleCompletion | None
    attempts: tuple[Attempt, ...]
    bound: datetime  # what came at or after this instant is not known yet
    as_of: date

    @property
    def title(self) -> str:
        return f"{self.module.code} {self.module.title}"

    @property
    def is_met(self) -> bool:
        return self.completion is not None

    @property
    def is_withdrawn(self) -> bool:
        """Whether the last result was withdrawn by the as-of date."""
        withdrawal = getattr(self.attempts[-1], "withdrawal", None) if self.attempts else None
        return withdrawal is not None and withdrawal.effective_on <= self.as_of

    @property
    def met_at(self) -> datetime | None:
        return self.completion.completed_at if self.completion else None

    @property
    def sentence(self) -> str:
        code = self.module.code
        if self.is_met:
            return _("The test of %s is passed and the result confirmed.") % code
        if not self.attempts:
            return _("The test of %s has not been taken.") % code
        last = self.attempts[-1]
        if last.submitted_at is None or last.submitted_at >= self.bound:
            return _("The test of %s is running.") % code
        if last.result is None or last.result.confirmed_at >= self.bound:
            return _("The test of %s waits for its mark.") % code
        if self.is_withdrawn:
            day = date_format(last.withdrawal.effective_on, "j F Y")
            return _("The result of the test of %(code)s was withdrawn on %(day)s.") % {
                "code": code,
                "day": day,
            }
        if last.result.is_passed:
            return _("The test of %s is passed; its completion is being recorded.") % code
        return _("The test of %(code)s was not passed, attempts so far: %(n)s.") % {
            "code": code,
            "n": len(self.attempts),
        }


@dataclass(frozen=True)
class Reason:
    """Why an enrolment does not count, and the rule it rests on."""

    sentence: str
    rule: str


def claimed_only() -> Reason:
    """For what counts in all but its evidence, which is missing or cannot be read."""
    return Reason(_("Claimed, not evidenced: the file is missing."), "R64")


def first_missing(
    conditions: Sequence[Condition | Settled], place: PlaceState | None = None
) -> Reason:
    """The first condition that is not met (R63); `place` is where it stands in its delivery."""
    if place is not None and place.why_not:
        return Reason(place.why_not, "R5")
    missing = next((condition for condition in conditions if not condition.is_met), None)
    if missing is None and place is not None and place.is_open:
        sentence = _("Every test is passed; the delivery has not settled who completed it.")
        return Reason(sentence, "R36")
    if missing is None:
        return Reason(_("Every test is passed; the completion is being recorded."), "R5")
    return Reason(missing.sentence, "R10" if missing.is_withdrawn else "R5")


def why_not(
    *,
    conditions: Sequence[Condition | Settled],
    completed_on: date | None,
    counted_on: date | None,
    is_paid: bool,
    is_eligible: bool,
    needs_project: bool,
    place: PlaceState | None = None,
) -> Reason:
    """The first condition that fails for an enrolment that is not counted (R63).

    `counted_on` is the day on which the same person counts by another completion, if any;
    `needs_project` is true where only places that a project pays for count.
    """
    if completed_on is None:
        return first_missing(conditions, place)
    day = date_format(completed_on, "j F Y")
    if needs_project and not is_paid:
        return Reason(_("Completed on %s, but no project pays for this place.") % day, "R13")
    if needs_project and not is_eligible:
        return Reason(
            _("Completed on %s, outside the eligible period of the project.") % day,
            "R29",
        )
    if counted_on is not None:
        return Reason(
            _("Completed on %(day)s, but counted once already, on %(other)s.")
            % {"day": day, "other": date_format(counted_on, "j F Y")},
            "R16",
        )
    return Reason(_("Completed on %s, outside what was asked for.") % day, "R26")
