"""A random history of places and imported trainings: withdrawals, corrections, merges, disputes, losses, and
projects whose periods are corrected.

It is told in chains: within a chain one thing follows from another, chains arrive in any order.
"""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from certification.records.actions import lift_refusals, settle_dispute
from certification.records.models import RecordEvidence
from courses.deliveries.actions import change_project
from courses.deliveries.models import Project
from courses.enrolment.actions import keep_evidence
from courses.enrolment.models import AttendanceEntry, Enrolment, Evidence
from lms.people.merging.actions import merge_people, unmerge_people
from lms.people.merging.models import PersonMerge
from lms.people.models import Person
from tests.factories import counts as make
from tests.factories.deliveries import training
from tests.factories.people import OrganisationFactory, PersonFactory
from tests.factories.records import keep, lose_or_find, said

Step = Callable[[datetime], None]
ZONES = ("Europe/Brussels", "Europe/Istanbul", "Atlantic/Azores")
EDGES = ("2012-12-31T21:30", "2012-12-31T23:30", "2013-01-01T00:30", "2013-05-31T22:30")
RECORDED_FROM = datetime(2015, 1, 1, 12, tzinfo=UTC)


class History:
    def __init__(self, seed: int, size: int, programme) -> None:
        chance = self.chance = random.Random(seed)
        self.programme, self.taken = programme, set()
        self.projects = [
            make.project(f"P{n}", date(2012, 1 + n, 1), date(2013, 2 + n, 28), zone)
            for n, zone in enumerate(ZONES, 1)
        ]
        self.people = [PersonFactory() for _ in range(max(3, size // 4))]
        self.offices = [None, OrganisationFactory(), OrganisationFactory(country="HU")]
        self.administrator = PersonFactory(roles=["administrator"])
        self.chains = [
            self.place_chain() if chance.random() < 0.5 else self.record_chain()
            for _ in range(size)
        ]
        alone = self.people.copy()
        chance.shuffle(alone)
        with_places = {person for person, _role, _project in self.taken}
        alone.sort(key=lambda person: person.pk in with_places)  # taken from the end
        self.chains += [
            self.merge_chain(alone.pop(), alone.pop() if chance.random() < 0.6 else None, number)
            for number in range(max(2, size // 12))
            if len(alone) > 1
        ]
        self.chains += [self.dispute_chain(number) for number in range(max(2, size // 12))]
        self.chains += [self.loss_chain(number) for number in range(max(2, size // 12))]
        self.session = training(programme=programme, sessions=1).sessions.get()
        self.chains += [self.list_chain(number) for number in range(max(2, size // 12))]
        self.chains += [self.period_chain(project) for project in self.projects]

    def happens(self) -> datetime:
        chance = self.chance
        if chance.random() < 0.4:
            return datetime.fromisoformat(chance.choice(EDGES)).replace(tzinfo=UTC)
        return datetime(2012, 1, 1, 9, tzinfo=UTC) + timedelta(minutes=chance.randint(0, 1_400_000))

    def place_chain(self) -> list[Step]:
        """Somebody is enrolled and completes; it may be withdrawn, and restored by another pass."""
        chance = self.chance
        # Never two at one instant: of a person who was merged, the order of arrival would decide.
        completed_at, kept = self.happens() + timedelta(seconds=len(self.taken)), {}
        what = {
            "person": chance.choice(self.people) if chance.random() < 0.3 else PersonFactory(),
            "role": chance.choice(("manager", "manager", "instructor")),
            "project": chance.choice((None, *self.projects)),
            "country": chance.choice(("AT", "HU", "TR", "")),
        }
        restored_at = completed_at + timedelta(days=90) if chance.random() < 0.5 else None
        office = chance.choice(self.offices)

        key = (what["person"].pk, what["role"], what["project"] and what["project"].pk)
        if key in self.taken:  # nobody has the same place twice
            what["person"] = PersonFactory()
        self.taken.add(key)

        def complete(at: datetime) -> None:
            kept["place"] = make.place(
                self.programme, completed_at=completed_at, recorded_at=at, **what
            )
            kept["place"].organisation = office
            kept["place"].save()

        def withdraw(at: datetime) -> None:
            on = completed_at.date() + timedelta(days=30)
            make.withdraw_completion(kept["place"], on=on, restored_at=restored_at, recorded_at=at)

        return [complete, withdraw] if chance.random() < 0.4 else [complete]

    def record_chain(self) -> list[Step]:
        """A past training is told, and perhaps told otherwise later."""
        chance = self.chance
        number, moment = chance.randint(1, 10**6), self.happens().isoformat()
        same = {
            "person_id": f"p{chance.randint(1, max(3, len(self.people)))}",
            "project": chance.choice(("P1", "P2", "P3", "unknown", "")),
            "delivery": f"D{chance.randint(1, 5)}" if chance.random() < 0.6 else f"D{number}",
            "result_confirmed_at": moment,
        }
        if same["delivery"] != f"D{number}":  # told twice, the order would decide what stands
            same["result_confirmed_at"] = (
                datetime.fromisoformat(moment) + timedelta(seconds=number)
            ).isoformat()

        def tell() -> Step:
            country, code = chance.choice((("AT", "AT31"), ("HU", "HU10"), ("TR", ""), ("", "")))
            row = said(
                **same,
                country=country,
                nuts_code=code,
                nuts_version="2010" if code else "",
                organisation=chance.choice(("", "Leather cluster", "Wood cluster")),
                role=chance.choice(("manager", "manager", "instructor")),
                activity_type=chance.choice(("training", "training", "exchange", "conference")),
                attended_minutes=chance.choice(("3000", "2400", "2399")),
                assessment=chance.choice(("passed", "passed", "failed")),
            )
            is_evidenced = chance.random() < 0.7
            return lambda at: keep(row, at=at, is_evidenced=is_evidenced)

        return [tell() for _ in range(chance.choice((1, 1, 2, 3)))]

    def merge_chain(self, kept: Person, absorbed: Person | None, number: int) -> list[Step]:
        """Two are found to be one, one of them perhaps from a file; it may be taken back, and said again."""
        chance, code = self.chance, f"again {number}"
        row = said(
            person_id=code,
            delivery=f"D{chance.randint(1, 5)}",
            project=chance.choice(("P1", "P2", "")),
            result_confirmed_at=(self.happens() + timedelta(seconds=7 * number + 3)).isoformat(),
        )

        def tell(at: datetime) -> None:
            keep(row, at=at)

        def pair() -> tuple[Person, Person]:
            other = absorbed or Person.objects.get(identities__value=code)
            return Person.objects.get(pk=other.pk), Person.objects.get(pk=kept.pk)

        def merge(at: datetime) -> None:
            one, other = pair()
            merge_people(absorbed=one, kept=other, reason="One.", by=self.administrator, at=at)

        def unmerge(at: datetime) -> None:
            found = PersonMerge.objects.standing().get(absorbed=pair()[0])
            unmerge_people(merge=found, reason="Two.", by=self.administrator, at=at)

        later = chance.choice(([], [unmerge], [unmerge, merge]))
        return [tell, merge, *later]

    def dispute_chain(self, number: int) -> list[Step]:
        """Several projects claim one training; it may be settled, undone, and settled otherwise."""
        chance = self.chance
        delivery, value = f"Claimed {number}", f"p{chance.randint(1, max(3, len(self.people)))}"
        projects = chance.sample(["P1", "P2", "P3", "unknown"], chance.choice((2, 2, 3)))

        def tell(project: str) -> Step:
            row = said(
                person_id=value,
                delivery=delivery,
                project=project,
                result_confirmed_at=self.happens().isoformat(),
                attended_minutes=chance.choice(("3000", "3000", "2399")),
            )
            is_evidenced = chance.random() < 0.7
            return lambda at: keep(row, at=at, is_evidenced=is_evidenced)

        def settle(project: str) -> Step:
            return lambda at: settle_dispute(
                person=Person.objects.get(identities__value=value),
                delivery=delivery,
                project=project,
                reason="It paid for the place.",
                by=self.administrator,
                at=at,
            )

        def lift(at: datetime) -> None:
            person = Person.objects.get(identities__value=value)
            by = self.administrator
            lift_refusals(person=person, delivery=delivery, reason="Wrong.", by=by, at=at)

        decided = [settle(projects[0]), lift, settle(projects[1])][: chance.choice((0, 1, 2, 3))]
        return [*map(tell, projects), *decided]

    def loss_chain(self, number: int) -> list[Step]:
        """The file of a past training is found to be lost, and perhaps to be there again, and lost."""
        chance, delivery = self.chance, f"Filed {number}"
        row = said(
            person_id=f"p{chance.randint(1, max(3, len(self.people)))}",
            delivery=delivery,
            evidence=f"list {number}.pdf",
            project=chance.choice(("P1", "P2", "")),
            result_confirmed_at=(self.happens() + timedelta(seconds=11 * number + 5)).isoformat(),
        )

        def tell(at: datetime) -> None:
            keep(row, at=at)

        def lose(at: datetime) -> None:
            lose_or_find(RecordEvidence.objects.get(versions__record__delivery=delivery), at=at)

        return [tell, *[lose] * chance.choice((1, 2, 3))]

    def list_chain(self, number: int) -> list[Step]:
        """The signed list behind a place is lost; minutes noted later may rest on another source."""
        chance, kept, session = self.chance, {}, self.session
        completed_at = self.happens() + timedelta(seconds=13 * number + 1)
        project = chance.choice((None, *self.projects))

        def note(at: datetime, file: Evidence | None) -> None:
            AttendanceEntry.objects.create(
                uid=uuid4(),
                session=session,
                enrolment=kept["place"],
                minutes=session.minutes,
                source="signed list" if file else "trainer",
                evidence=file,
                made_at=at - timedelta(days=chance.randint(0, 3)),
                recorded_at=at,
            )

        def complete(at: datetime) -> None:
            place = make.place(
                self.programme, project=project, completed_at=completed_at, recorded_at=at
            )
            Enrolment.objects.filter(pk=place.pk).update(delivery=session.delivery)
            kept["place"] = place
            kept["file"] = keep_evidence(
                session=session,
                kind="signed list",
                data=f"%PDF-1.7 list {number} %%EOF".encode(),
                name=f"list {number}.pdf",
                by=self.administrator,
                at=at,
            )
            note(at, kept["file"])

        def lose(at: datetime) -> None:
            lose_or_find(kept["file"], at=at)

        def note_again(at: datetime) -> None:
            note(at, None)

        later = chance.choice(([], [lose], [note_again], [note_again, lose]))
        return [complete, lose, *later]

    def period_chain(self, project: Project) -> list[Step]:
        """The eligible period of a project is corrected, and perhaps corrected again."""
        chance = self.chance

        def correct() -> Step:
            period = {
                "ends_on": project.ends_on + timedelta(days=chance.choice((-90, -30, 60))),
                "zone": chance.choice(ZONES),
            }
            return lambda at: change_project(project=project, by=None, at=at, **period)

        return [correct() for _ in range(chance.choice((0, 1, 2)))]

    def told(self, order: random.Random) -> Iterator[tuple[Step, datetime]]:
        """Every step once, in some order that keeps each chain's own, a day after the one before."""
        turns = [n for n, chain in enumerate(self.chains) for _ in chain]
        order.shuffle(turns)
        left = [iter(chain) for chain in self.chains]
        at = RECORDED_FROM
        for turn in turns:
            at += timedelta(days=1)
            yield next(left[turn]), at

    def tell(self, order: random.Random) -> None:
        for step, at in self.told(order):
            step(at)
