"""Installs schemes from data: versions are appended, what certificates rest on is never changed."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from certification.schemes.models import CertificateType, Requirement, Scheme, SchemeVersion
from courses.catalogue.models import ProgrammePage
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.models import Person


@transaction.atomic
def install_scheme(*, data: dict[str, Any], by: Person | None, at: datetime) -> Scheme:
    """Install a scheme with its versions; versions that are there already stay as they are.

    `data` has code, title, programme, zone and versions, as the files in content/schemes do.
    """
    programme = ProgrammePage.objects.filter(code=data["programme"]).first()
    if programme is None:
        raise Refused(
            "no_programme", _("There is no programme “%s”; import it first.") % data["programme"]
        )
    scheme, is_new = Scheme.objects.get_or_create(
        code=data["code"],
        defaults={"title": data["title"], "programme": programme, "zone": data["zone"]},
    )
    if is_new:
        record_event(name="schemes.scheme_installed", subject=scheme, by=by, at=at)
    for row in data["versions"]:
        _install_version(scheme, row, by, at)
    return scheme


def _install_version(scheme: Scheme, row: dict[str, Any], by: Person | None, at: datetime) -> None:
    until = row.get("valid_until")
    version, is_new = SchemeVersion.objects.get_or_create(
        scheme=scheme,
        number=row["number"],
        defaults={
            "issuer_name": row["issuer_name"],
            "valid_from": date.fromisoformat(row["valid_from"]),
            "valid_until": date.fromisoformat(until) if until else None,
        },
    )
    if not is_new:
        return
    for fields in row["certificate_types"]:
        requirements = fields["requirements"]
        certificate_type = CertificateType.objects.create(
            version=version,
            **{key: value for key, value in fields.items() if key != "requirements"},
        )
        for requirement in requirements:
            Requirement.objects.create(certificate_type=certificate_type, **requirement)
    record_event(name="schemes.version_installed", subject=version, by=by, at=at)
