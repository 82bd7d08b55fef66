"""Checks requirements: one small checker per kind, each with its evidence or what is missing.

A checker takes the parameters, the scope and the completions of one enrolment (loaded before),
and returns a `Checked`. It reads no clock and no database.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from certification.schemes.models import CertificateType, Requirement
from courses.progress.models import ModuleCompletion

Completions = Mapping[str, ModuleCompletion]  # by module code


@dataclass(frozen=True)
class Checked:
    """Whether a requirement is met, since when, by what evidence, or what is missing."""

    sentence: str
    evidence: tuple[ModuleCompletion, ...]
    missing: tuple[str, ...]

    @property
    def is_met(self) -> bool:
        return not self.missing

    @property
    def met_at(self) -> datetime | None:
        """The moment the last part was met (R7)."""
        if not self.is_met:
            return None
        return max((completion.completed_at for completion in self.evidence), default=None)


def modules_passed(parameters: dict[str, Any], scope: str, completions: Completions) -> Checked:
    """The tests of all modules named in the parameters are passed."""
    codes = parameters["modules"]
    return Checked(
        sentence=_("The tests of %(modules)s are passed.") % {"modules": ", ".join(codes)},
        evidence=tuple(completions[code] for code in codes if code in completions),
        missing=tuple(code for code in codes if code not in completions),
    )


def module_passed(parameters: dict[str, Any], scope: str, completions: Completions) -> Checked:
    """The test of the module that the certificate is about is passed."""
    return modules_passed({"modules": [scope]}, scope, completions)


CHECKERS: dict[str, Callable[[dict[str, Any], str, Completions], Checked]] = {
    Requirement.Kind.MODULE_PASSED: module_passed,
    Requirement.Kind.MODULES_PASSED: modules_passed,
}


def check(requirement: Requirement, scope: str, completions: Completions) -> Checked:
    return CHECKERS[requirement.kind](requirement.parameters, scope, completions)


def problems_of(kind: Any, parameters: dict[str, Any], scope: Any) -> list[str]:
    """What is wrong with a requirement as it is written down, before anybody is asked."""
    if not isinstance(kind, str) or kind not in CHECKERS:
        known = ", ".join(sorted(CHECKERS))
        return [
            _("No requirement is called “%(kind)s”; there is: %(known)s.")
            % {"kind": kind, "known": known}
        ]
    if kind == Requirement.Kind.MODULE_PASSED:
        if scope == CertificateType.Scope.PROGRAMME:
            return [_("A certificate of the programme is not about one module.")]
        known_parameters = set()
    else:
        known_parameters = {"modules"}
        modules = parameters.get("modules")
        if (
            not isinstance(modules, list)
            or not modules
            or not all(isinstance(code, str) and code for code in modules)
        ):
            return [_("“modules” must list the codes of modules.")]
        if len(set(modules)) < len(modules):
            return [_("“modules” names a module twice.")]
    return [
        _("It has no parameter “%(name)s”.") % {"name": name}
        for name in parameters
        if name not in known_parameters
    ]
