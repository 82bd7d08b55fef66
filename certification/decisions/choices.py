"""Which certificates somebody may apply for on a day."""

from dataclasses import dataclass
from datetime import datetime

from certification.schemes.models import CertificateType
from certification.schemes.rules import day_of
from courses.catalogue.queries import modules_of


@dataclass(frozen=True)
class Choice:
    """A certificate type with the module or the programme that it is for."""

    certificate_type: CertificateType
    scope: str
    label: str

    @property
    def value(self) -> str:
        return f"{self.certificate_type.pk}:{self.scope}"


def choices_on(at: datetime) -> list[Choice]:
    """What people decide about, and may be applied for."""
    return [each for each in offered_on(at) if not each.certificate_type.is_automatic]


def offered_on(at: datetime, scope: str = "") -> list[Choice]:
    """Each type, or those of a scope, in the newest version that holds; which applies is found later.

    Candidates of an earlier version finish under it (R51), by the same code of the type.
    """
    rows = CertificateType.objects.select_related("version__scheme__programme").order_by(
        "version__scheme__code", "pk", "-version__number"
    )
    if scope:
        rows = rows.filter(scope=scope)
    found: dict[tuple[int, str], CertificateType] = {}
    for row in rows:
        scheme = row.version.scheme
        kept = found.get((scheme.pk, row.code))
        is_newer = kept is None or kept.version.number < row.version.number
        if is_newer and row.version.holds_on(day_of(at, scheme)):
            found[scheme.pk, row.code] = row
    return [choice for row in found.values() for choice in _of(row)]


def _of(row: CertificateType) -> list[Choice]:
    scheme = row.version.scheme
    programme = scheme.programme
    if programme is None:
        return [Choice(row, scheme.code, f"{row.title}: {scheme.title}")]
    if row.scope == CertificateType.Scope.PROGRAMME:
        return [Choice(row, programme.code, f"{row.title}: {programme.title}")]
    return [
        Choice(row, module.code, f"{row.title}: {module.code} {module.title}")
        for module in modules_of(programme)
    ]
