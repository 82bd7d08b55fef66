"""The kinds of requirements by their code."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any

from django.db.models import Model, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from certification.schemes.evidence import Checked
from certification.schemes.models import CertificateType, Requirement
from certification.schemes.rules import day_of
from courses.enrolment.models import Enrolment
from lms.journal.hashing import canonical
from lms.people.models import Person

Parameters = dict[str, Any]
DEEPEST = 4  # a requirement nested more deeply is not understood by a reader either


@dataclass(frozen=True)
class Candidate:
    """Who is asked about, for which certificate and scope, and at which moment.

    `enrolment` narrows what counts to one place, where a fact of that place is what asks. `used` are
    facts that earlier decisions rest on (R39). `memory`, of one person and moment, keeps what was
    loaded, so that the next certificate or version that asks the same costs no query.
    """

    person: Person
    certificate_type: CertificateType
    scope: str
    at: datetime
    enrolment: Enrolment | None = None
    used: Collection[tuple[str, int]] = frozenset()
    memory: dict[Any, Any] | None = field(default=None, compare=False, repr=False)

    def has_used(self, fact: Model) -> bool:
        return (fact._meta.label_lower, fact.pk) in self.used

    def in_programme(self, path: str) -> Q:
        """Facts of the scheme's programme; `path` leads to it. Of any, where the scheme has none."""
        programme = self.certificate_type.version.scheme.programme_id
        return Q(**{path: programme}) if programme else Q()

    @property
    def day(self) -> date:
        return day_of(self.at, self.certificate_type.version.scheme)


class Shape(Enum):
    """How a parameter is written."""

    WHOLE = "whole"
    NUMBER = "number"
    LINE = "line"
    TEXT = "text"
    LIST = "list"  # of texts
    CHOICE = "choice"


@dataclass(frozen=True)
class Parameter:
    """One thing that requirements of a kind are written with, as a form asks for it."""

    name: str
    label: str | Promise
    shape: Shape = Shape.WHOLE
    help_text: str | Promise = ""
    choices: tuple[tuple[str, str | Promise], ...] = ()


@dataclass(frozen=True)
class Kind:
    """How requirements of a kind are read, checked and written down.

    `load` takes the candidate and the parameters and may query; `check` takes the parameters, what
    was loaded, and the candidate, and may not. `problems` says what is wrong with parameters, given
    the scope of the certificate type; names that are not among `parameters` are found without it.
    A kind that is composed has requirements as its parameter `of`.
    """

    code: str
    title: str | Promise
    load: Callable[[Candidate, Parameters], Any]
    check: Callable[[Parameters, Any, Candidate], Checked]
    problems: Callable[[Parameters, str], list[str]] = lambda parameters, scope: []
    parameters: tuple[Parameter, ...] = ()
    is_composed: bool = False


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
    return kind.check(parameters, _loaded(kind, parameters, candidate), candidate)


def _loaded(kind: Kind, parameters: Parameters, candidate: Candidate) -> Any:
    memory = candidate.memory
    if memory is None or kind.is_composed:  # what is composed is loaded part by part
        return kind.load(candidate, parameters)
    key = (kind.load, frozenset(candidate.used), canonical(parameters))
    if key not in memory:
        memory[key] = kind.load(candidate, parameters)
    return memory[key]


def problems_of(
    kind: Any, parameters: Parameters, scope: str, depth: int = 1
) -> list[tuple[str, str]]:
    """What is wrong with a requirement as it is written down, before anybody is asked.

    Each with its place inside the requirement, which is empty for the requirement itself.
    """
    if not isinstance(kind, str) or kind not in _kinds:
        known = ", ".join(sorted(_kinds))
        said = _("No requirement is called “%(kind)s”; there is: %(known)s.")
        return [("", said % {"kind": kind, "known": known})]
    written = _kinds[kind]
    names = {each.name for each in written.parameters} | ({"of"} if written.is_composed else set())
    found = [("", text) for text in written.problems(parameters, scope)]
    found += [
        ("", _("It has no parameter “%(name)s”.") % {"name": name})
        for name in parameters
        if name not in names
    ]
    return found + (_problems_of_parts(parameters, scope, depth) if written.is_composed else [])


def _problems_of_parts(parameters: Parameters, scope: str, depth: int) -> list[tuple[str, str]]:
    parts = parameters.get("of")
    if not isinstance(parts, list):
        return []
    if depth > DEEPEST:
        return [("", _("It is nested more than %s times.") % DEEPEST)]
    found = []
    for number, part in enumerate(parts):
        here = f"parameters.of[{number}]"
        if not isinstance(part, dict) or not isinstance(part.get("parameters", {}), dict):
            found.append((here, _("It must be an object with kind and parameters.")))
            continue
        inner = problems_of(part.get("kind"), part.get("parameters", {}), scope, depth + 1)
        found += [(f"{here}.{place}" if place else here, text) for place, text in inner]
    return found
