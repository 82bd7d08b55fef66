"""What is on record about the labels and organisations that a file names."""

from collections.abc import Sequence

from django.db.models import Q

from certification.labels.files.rules import Employer, Known
from certification.labels.models import OrganisationLabel
from certification.labels.queries import award_of
from certification.labels.rules import Award
from lms.people.models import Organisation
from lms.tables import Row


def known_about(rows: Sequence[Row]) -> Known:
    """Three queries, whatever the number of rows."""
    references = {row.values["reference"] for row in rows}
    organisations = _organisations(rows)
    ids = {pk: key for key, pks in organisations.items() for pk in pks}
    facts: dict[str, tuple] = {}
    awards: dict[tuple[Employer, str], list[Award]] = {}
    found = OrganisationLabel.objects.filter(Q(organisation__in=ids) | Q(reference__in=references))
    for label in found.select_related("organisation").prefetch_related("withdrawals"):
        key = key_of(label.organisation)
        facts[label.reference] = (*key, label.level, label.awarded_on, label.awarded_by)
        awards.setdefault((key, label.level), []).append(award_of(label))
    return Known(facts, organisations, awards)


def key_of(organisation: Organisation) -> Employer:
    return organisation.name.casefold(), organisation.country


def _organisations(rows: Sequence[Row]) -> dict[Employer, list[int]]:
    """By name and country; compared here, as SQLite knows capitals of ASCII only."""
    named = {" ".join(row.values["organisation"].split()).casefold() for row in rows}
    countries = {row.values["country"].upper() for row in rows}
    found: dict[Employer, list[int]] = {}
    for organisation in Organisation.objects.filter(country__in=countries):
        if organisation.name.casefold() in named:
            found.setdefault(key_of(organisation), []).append(organisation.pk)
    return found
