"""The kinds of requirements by their code."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Model, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from certification.schemes.evidence import Checked
from certification.schemes.models import CertificateType, Requirement
from certification.schemes.rules import day_of
from courses.enrolment.models import Enrolment
from lms.people.models import Person

Parameters = dict[str, Any]


@dataclass(frozen=True)
class Candidate:
    """Who is asked about, for which certificate and scope, and at which moment.

    `enrolment` narrows what counts to one place, where a fact of that place is what asks.
    """

    person: Person
    certificate_type: CertificateType
    scope: str
    at: datetime
    enrolment: Enrolment | None = None
    used: frozenset[tuple[str, int]] = frozenset()  # facts that earlier decisions rest on (R39)

    def has_used(self, fact: Model) -> bool:
        return (fact._meta.label_lower, fact.pk) in self.used

    def in_programme(self, path: str) -> Q:
        """Facts of the scheme's programme; `path` leads to it. Of any, where the scheme has none."""
        programme = self.certificate_type.version.scheme.programme_id
        return Q(**{path: programme}) if programme else Q()

    @property
    def day(self) -> date:
        return day_of(self.at, self.certificate_type.version.scheme)


@dataclass(frozen=True)
class Kind:
    """How requirements of a kind are read, checked and written down.

    `load` takes the candidate and the parameters and may query; `check` takes the parameters, what
    was loaded, and the candidate, and may not. `problems` says what is wrong with parameters, given
    the scope of the certificate type.
    """

    code: str
    title: str | Promise
    load: Callable[[Candidate, Parameters], Any]
    check: Callable[[Parameters, Any, Candidate], Checked]
    problems: Callable[[Parameters, str], list[str]]


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    _kinds[kind.code] = kind
    return kind


def kinds() -> dict[str, Kind]:
    """Every kind by its code."""
    return dict(_kinds)


def check(requirement: Requirement, candidate: Candidate) -> Checked:
    return check_part(requirement.kind, requirement.parameters, candidate)


def check_part(code: str, parameters: Parameters, candidate: Candidate) -> Checked:
    kind = _kinds[code]
    return kind.check(parameters, kind.load(candidate, parameters), candidate)


def problems_of(kind: Any, parameters: Parameters, scope: str) -> list[str]:
    """What is wrong with a requirement as it is written down, before anybody is asked."""
    if not isinstance(kind, str) or kind not in _kinds:
        known = ", ".join(sorted(_kinds))
        return [
            _("No requirement is called “%(kind)s”; there is: %(known)s.")
            % {"kind": kind, "known": known}
        ]
    return _kinds[kind].problems(parameters, scope)


def unknown_parameters(parameters: Parameters, known: set[str]) -> list[str]:
    return [
        _("It has no parameter “%(name)s”.") % {"name": name}
        for name in parameters
        if name not in known
    ]
