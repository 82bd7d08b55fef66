"""Makes rows of a version as data that are not saved: to be installed, or only tried out."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from certification.schemes.models import CertificateType, Requirement, Scheme, SchemeVersion
from certification.schemes.queries import VERSION_FIELDS


@dataclass(frozen=True)
class BuiltType:
    row: CertificateType
    requirements: tuple[Requirement, ...]


@dataclass(frozen=True)
class Built:
    version: SchemeVersion
    types: tuple[BuiltType, ...]


def build_version(scheme: Scheme, data: dict[str, Any]) -> Built:
    """Of data that is good and complete, as `complete_version` gives it."""
    until = data["valid_until"]
    version = SchemeVersion(
        scheme=scheme,
        number=data["number"],
        **{name: data[name] for name in VERSION_FIELDS},
        valid_from=date.fromisoformat(data["valid_from"]),
        valid_until=date.fromisoformat(until) if until else None,
    )
    return Built(version, tuple(_type(version, fields) for fields in data["certificate_types"]))


def _type(version: SchemeVersion, fields: dict[str, Any]) -> BuiltType:
    own = {name: value for name, value in fields.items() if name != "requirements"}
    row = CertificateType(version=version, **own)
    asked = (Requirement(certificate_type=row, **each) for each in fields["requirements"])
    return BuiltType(row, tuple(asked))
