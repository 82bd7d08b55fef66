"""Which certificate types may be granted for an enrolment on a day, and what is still lacking."""

from collections.abc import Collection
from datetime import datetime
from itertools import groupby
from typing import Any

from certification.schemes.models import CertificateType, SchemeVersion
from certification.schemes.requirements import Checked, check
from certification.schemes.rules import day_of, type_that_applies
from courses.enrolment.models import Enrolment
from courses.progress.models import ModuleCompletion


def automatic_types(
    enrolment: Enrolment, scopes: Collection[str], at: datetime
) -> list[CertificateType]:
    """Types of these scopes that a rule may grant to this enrolment at that moment (R49).

    Each type once, in the version that applies on that day of the scheme's zone (R26, R51).
    """
    rows = (
        CertificateType.objects.filter(
            scope__in=scopes, version__scheme__programme=enrolment.programme_id
        )
        .select_related("version__scheme")
        .order_by("version__scheme", "code")
    )
    types = []
    for _key, versions in groupby(rows, key=lambda row: (row.version.scheme_id, row.code)):
        of_type = list(versions)
        scheme = of_type[0].version.scheme
        applies = type_that_applies(
            of_type, day_of(enrolment.enrolled_at, scheme), day_of(at, scheme)
        )
        if applies and applies.is_automatic and applies.for_role in ("", enrolment.role):
            types.append(applies)
    return types


def completions_of(enrolment: Enrolment) -> dict[str, ModuleCompletion]:
    """By module code, with what evidence freezes of them; one narrow query."""
    rows = (
        ModuleCompletion.objects.standing()
        .filter(enrolment=enrolment)
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
    )
    return {completion.module.code: completion for completion in rows}


def checked_requirements(
    enrolment: Enrolment, certificate_type: CertificateType, scope: str
) -> list[Checked]:
    completions = completions_of(enrolment)
    return [check(row, scope, completions) for row in certificate_type.requirements.all()]


def version_as_data(version: SchemeVersion) -> dict[str, Any]:
    """An installed version as a file would say it, with nothing left out."""
    end = version.valid_until
    return {
        "number": version.number,
        "issuer_name": version.issuer_name,
        "valid_from": version.valid_from.isoformat(),
        "valid_until": end.isoformat() if end else None,
        "certificate_types": [
            {
                "code": row.code,
                "title": row.title,
                "statement": row.statement,
                "scope": row.scope,
                "for_role": row.for_role,
                "is_automatic": row.is_automatic,
                "valid_months": row.valid_months,
                "renewal_months": row.renewal_months,
                "renewal_window_months": row.renewal_window_months,
                "grace_months": row.grace_months,
                "dating": row.dating,
                "extension_months": row.extension_months,
                "gives_right_to_teach": row.gives_right_to_teach,
                "requirements": [
                    {"kind": requirement.kind, "parameters": requirement.parameters}
                    for requirement in row.requirements.all()
                ],
            }
            for row in version.certificate_types.prefetch_related("requirements")
        ],
    }
