"""A person's line as its page shows it, and the generations of the whole scheme (R40)."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Min, Q, QuerySet

from courses.closing.models import TrainerCredit
from courses.deliveries.models import Delivery, DeliveryMark, SessionRight, SessionRole
from courses.deliveries.queries import marks_of, people_open_to
from courses.enrolment.models import Enrolment, EnrolmentStep
from courses.lineage import recursion
from courses.lineage.recursion import Row
from courses.lineage.rules import Sums
from lms.people.models import Person

READERS = frozenset({"administrator", "officer", "auditor"})
PAGE = 25


def visible_to(person: Person) -> QuerySet[Person]:
    """People whose line and record the person may open.

    Administrators, officers and auditors all; coordinators who takes part for, or teaches in, their
    projects; everybody their own.
    """
    if not person.is_authenticated:
        return Person.objects.none()
    if not person.roles.isdisjoint(READERS):
        return Person.objects.all()
    projects = person.coordinations.values("project")
    places = Enrolment.objects.filter(Q(project__in=projects) | Q(delivery__project__in=projects))
    roles = SessionRole.objects.current().filter(session__delivery__project__in=projects)
    return Person.objects.filter(
        Q(pk=person.pk) | Q(pk__in=places.values("person")) | Q(pk__in=roles.values("person"))
    )


def named_to(person: Person, people: Collection[int]) -> set[int]:
    """Whose names among these the person may read as participants: those visible, and their own."""
    if not person.roles.isdisjoint(READERS):
        return set(people)
    deliveries = people_open_to(person).values("pk")
    taught = Enrolment.objects.filter(delivery__in=deliveries, person__in=people)
    seen = visible_to(person).filter(pk__in=people)
    return set(taught.values_list("person", flat=True)) | set(seen.values_list("pk", flat=True))


@dataclass(frozen=True)
class Used:
    """By which right a trainer taught in a training, or why by none; since when it is suspended."""

    source: str
    reason: str
    on: date
    suspended_from: date | None


@dataclass(frozen=True)
class Edge:
    """A trainer who trained others of the line in one training, each completed on a day.

    `steps` is how far above the trainer stands.
    """

    steps: int
    trainer: Person
    delivery: Delivery
    role: str
    rights: list[Used]
    marks: list[DeliveryMark]
    trained: list[tuple[Person, date]]


@dataclass
class Generation:
    """Trainers at one distance, and the trainings that they gave; `people` None where too many."""

    number: int
    trainers: int = 0
    sums: Sums = field(default_factory=Sums)
    people: int | None = None


@dataclass(frozen=True)
class Completed:
    """A completed place below: who, where and when."""

    person: Person
    delivery: Delivery
    day: date


@dataclass(frozen=True)
class Line:
    """What stands above and below a person.

    `generations` begin with the person, at distance 0; what they gave made the people of the next.
    """

    person: Person
    edges: list[Edge]
    is_cut: bool
    generation: int | None
    roots: list[Person]
    generations: list[Generation]
    trainers: list[tuple[Person, Sums]]
    completed: list[Completed]
    people: dict[int, Person]

    @property
    def above(self) -> dict[int, list[Person]]:
        """By distance, the trainers there, each at their shortest."""
        steps: dict[int, int] = {}
        for edge in self.edges:
            steps[edge.trainer.pk] = min(edge.steps, steps.get(edge.trainer.pk, edge.steps))
        found = defaultdict(list)
        for pk, distance in steps.items():
            if pk != self.person.pk:
                found[distance].append(self.people[pk])
        return dict(found)


def line_of(person: Person, listed: str = "", generation: int = 1, page: int = 1) -> Line:
    """One recursive query, and a fixed number for what its rows are called."""
    rows = list(recursion.line_of(person.pk, listed, generation, (page - 1) * PAGE, PAGE))
    parts = defaultdict(list)
    for row in rows:
        parts[row.part].append(row)
    found = parts["above"][: recursion.MOST_EDGES]
    ids = {pk for row in rows for pk in (row.person, row.trainer) if pk} | {person.pk}
    people = Person.objects.in_bulk(ids)
    roots = [people[row.person] for row in sorted(parts["root"], key=lambda row: row.steps)]
    return Line(
        person=person,
        edges=_edges(found, people),
        is_cut=len(parts["above"]) > len(found),
        generation=min((row.steps for row in parts["root"]), default=None),
        roots=roots,
        generations=_generations(parts),
        trainers=_given_by(parts["listed"], people) if listed == "trainers" else [],
        completed=_completed(parts["listed"], people) if listed == "people" else [],
        people=people,
    )


@dataclass(frozen=True)
class Scheme:
    """Every trainer by the shortest way from a root, how the trainings of each end, and the roots."""

    generations: list[Generation]
    roots: list[int]

    def people_at_the_top(self) -> QuerySet[Person]:
        """With whom the lines begin; the same decision as `rules.is_root`."""
        return Person.objects.filter(pk__in=self.roots)


def lines_of_scheme() -> Scheme:
    """One recursive query (R40)."""
    parts = defaultdict(list)
    for row in recursion.line_of_roots():
        parts[row.part].append(row)
    trainers = [each for each in _generations(parts) if each.trainers]
    return Scheme(trainers, [row.person for row in parts["begun"]])


def _generations(parts: dict[str, list[Row]]) -> list[Generation]:
    trainers = {row.steps: row.numbers[0] for row in parts["trainers"]}
    given = {row.steps: Sums(*row.numbers) for row in parts["given"]}
    once = {row.steps + 1: row.numbers[0] for row in parts["once"]}
    below = sum(each.completers for each in given.values())
    is_counted = below <= recursion.MOST_PEOPLE
    last = max([*trainers, *(steps + 1 for steps in given)], default=-1)
    return [
        Generation(
            number,
            trainers.get(number, 0),
            given.get(number, Sums()),
            once.get(number, 0) if is_counted else None,
        )
        for number in range(last + 1)
    ]


def _edges(rows: list[Row], people: dict[int, Person]) -> list[Edge]:
    deliveries = {row.delivery for row in rows}
    trainers = {row.trainer for row in rows}
    credited = TrainerCredit.objects.filter(delivery__in=deliveries, person__in=trainers)
    taught = {
        (each.delivery_id, each.person_id): each for each in credited.select_related("delivery")
    }
    days = days_of({(row.delivery, row.person) for row in rows})
    rights = rights_used(deliveries, trainers)
    marks = marks_of(deliveries)
    edges: dict[tuple[int, int, int], Edge] = {}
    for row in rows:
        key = row.steps + 1, row.trainer, row.delivery
        credit = taught[row.delivery, row.trainer]
        edge = edges.setdefault(
            key,
            Edge(
                steps=row.steps + 1,
                trainer=people[row.trainer],
                delivery=credit.delivery,
                role=credit.get_role_display(),
                rights=rights[row.delivery, row.trainer],
                marks=[each for each in marks[row.delivery] if each.trainer_id == row.trainer],
                trained=[],
            ),
        )
        edge.trained.append((people[row.person], days[row.delivery, row.person]))
    return list(edges.values())


def days_of(places: Collection[tuple[int, int]]) -> dict[tuple[int, int], date]:
    """By delivery and person, the day on which the place was completed (R7)."""
    steps = EnrolmentStep.objects.filter(
        kind=EnrolmentStep.Kind.COMPLETED,
        enrolment__delivery__in={delivery for delivery, _person in places},
        enrolment__person__in={person for _delivery, person in places},
    ).values_list("enrolment__delivery", "enrolment__person", "counted_on")
    return {(delivery, person): day for delivery, person, day in steps if day is not None}


def rights_used(
    deliveries: Collection[int], trainers: Collection[int]
) -> dict[tuple[int, int], list[Used]]:
    """By delivery and trainer, each right used in its sessions, from the first day of use (R31)."""
    rows = (
        SessionRight.objects.filter(
            role__session__delivery__in=deliveries,
            role__person__in=trainers,
            role__ended_at__isnull=True,
            role__session__cancelled_at__isnull=True,
        )
        .order_by()
        .values_list(
            "role__session__delivery",
            "role__person",
            "source",
            "reason",
            "authority__suspended_from",
        )
        .annotate(first=Min("on"))
        .order_by("first", "source")
    )
    found = defaultdict(list)
    for delivery, person, source, reason, suspended_from, first in rows:
        found[delivery, person].append(Used(source, reason, first, suspended_from))
    return found


def _given_by(rows: list[Row], people: dict[int, Person]) -> list[tuple[Person, Sums]]:
    """What each listed trainer gave; these figures overlap and are not to be added (R35)."""
    given: dict[int, list[tuple[int, int]]] = defaultdict(list)
    outcomes = TrainerCredit.objects.filter(
        person__in=[row.person for row in rows], delivery__outcome__isnull=False
    ).values_list("person", "delivery__outcome__participants", "delivery__outcome__completers")
    for trainer, participants, completers in outcomes:
        given[trainer].append((participants, completers))
    return [(people[row.person], summed(given[row.person])) for row in rows]


def summed(outcomes: Iterable[tuple[int, int]]) -> Sums:
    outcomes = list(outcomes)
    return Sums(
        len(outcomes), sum(took for took, _done in outcomes), sum(done for _took, done in outcomes)
    )


def _completed(rows: list[Row], people: dict[int, Person]) -> list[Completed]:
    deliveries = Delivery.objects.in_bulk({row.delivery for row in rows})
    days = days_of({(row.delivery, row.person) for row in rows})
    rows = sorted(rows, key=lambda row: row.numbers[0])
    return [
        Completed(people[row.person], deliveries[row.delivery], days[row.delivery, row.person])
        for row in rows
    ]
