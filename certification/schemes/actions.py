"""Installs schemes from data: versions are appended, what certificates rest on is never changed."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from certification.schemes.building import build_version
from certification.schemes.data import complete_version, differences, problems_in
from certification.schemes.models import Scheme, SchemeVersion
from certification.schemes.queries import version_as_data
from certification.schemes.rules import day_of
from courses.catalogue.models import ProgrammePage
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.models import Person


@transaction.atomic
def install_scheme(*, data: dict[str, Any], by: Person | None, at: datetime) -> Scheme:
    """Install a scheme with its versions; versions that are there already stay as they are.

    `data` has code, title, programme, zone and versions, as the files in content/schemes do.
    Refuses data with mistakes, naming each with its place, and a version that says something else
    than the installed one of its number: it needs a new number (R51). Only an end date may be
    added to an installed version, and not in the past. Nothing is installed by halves. Records
    `schemes.scheme_installed`, `schemes.version_installed` and `schemes.version_ended`.
    """
    problems = problems_in(data)
    if problems:
        raise Refused("bad_scheme", "\n".join(f"{place}: {text}" for place, text in problems))
    code = data.get("programme", "")
    programme = ProgrammePage.objects.filter(code=code).first() if code else None
    if code and programme is None:
        raise Refused("no_programme", _("There is no programme “%s”; import it first.") % code)
    fields = {"title": data["title"], "programme": programme, "zone": data["zone"]}
    scheme, is_new = Scheme.objects.select_for_update().get_or_create(
        code=data["code"], defaults=fields
    )
    if is_new:
        record_event(name="schemes.scheme_installed", subject=scheme, by=by, at=at)
    for name, value in fields.items():
        if getattr(scheme, name) != value:
            raise Refused("scheme_changed", _changed_scheme(scheme, name), "R26")
    for index, row in enumerate(data["versions"]):
        _install_version(scheme, complete_version(row), f"versions[{index}]", by, at)
    return scheme


def _install_version(
    scheme: Scheme, row: dict[str, Any], place: str, by: Person | None, at: datetime
) -> None:
    installed = SchemeVersion.objects.filter(scheme=scheme, number=row["number"]).first()
    if installed:
        _keep_version(installed, row, place, by, at)
        return
    built = build_version(scheme, row)
    built.version.save()
    for each in built.types:
        each.row.save()
        for requirement in each.requirements:
            requirement.save()
    record_event(name="schemes.version_installed", subject=built.version, by=by, at=at)


def _keep_version(
    version: SchemeVersion, row: dict[str, Any], place: str, by: Person | None, at: datetime
) -> None:
    """Hold the data against what is installed; an end date that was open may be set (R51)."""
    changed = differences(version_as_data(version), row)
    if not changed:
        return
    until = date.fromisoformat(row["valid_until"]) if row["valid_until"] else None
    if changed != ["valid_until"] or version.valid_until is not None or until is None:
        raise Refused("version_changed", _changed_version(version, place, changed), "R51")
    if until <= day_of(at, version.scheme):
        raise Refused("end_in_the_past", _past_end(place), "R51")
    SchemeVersion.objects.filter(pk=version.pk).update(valid_until=until)
    record_event(
        name="schemes.version_ended",
        subject=version,
        by=by,
        at=at,
        payload={"valid_until": until.isoformat()},
    )


def _changed_scheme(scheme: Scheme, name: str) -> str:
    return _(
        "%(place)s: The scheme “%(scheme)s” is installed with another value. Keep it, or install "
        "a scheme with another code."
    ) % {"place": name, "scheme": scheme.code}


def _changed_version(version: SchemeVersion, place: str, changed: list[str]) -> str:
    return _(
        "%(place)s: Version %(number)s is installed and says something else in %(changed)s. "
        "Certificates rest on it; give the edited version a new number."
    ) % {"place": place, "number": version.number, "changed": ", ".join(changed)}


def _past_end(place: str) -> str:
    return _(
        "%(place)s.valid_until: A version that is installed can end tomorrow at the earliest, "
        "because decisions may rest on it."
    ) % {"place": place}
