"""What is on record about the people, places and results that rows of past trainings name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from django.db.models import Q
from django.db.models.functions import Lower

from certification.records.disputes import Place, projects_of_claims
from certification.records.models import RecordEvidence, RecordVersion
from certification.records.rules import Said
from courses.deliveries.models import Project
from lms.people.identifiers import sealed_identifier
from lms.people.models import Organisation, Person, PersonIdentity, Region

SOURCE = "records"  # whose identifiers `person_id` are
Key = tuple[str, str, str, str]


def key_of(said: Said) -> Key:
    """The key of a row as one text each; a moment is the same in whatever zone it is written."""
    moment = said.result_confirmed_at
    told = moment.astimezone(UTC).isoformat() if moment else ""
    return said.person_id, said.delivery, said.project, told


class Evidences(Protocol):
    """Finds evidence by the names that rows give; a name that is not there is missing (R64)."""

    def find(
        self, names: Iterable[str], *, by: Person | None, at: datetime
    ) -> dict[str, RecordEvidence]:
        """By name, the evidence that is there and can be read."""


@dataclass
class OnRecord:
    """Rows of one batch beside what is on record about them."""

    identities: dict[str, PersonIdentity]
    standing: dict[Key, RecordVersion]
    organisations: dict[tuple[str, str], Organisation]
    regions: dict[tuple[str, int], Region]
    projects: set[str]
    addresses: set[str] = field(default_factory=set)
    claims: dict[Place, dict[str, bool]] = field(default_factory=dict)

    def is_removed(self, said: Said) -> bool:
        """Whether the person of a row was removed at their own request: nothing is added (R59)."""
        identity = self.identities.get(said.person_id)
        return identity is not None and identity.person.erased_at is not None

    def _claims(self, said: Said) -> dict[str, bool]:
        identity = self.identities.get(said.person_id)
        if identity is None:
            return {}
        return self.claims.setdefault((identity.person.canonical_id, said.delivery), {})

    def claimed_before(self, said: Said) -> set[str]:
        """Projects that claim the training of a row, on record or in rows before it (R14)."""
        known = self._claims(said)
        refused = {code for code, stands in known.items() if not stands}
        return (set(known) | said.claimed_before) - refused

    def note_claim(self, said: Said) -> None:
        """For the rows after it, also those that name the same person otherwise (R1)."""
        self._claims(said)[said.project] = True


def on_record(batch: Sequence[Said]) -> OnRecord:
    """A fixed number of queries for a batch of rows."""
    people = {each.person_id for each in batch}
    sealed = {sealed_identifier(SOURCE, value): value for value in people}
    identities = PersonIdentity.objects.filter(source=SOURCE, value__in=[*people, *sealed])
    codes = {each.region[0] for each in batch if each.region}
    emails = {each.email for each in batch if each.email}
    known = {
        sealed.get(each.value, each.value): each for each in identities.select_related("person")
    }
    claimed = {
        (known[each.person_id].person.canonical_id, each.delivery)
        for each in batch
        if each.is_claim and each.person_id in known
    }
    return OnRecord(
        identities=known,
        standing=_standing(batch),
        organisations=_organisations(batch),
        regions={
            (each.code, each.nuts_version): each for each in Region.objects.filter(code__in=codes)
        },
        projects=set(
            Project.objects.filter(code__in={each.project for each in batch}).values_list(
                "code", flat=True
            )
        ),
        addresses=set(
            Person.objects.annotate(lower=Lower("email"))
            .filter(lower__in=emails)
            .values_list("lower", flat=True)
        ),
        claims=projects_of_claims(claimed),
    )


def _standing(batch: Sequence[Said]) -> dict[Key, RecordVersion]:
    rows = (
        RecordVersion.objects.standing()
        .filter(
            record__identity__source=SOURCE,
            record__identity__value__in={each.person_id for each in batch},
            record__delivery__in={each.delivery for each in batch},
        )
        .select_related("record__identity", "region", "evidence")
    )
    found = {}
    for each in rows:
        record = each.record
        moment = record.result_confirmed_at
        told = moment.astimezone(UTC).isoformat() if moment else ""
        found[record.identity.value, record.delivery, record.project_code, told] = each
    return found


def _organisations(batch: Sequence[Said]) -> dict[tuple[str, str], Organisation]:
    names = {each.organisation for each in batch if each.organisation}
    rows = (
        Organisation.objects.alias(lower=Lower("name"))
        .filter(Q(name__in=names) | Q(lower__in={name.lower() for name in names}))
        .filter(country__in={each.country for each in batch})
    )
    found: dict[tuple[str, str], Organisation] = {}
    for each in rows.order_by("-pk"):
        found[each.name.casefold(), each.country] = each
    return found


def says_the_same(version: RecordVersion, said: Said, evidence: RecordEvidence | None) -> bool:
    """Whether a row adds nothing to the version that stands; evidence once kept is not lost."""
    region = (version.region.code, version.region.nuts_version) if version.region else None
    keeps = evidence is None or version.evidence_id == evidence.pk
    return keeps and (
        version.activity,
        version.role,
        version.given_name,
        version.family_name,
        version.email,
        version.organisation_name,
        version.country,
        region,
        version.enrolled_on,
        version.scheduled_minutes,
        version.attended_minutes,
        version.assessment,
        version.evidence_name,
    ) == (
        said.activity,
        said.role,
        said.given_name,
        said.family_name,
        said.email,
        said.organisation,
        said.country,
        said.region,
        said.enrolled_on,
        said.scheduled_minutes,
        said.attended_minutes,
        said.assessment,
        said.evidence,
    )
