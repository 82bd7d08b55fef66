"""Which certificate types may be granted for an enrolment on a day, and what is still lacking."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from certification.schemes.models import CertificateType
from certification.schemes.requirements import Checked, check
from courses.enrolment.models import Enrolment
from courses.progress.models import ModuleCompletion


def automatic_types(
    enrolment: Enrolment, scopes: Collection[str], day: date
) -> QuerySet[CertificateType]:
    """Types of these scopes that a rule may grant to this enrolment on that day (R49)."""
    return (
        CertificateType.objects.filter(
            Q(version__valid_until__isnull=True) | Q(version__valid_until__gt=day),
            Q(for_role="") | Q(for_role=enrolment.role),
            is_automatic=True,
            scope__in=scopes,
            version__scheme__programme=enrolment.programme_id,
            version__valid_from__lte=day,
        )
        .select_related("version__scheme")
        .order_by("code", "-version__number")
    )


def completions_of(enrolment: Enrolment) -> dict[str, ModuleCompletion]:
    """By module code, with what evidence freezes of them; one narrow query."""
    rows = (
        ModuleCompletion.objects.filter(enrolment=enrolment)
        .select_related("module", "result__attempt")
        .only(
            "completed_at",
            "module__code",
            "result__points",
            "result__maximum",
            "result__confirmed_at",
            "result__attempt__uid",
            "result__attempt__number",
            "result__attempt__pass_percent",
        )
    )
    return {completion.module.code: completion for completion in rows}


def checked_requirements(
    enrolment: Enrolment, certificate_type: CertificateType, scope: str
) -> list[Checked]:
    completions = completions_of(enrolment)
    return [check(row, scope, completions) for row in certificate_type.requirements.all()]
