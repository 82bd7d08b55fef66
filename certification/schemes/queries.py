"""Which certificate types may be granted for an enrolment on a day, and what is still lacking."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from certification.schemes.data import complete_requirement
from certification.schemes.evidence import Checked, Evidence
from certification.schemes.models import CertificateType, Requirement, Scheme, SchemeVersion
from certification.schemes.requirements import Candidate, check
from certification.schemes.rules import day_of, type_that_applies
from courses.enrolment.models import Enrolment
from lms.people.models import Person

VERSION_FIELDS = (
    "issuer_name",
    "deciders",
    "conflict_months",
    "appeal_days",
    "evidence_serves_several",
)
TYPE_FIELDS = tuple(
    field.name
    for field in CertificateType._meta.concrete_fields
    if field.name not in {"id", "version"}
)


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


@dataclass(frozen=True)
class CandidateFile:
    """What a candidate has of what a certificate type asks, as of a moment."""

    candidate: Candidate
    requirements: tuple[Checked, ...]

    @property
    def is_complete(self) -> bool:
        return bool(self.requirements) and all(each.is_met for each in self.requirements)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        return tuple(row for each in self.requirements for row in each.evidence)

    @property
    def completed_at(self) -> datetime | None:
        """The moment the last requirement was met (R7); None while one is missing."""
        if not self.is_complete:
            return None
        return max((each.met_at for each in self.requirements if each.met_at), default=None)


def candidate_file(
    *,
    person: Person,
    certificate_type: CertificateType,
    scope: str,
    at: datetime,
    purpose: str = Requirement.Purpose.GRANT,
    enrolment: Enrolment | None = None,
    used: Collection[tuple[str, int]] = frozenset(),
) -> CandidateFile:
    """Each requirement of the type for that purpose, checked for one person at a moment (R48).

    With an enrolment only what was done in that place counts; `used` are facts, by type and id,
    that earlier grants rest on and that do not count again (R39).
    """
    candidate = Candidate(person, certificate_type, scope, at, enrolment, used)
    return file_against(candidate, certificate_type.requirements.filter(purpose=purpose))


def file_against(candidate: Candidate, requirements: Iterable[Requirement]) -> CandidateFile:
    """The file of a candidate against requirements, which need not be installed."""
    return CandidateFile(candidate, tuple(check(row, candidate) for row in requirements))


def type_for(
    person: Person, scheme: Scheme, type_code: str, at: datetime
) -> CertificateType | None:
    """The type in the version under which a person is a candidate at a moment (R51).

    Admitted with the first place in the programme; who has none is admitted that day.
    """
    types = CertificateType.objects.filter(version__scheme=scheme, code=type_code)
    places = Enrolment.objects.filter(person__in=person.selves)
    if scheme.programme_id:
        places = places.filter(programme=scheme.programme_id)
    admitted_at = places.order_by("enrolled_at").values_list("enrolled_at", flat=True).first()
    return type_that_applies(
        types.select_related("version__scheme"),
        day_of(admitted_at or at, scheme),
        day_of(at, scheme),
    )


def version_as_data(version: SchemeVersion) -> dict[str, Any]:
    """An installed version as a file would say it, with nothing left out."""
    end = version.valid_until
    return {
        "number": version.number,
        **{name: getattr(version, name) for name in VERSION_FIELDS},
        "valid_from": version.valid_from.isoformat(),
        "valid_until": end.isoformat() if end else None,
        "certificate_types": [
            {
                **{name: getattr(row, name) for name in TYPE_FIELDS},
                "requirements": [
                    complete_requirement(
                        {
                            "purpose": requirement.purpose,
                            "kind": requirement.kind,
                            "parameters": requirement.parameters,
                        }
                    )
                    for requirement in row.requirements.all()
                ],
            }
            for row in version.certificate_types.prefetch_related("requirements")
        ],
    }
