"""Two people on record side by side: what each has, and what making them one would change."""

from dataclasses import dataclass
from datetime import date, datetime

from allauth.account.models import EmailAddress

from certification.certificates.models import Certificate
from certification.certificates.queries import certificates_of
from certification.counts import queries as counts
from certification.counts.merging import Effect, effects_on
from certification.counts.rules import Filters
from certification.records.models import RecordVersion
from courses.enrolment.models import Enrolment
from lms.people.merging.models import SuspectedPair
from lms.people.merging.queries import matters_of, suspected_pairs
from lms.people.merging.rules import Matter
from lms.people.models import Membership, Person, PersonIdentity

SHOWN = 25  # of each kind


@dataclass(frozen=True)
class Side:
    """What is on record about one person, with everybody merged into them."""

    person: Person
    others: list[Person]
    addresses: list[str]
    employers: list[Membership]
    identities: list[PersonIdentity]
    places: list[Enrolment]
    records: list[RecordVersion]
    certificates: list[Certificate]
    roles: list[str]


@dataclass(frozen=True)
class Comparison:
    """Both sides; `total` is how many people the first rule counts today."""

    kept: Side
    absorbed: Side
    pair: SuspectedPair | None
    matters: list[Matter]
    effects: list[Effect]
    total: int | None

    @property
    def is_blocked(self) -> bool:
        return any(matter.is_blocking for matter in self.matters)

    @property
    def total_after(self) -> int | None:
        return None if self.total is None else self.total - self.effects[0].fewer


def side_of(person: Person) -> Side:
    """A fixed number of queries."""
    same = person.selves
    places = Enrolment.objects.filter(person__in=same).with_state()
    records = RecordVersion.objects.standing().filter(record__person__in=same)
    grants = person.access_grants.current()
    return Side(
        person=person,
        others=list(person.absorbed.all()[:SHOWN]),
        addresses=list(EmailAddress.objects.filter(user__in=same).values_list("email", flat=True)),
        employers=list(
            Membership.objects.filter(person__in=same)
            .select_related("organisation")
            .order_by("starts_on")[:SHOWN]
        ),
        identities=list(PersonIdentity.objects.filter(person__in=same)[:SHOWN]),
        places=list(
            places.select_related("programme", "delivery", "project")
            .prefetch_related("programme_completions")
            .order_by("enrolled_at", "pk")[:SHOWN]
        ),
        records=list(
            records.select_related("record").order_by("record__result_confirmed_at", "pk")[:SHOWN]
        ),
        certificates=list(certificates_of(person)[:SHOWN]),
        roles=[grant.get_role_display() for grant in grants],
    )


def compared(kept: Person, absorbed: Person, *, today: date, at: datetime) -> Comparison:
    first, second = sorted((kept.pk, absorbed.pk))
    people = [pk for each in (kept, absorbed) for pk in each.selves.values_list("pk", flat=True)]
    effects = effects_on(people, today)
    total = None
    if effects:
        total = counts.trained(effects[0].rule, Filters(), as_of=today).count()
    return Comparison(
        kept=side_of(kept),
        absorbed=side_of(absorbed),
        pair=suspected_pairs().filter(first=first, second=second).first(),
        matters=matters_of(absorbed, kept, at),
        effects=effects,
        total=total,
    )
