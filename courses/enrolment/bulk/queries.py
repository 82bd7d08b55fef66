"""What is on record about the people, organisations and regions that rows name."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from courses.deliveries.models import Delivery, Project, SessionRole
from courses.enrolment import queries
from courses.enrolment.bulk import rules
from courses.enrolment.bulk.rules import Reading, Said
from courses.enrolment.models import Enrolment
from lms.people.models import Membership, Organisation, Person, Region
from lms.people.names import normalised_name


@dataclass
class Record:
    """Rows of one batch beside what is on record about them."""

    people: dict[str, Person]
    places: dict[int, Enrolment]
    states: dict[int, str]
    organisations: dict[tuple[str, str], list[Organisation]]
    regions: dict[tuple[str, int], Region]
    projects: dict[str, Project]
    colleagues: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def employer(self, said: Said) -> Organisation | None:
        found = self.organisations.get(said.employer)
        return found[0] if found else None

    def outcome(self, said: Said) -> str:
        person = self.people.get(said.email)
        state = self.states.get(person.pk, "") if person else ""
        return rules.outcome(is_known=person is not None, state=state)


def record_of(delivery: Delivery, readings: Sequence[Reading]) -> Record:
    """A fixed number of queries for a batch of rows."""
    said = [each.said for each in readings]
    emails = {each.email for each in said if each.email}
    found = Person.objects.select_related("merged_into").alias(lower=Lower("email"))
    people: dict[str, Person] = {
        person.email.lower(): person.canonical for person in found.filter(lower__in=emails)
    }
    theirs = Q(person__in=people.values()) | Q(person__merged_into__in=people.values())
    places = list(
        Enrolment.objects.filter(theirs, delivery=delivery).select_related("person").with_state()
    )
    organisations = _organisations(said)
    codes = {each.region for each in said if each.region}
    regions = Region.objects.filter(code__in={code for code, _version in codes})
    projects = Project.objects.filter(code__in={each.project for each in said if each.project})
    return Record(
        people=people,
        places={place.person.canonical_id: place for place in places},
        states={place.person.canonical_id: place.state for place in places},
        organisations=organisations,
        regions={(each.code, each.nuts_version): each for each in regions},
        projects={each.code: each for each in projects},
        colleagues=_colleagues(organisations),
    )


def _organisations(said: Sequence[Said]) -> dict[tuple[str, str], list[Organisation]]:
    names = {each.organisation for each in said}
    rows = (
        Organisation.objects.alias(lower=Lower("name"))
        .filter(Q(name__in=names) | Q(lower__in={name.lower() for name in names}))
        .filter(country__in={each.country for each in said})
    )
    found: dict[tuple[str, str], list[Organisation]] = defaultdict(list)
    for each in rows.select_related("region").order_by("pk"):
        found[each.name.casefold(), each.country].append(each)
    return dict(found)


def _colleagues(
    organisations: dict[tuple[str, str], list[Organisation]],
) -> dict[tuple[str, str, str], str]:
    """Who is on record by normalised name and employer, of the employers that rows name."""
    employers = {each.pk: key for key, rows in organisations.items() for each in rows}
    rows = Membership.objects.filter(organisation__in=employers).values_list(
        "organisation", "person__first_name", "person__last_name"
    )
    return {
        (normalised_name(first, last), *employers[organisation]): f"{first} {last}"
        for organisation, first, last in rows.iterator()
    }


def check(reading: Reading, record: Record, barred: dict[int, str]) -> None:
    """Add what is wrong with a row beside the records, and who it might be (R2, R9, R23, R40)."""
    said = reading.said
    person = record.people.get(said.email)
    if person is not None and person.pk in barred:
        reading.errors.append(barred[person.pk])
    if len(record.organisations.get(said.employer, [])) > 1:
        reading.errors.append(
            _("Several organisations are called “%s” in this country.") % said.organisation
        )
    region = record.regions.get(said.region) if said.region else None
    if said.region and region is None:
        code, version = said.region
        reading.errors.append(
            _("There is no region %(code)s in NUTS %(version)s.")
            % {"code": code, "version": version}
        )
    if region is not None and region.country != said.country:
        reading.errors.append(_("Region %s lies in another country.") % region.code)
    if said.project and said.project not in record.projects:
        reading.errors.append(_("There is no project “%s”.") % said.project[:60])
    _suspect(reading, person, record)


def _suspect(reading: Reading, person: Person | None, record: Record) -> None:
    said = reading.said
    if person is not None:
        if normalised_name(person.first_name, person.last_name) != said.name:
            reading.suspicions.append(
                _("The address belongs to %s, who is taken for this person.") % person
            )
        return
    alike = record.colleagues.get((said.name, *said.employer))
    if alike is not None:
        reading.suspicions.append(
            _("%s has the same name and employer, and another address.") % alike
        )


def barred_from(delivery: Delivery) -> dict[int, str]:
    """By person id, why they cannot take part: they teach or tutor here, or trained a trainer."""
    roles = (*SessionRole.TEACHING, SessionRole.Role.TUTOR)
    here = SessionRole.objects.current().filter(session__delivery=delivery, role__in=roles)
    above = {
        pk: _("%s was trained by this person, or by somebody they trained.") % trainer
        for trainer in queries.trainers_of(delivery)
        for pk in queries.above(trainer, delivery.kind)
    }
    teaching = set(here.values_list("person", flat=True))
    return above | dict.fromkeys(teaching, _("Who teaches a delivery cannot take part in it."))
