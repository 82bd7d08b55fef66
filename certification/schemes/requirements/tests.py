"""Tests that are passed: of the module that the certificate is about, or of named modules."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certification.schemes.evidence import Checked, Evidence
from certification.schemes.models import CertificateType
from certification.schemes.requirements.registry import (
    Candidate,
    Kind,
    Parameter,
    Parameters,
    Shape,
    register,
)
from courses.progress.models import ModuleCompletion

Completions = Mapping[str, ModuleCompletion]  # by module code


def completions_of(candidate: Candidate, parameters: Parameters) -> Completions:
    """The first standing completion of each module, with what evidence freezes; one narrow query."""
    rows = (
        ModuleCompletion.objects.standing()
        .select_related("module", "result__attempt__design")
        .only(
            "completed_at",
            "module__code",
            "result__points",
            "result__maximum",
            "result__confirmed_at",
            "result__attempt__uid",
            "result__attempt__number",
            "result__attempt__design__pass_percent",
        )
        .order_by("-completed_at", "-pk")
    )
    if candidate.enrolment is not None:
        rows = rows.filter(enrolment=candidate.enrolment)
    else:
        rows = rows.filter(
            candidate.in_programme("enrolment__programme"),
            enrolment__person__in=candidate.person.selves,
        )
    return {row.module.code: row for row in rows}


def check_modules(parameters: Parameters, completions: Completions, _c: Candidate) -> Checked:
    """The tests of all modules named in the parameters are passed."""
    codes = parameters["modules"]
    return _checked("modules_passed", codes, completions)


def check_module(parameters: Parameters, completions: Completions, candidate: Candidate) -> Checked:
    """The test of the module that the certificate is about is passed."""
    return _checked("module_passed", [candidate.scope], completions)


def _checked(kind: str, codes: list[str], completions: Completions) -> Checked:
    passed = [completions[code] for code in codes if code in completions]
    missing = tuple(code for code in codes if code not in completions)
    return Checked(
        kind=kind,
        sentence=_("The tests of %(modules)s are passed.") % {"modules": ", ".join(codes)},
        is_met=not missing,
        met_at=None if missing else max(row.completed_at for row in passed),
        evidence=tuple(_evidence(row) for row in passed),
        missing=missing,
        next_step=_("Take the test of %s.") % missing[0] if missing else "",
    )


def _evidence(completion: ModuleCompletion) -> Evidence:
    result = completion.result
    code = completion.module.code
    return Evidence(
        kind="module_completion",
        label=_("Test of %(module)s passed") % {"module": code},
        subject_type=completion._meta.label_lower,
        subject_id=completion.pk,
        counted_from=completion.completed_at,
        facts={
            "module": code,
            "attempt": str(result.attempt.uid),
            "attempt_number": result.attempt.number,
            "points": str(result.points),
            "maximum": str(result.maximum),
            "pass_percent": str(result.attempt.design.pass_percent),
            "confirmed_at": result.confirmed_at.isoformat(),
        },
    )


def problems_of_module(parameters: Parameters, scope: str) -> list[str]:
    if scope == CertificateType.Scope.PROGRAMME:
        return [_("A certificate of the programme is not about one module.")]
    return []


def problems_of_modules(parameters: Parameters, scope: str) -> list[str]:
    modules = parameters.get("modules")
    if (
        not isinstance(modules, list)
        or not modules
        or not all(isinstance(code, str) and code for code in modules)
    ):
        return [_("“modules” must list the codes of modules.")]
    if len(set(modules)) < len(modules):
        return [_("“modules” names a module twice.")]
    return []


MODULE_PASSED = register(
    Kind(
        "module_passed",
        gettext_lazy("the test of the module is passed"),
        completions_of,
        check_module,
        problems_of_module,
    )
)
MODULES_PASSED = register(
    Kind(
        "modules_passed",
        gettext_lazy("the tests of the named modules are passed"),
        completions_of,
        check_modules,
        problems_of_modules,
        (
            Parameter(
                "modules",
                gettext_lazy("codes of the modules"),
                Shape.LIST,
                gettext_lazy("One in each line."),
            ),
        ),
    )
)
