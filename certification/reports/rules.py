"""Decides what became of a unit between two figures, and why; rows and changes in, reasons out (R28)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certification.counts.breakdowns import COUNTRY, PROJECT, YEAR

Row = Mapping[str, Any]


class Why(TextChoices):
    """Why a figure differs from the one that was frozen; the code is kept in reports."""

    NEW = "new", gettext_lazy("new result after the as-of date")
    LATE = "late", gettext_lazy("recorded late")
    EVIDENCE = "evidence", gettext_lazy("evidence arrived late")
    CORRECTED = "corrected", gettext_lazy("record corrected")
    LOST = "lost", gettext_lazy("evidence is lost")
    FOUND = "found", gettext_lazy("lost evidence is there again")
    WITHDRAWN = "withdrawn", gettext_lazy("result withdrawn")
    MERGED = "merged", gettext_lazy("two on record were found to be one person")
    UNMERGED = "unmerged", gettext_lazy("two who had been taken for one are two again")
    REFUSED = "refused", gettext_lazy("claim of a project refused")
    RESTORED = "restored", gettext_lazy("refusal of a claim taken back")
    PROJECT = "project", gettext_lazy("project or its eligible period changed")
    PLACE = "place", gettext_lazy("organisation or region is recorded otherwise")
    RULE = "rule", gettext_lazy("another version of the rule")
    UNKNOWN = "unknown", gettext_lazy("no recorded change explains it")


class Kind(TextChoices):
    ADDED = "added", gettext_lazy("added")
    REMOVED = "removed", gettext_lazy("removed")
    MOVED = "moved", gettext_lazy("moved")
    CLAIMED = "claimed", gettext_lazy("claimed only")


FIELDS = {
    "unit": gettext_lazy("counted as"),
    "person": gettext_lazy("person"),
    "place": gettext_lazy("training"),
    "role": gettext_lazy("role"),
    "country": gettext_lazy("country"),
    "region": gettext_lazy("region"),
    "nuts_version": gettext_lazy("NUTS version"),
    "organisation": gettext_lazy("organisation"),
    "organisation_name": gettext_lazy("organisation"),
    "project": gettext_lazy("project"),
    "is_eligible": gettext_lazy("within the project's period"),
    "enrolled_on": gettext_lazy("enrolled on"),
    "counted_on": gettext_lazy("counted on"),
    "completed_at": gettext_lazy("completed at"),
    "is_evidenced": gettext_lazy("evidenced"),
    "evidence": gettext_lazy("evidence"),
}
# What says nothing to a reader that another field does not say.
SILENT = {"unit", "person", "organisation", "completed_at", "evidence"}


@dataclass(frozen=True)
class Change:
    """Something that was recorded, or took effect, since: of which person, about which training."""

    why: Why
    on: date
    person: str
    place: str = ""  # empty: about the person
    organisation: str = ""
    detail: str = ""
    decides: bool = False  # whether it alone moves the units of that person

    @property
    def sentence(self) -> str:
        said = {"day": date_format(self.on, "j F Y"), "detail": self.detail}
        return str(SENTENCES[self.why]) % said


SENTENCES = {
    Why.NEW: gettext_lazy("Completed on %(day)s, after the as-of date of the report."),
    Why.LATE: gettext_lazy("Completed by then, and recorded on %(day)s."),
    Why.EVIDENCE: gettext_lazy("The evidence arrived on %(day)s."),
    Why.CORRECTED: gettext_lazy("The record was corrected on %(day)s: %(detail)s."),
    Why.WITHDRAWN: gettext_lazy("The result is withdrawn from %(day)s on."),
    Why.LOST: gettext_lazy("The file that it rests on was found to be lost on %(day)s."),
    Why.FOUND: gettext_lazy("The file that it rests on was found again on %(day)s."),
    Why.MERGED: gettext_lazy(
        "Counted once with %(detail)s since the two were found to be one person on %(day)s."
    ),
    Why.UNMERGED: gettext_lazy(
        "Counted apart from %(detail)s since the two were found to be two people on %(day)s."
    ),
    Why.REFUSED: gettext_lazy("A claim was refused on %(day)s: %(detail)s"),
    Why.RESTORED: gettext_lazy("The refusal of the claim of %(detail)s was taken back on %(day)s."),
}


@dataclass(frozen=True)
class Reason:
    why: Why
    sentence: str


@dataclass(frozen=True)
class Difference:
    """One unit as it was frozen and as it is now; one of the two may be missing.

    `stands` is the unit that counts for the same person on the other side, if another does (R1);
    `selves` are all records of these people, those of the unit first.
    """

    before: Row | None
    now: Row | None
    reasons: tuple[Reason, ...] = ()
    stands: Row | None = None
    selves: tuple[str, ...] = ()

    @property
    def effect(self) -> int:
        """What it does to the figure: one more, one less, or neither."""
        return _counts(self.now) - _counts(self.before)

    @property
    def effect_on_claimed(self) -> int:
        return (self.now is not None) - (self.before is not None)

    @property
    def kind(self) -> Kind:
        if self.effect:
            return Kind.ADDED if self.effect > 0 else Kind.REMOVED
        return Kind.MOVED if _counts(self.now) else Kind.CLAIMED

    @property
    def row(self) -> Row:
        """As it is now, or as it was."""
        return self.now or self.before or {}

    @property
    def people(self) -> list[str]:
        """Of whom it was and is a unit."""
        return list(dict.fromkeys(row["person"] for row in (self.before, self.now) if row))

    @property
    def stands_for(self) -> str:
        """Under which record the same person is counted on the other side, if by another unit."""
        return str(self.stands["person"]) if self.stands else ""

    @property
    def stands_nowhere(self) -> bool:
        """Whether a merge took it away, and nothing asked about counts for the two instead."""
        is_merged = bool(self.reasons) and self.reasons[0].why == Why.MERGED
        return is_merged and self.now is None and self.stands is None

    @property
    def has_another_person(self) -> bool:
        """Whether it is counted under another record than before."""
        return len(self.people) > 1

    @property
    def places(self) -> set[str]:
        return {row["place"] for row in (self.before, self.now) if row}

    @property
    def organisations(self) -> set[str]:
        return {row["organisation"] for row in (self.before, self.now) if row} - {""}

    @property
    def moved(self) -> list[tuple[str, str, str]]:
        """Each thing that is said otherwise now, with what it was and is."""
        if self.before is None or self.now is None:
            return []
        return [
            (str(FIELDS[name]), told(self.before[name]), told(self.now[name]))
            for name in changed_fields(self.before, self.now)
            if name not in SILENT
        ]


def _counts(row: Row | None) -> int:
    return int(row is not None and row["is_evidenced"])


def told(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value or "–")


def changed_fields(before: Row, now: Row) -> list[str]:
    """What differs of two rows; another version of a record is no difference by itself."""
    return [name for name in FIELDS if before[name] != now[name]]


@dataclass(frozen=True)
class Circumstances:
    """What changed beside the facts about people."""

    projects: Mapping[str, str] = field(default_factory=dict)  # by code, what became of it
    rules: str = ""  # that the two figures follow different rules
    by_organisation: bool = False  # whether organisations are counted


def reasons_for(
    difference: Difference, changes: Iterable[Change], also: Circumstances
) -> tuple[Reason, ...]:
    """Why a unit came, went or moved: what became of its own trainings and of its people first,
    then of other trainings that could stand for it (R10, R16), then of projects, rules, places.
    """
    near = [change for change in changes if _concerns(change, difference, also)]
    own = [each for each in near if not each.place or each.place in difference.places]
    if str(difference.row["unit"]).startswith("person "):
        own.sort(key=lambda each: not each.decides)
    found = [Reason(each.why, each.sentence) for each in own]
    found += _of_projects(difference, also)
    if not found:
        found += [
            Reason(each.why, _("Another training that could stand for it: %s") % each.sentence)
            for each in near
        ]
    if not found and also.rules:
        found.append(Reason(Why.RULE, also.rules))
    if not found and difference.moved:
        found.append(Reason(Why.PLACE, _("It is recorded otherwise where the place is kept.")))
    return tuple(found) or (Reason(Why.UNKNOWN, str(Why.UNKNOWN.label).capitalize() + "."),)


def _concerns(change: Change, difference: Difference, also: Circumstances) -> bool:
    if change.place and change.person in difference.selves:
        return True
    if change.person in difference.people:
        return not difference.has_another_person or change.decides
    return also.by_organisation and change.organisation in difference.organisations


def _of_projects(difference: Difference, also: Circumstances) -> list[Reason]:
    codes = {row["project"] for row in (difference.before, difference.now) if row}
    return [Reason(Why.PROJECT, also.projects[code]) for code in sorted(codes & set(also.projects))]


@dataclass(frozen=True)
class Line:
    """One line of a breakdown: what was frozen, what came and went by the list, what is there now."""

    by: str
    code: str
    before: int
    came: int
    went: int
    now: int

    @property
    def holds(self) -> bool:
        return self.before + self.came - self.went == self.now


def line_of(row: Row | None, by: str, compulsory: Sequence[str]) -> str | None:
    """In which line a row stands; empty: not attributable (R19); None where it does not count."""
    if row is None or not row["is_evidenced"]:
        return None
    if not all(row[name] for name in compulsory):
        return ""
    if by == YEAR:
        return str(row["counted_on"])[:4]
    if by == PROJECT:
        return str(row["project"]) if row["is_eligible"] else ""
    return str(row[by])


LINES = (COUNTRY, PROJECT, YEAR)  # in which each row stands in one line; roles overlap (R17)
