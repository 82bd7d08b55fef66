"""Decides what a row of an enrolment file says, what is wrong with it, and what becomes of it."""

import re
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from courses.enrolment.models import Enrolment
from courses.enrolment.rules import OVER, TAKING_PART
from lms.people.names import normalised_name
from lms.tables import Row

COUNTRY = re.compile(r"^[A-Z]{2}$")
NUTS = re.compile(r"^[A-Z]{2}[0-9A-Z]{0,3}$")
LENGTHS = {"given_name": 150, "family_name": 150, "email": 254, "organisation": 255}


@dataclass(frozen=True)
class Said:
    """What a row says, read; its region is (code, version), empty outside NUTS (R24)."""

    number: int
    given_name: str
    family_name: str
    email: str
    organisation: str
    country: str
    region: tuple[str, int] | None
    project: str
    role: str

    @property
    def employer(self) -> tuple[str, str]:
        return self.organisation.casefold(), self.country

    @property
    def name(self) -> str:
        return normalised_name(self.given_name, self.family_name)


@dataclass
class Reading:
    """A row with what it says, what is wrong with it, and which duplicates are suspected (R2)."""

    said: Said
    errors: list[str] = field(default_factory=list)
    suspicions: list[str] = field(default_factory=list)


def read_row(row: Row, role: str) -> Reading:
    """What the row says, with `role` where it names none, and a sentence for each mistake."""
    values = row.values
    code, version = values["nuts_code"].upper(), values["nuts_version"]
    said = Said(
        number=row.number,
        given_name=values["given_name"],
        family_name=values["family_name"],
        email=values["email"].lower(),
        organisation=" ".join(values["organisation"].split()),
        country=values["country"].upper(),
        region=(code, int(version)) if code and version.isdecimal() else None,
        project=values["project"],
        role=values["role"].lower() or role,
    )
    errors = [
        *_lengths(values),
        *_address(said.email),
        *_place(said.country, code, version),
    ]
    if said.role not in Enrolment.Role.values:
        roles = ", ".join(Enrolment.Role.values)
        errors.append(_("Role is one of: %s.") % roles)
    return Reading(said, errors)


def _lengths(values: dict[str, str]) -> list[str]:
    missing = [each for each in LENGTHS if not values[each]]
    long = [each for each, most in LENGTHS.items() if len(values[each]) > most]
    errors = []
    if missing:
        errors.append(_("Nothing stands under: %s.") % ", ".join(missing))
    if long:
        errors.append(_("Too long: %s.") % ", ".join(long))
    return errors


def _address(email: str) -> list[str]:
    if not email:
        return []
    try:
        validate_email(email)
    except ValidationError:
        return [_("“%s” is no e-mail address.") % email[:100]]
    return []


def _place(country: str, code: str, version: str) -> list[str]:
    errors = []
    if not COUNTRY.match(country):
        errors.append(_("Country is a code of two letters, such as AT."))
    if bool(code) != bool(version):
        errors.append(_("A NUTS code and its version go together."))
    elif code and not (NUTS.match(code) and version.isdecimal() and len(version) == 4):
        errors.append(
            _("“%(code)s” of %(version)s is no NUTS code.")
            % {"code": code[:20], "version": version[:20]}
        )
    return errors


@dataclass
class Seen:
    """What the rows before have said: each address once, and each name at each employer."""

    emails: dict[str, int] = field(default_factory=dict)
    names: dict[tuple[str, str, str], int] = field(default_factory=dict)

    def note(self, reading: Reading) -> None:
        """Find what another row has said before, and keep what this one says."""
        said = reading.said
        if said.email:
            first = self.emails.setdefault(said.email, said.number)
            if first != said.number:
                reading.errors.append(_("Row %s has this e-mail address, too.") % first)
        if said.name:
            first = self.names.setdefault((said.name, *said.employer), said.number)
            if first != said.number:
                reading.suspicions.append(
                    _("Row %s has somebody of the same name and employer.") % first
                )


NEW, KNOWN, UNCHANGED = "new", "known", "unchanged"


def outcome(*, is_known: bool, state: str) -> str:
    """A person on record or a new one gets a place; who has one, or left it, stays as they are."""
    if state in TAKING_PART | OVER | {"waiting"}:
        return UNCHANGED
    return KNOWN if is_known else NEW
