"""Whatever comes in, in whatever order and however often: the same attendance, exact to the minute."""

import uuid
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.enrolment import rules
from courses.enrolment.actions import (
    Noted,
    keep_evidence,
    record_attendance,
    record_pack,
    record_platform_log,
)
from courses.enrolment.attendance.matching import preview
from courses.enrolment.attendance.platforms import Stay, minutes_of
from courses.enrolment.models import Evidence
from courses.enrolment.queries import attendances, standing_entries
from tests.courses.enrolment.attendance.test_packs import pack_of
from tests.factories.courses import AT

PACK = uuid.UUID(int=7)
MINUTE = st.integers(0, 60)
ENTRY = st.tuples(st.integers(0, 1), MINUTE, st.booleans(), st.integers(0, 90))
STAY = st.tuples(st.integers(0, 1), st.integers(-10, 70), st.integers(0, 80))
SENDING = st.one_of(
    st.tuples(st.just("marks"), st.sets(st.integers(0, 5), min_size=1)),
    st.tuples(st.just("pack"), st.sets(st.integers(0, 5), min_size=1)),
    st.tuples(st.just("platform"), st.lists(STAY, min_size=1, max_size=4)),
)


class World:
    """One session, two places, a pool of entries that marks and packs draw from."""

    def __init__(self, session, places, pool) -> None:
        self.session, self.places = session, places
        self.at = session.ends_at + timedelta(hours=2)
        self.entries = [self.noted(number, *said) for number, said in enumerate(pool)]

    def noted(self, number, place, minutes, is_excused, after) -> Noted:
        return Noted(
            uuid.UUID(int=number + 1, version=4),
            self.places[place],
            0 if is_excused else minutes,
            self.session.starts_at + timedelta(minutes=after),
            is_excused=is_excused,
        )

    def send(self, kind, what) -> None:
        by = self.session.delivery.created_by
        said = {"session": self.session, "by": by, "at": self.at}
        if kind == "platform":
            self.send_log(what, said)
            return
        entries = [self.entries[number] for number in sorted(what)]
        if kind == "marks":
            record_attendance(entries=entries, source="trainer", **said)
        else:
            record_pack(data=self.pack(entries), name="pack.json", **said)

    def pack(self, entries) -> bytes:
        rows = [
            {
                "id": str(each.uid),
                "place": str(each.enrolment.uid),
                "name": str(each.enrolment.person),
                "minutes": each.minutes,
                "excused": each.is_excused,
                "made_at": each.made_at.isoformat(),
            }
            for each in entries
        ]
        return pack_of(self.session, rows, PACK)

    def send_log(self, stays, said) -> None:
        lines = ["Name,Join Time,Leave Time"]
        for place, joined, lasted in stays:
            name = self.places[place].person.get_full_name()
            began = self.session.starts_at + timedelta(minutes=joined)
            lines.append(
                f"{name},{began.isoformat()},{(began + timedelta(minutes=lasted)).isoformat()}"
            )
        data = "\n".join(lines).encode()
        log = keep_evidence(kind=Evidence.Kind.PLATFORM_LOG, data=data, name="log.csv", **said)
        found = preview(data, self.session, self.places)
        record_platform_log(evidence=log, preview=found, by=said["by"], at=said["at"])

    def state(self):
        sessions = self.session.delivery.sessions.all()
        standing = standing_entries(sessions)
        return attendances(self.session.delivery), {
            key: (entry.uid, entry.minutes, entry.is_excused) for key, entry in standing.items()
        }


@pytest.mark.django_db
@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    pool=st.lists(ENTRY, min_size=6, max_size=6),
    sendings=st.lists(SENDING, min_size=1, max_size=4),
    data=st.data(),
)
def test_r62_order_and_repetition_of_marks_packs_and_logs_change_nothing(
    delivery, places, pool, sendings, data
):
    world = World(delivery.sessions.first(), places, pool)
    repeated = data.draw(st.lists(st.sampled_from(sendings), max_size=3))
    shuffled = data.draw(st.permutations(sendings + repeated))
    states = []
    for order in (sendings, shuffled):
        with transaction.atomic():
            for kind, what in order:
                world.send(kind, what)
            states.append(world.state())
            transaction.set_rollback(True)
    assert states[0] == states[1]


@given(
    st.lists(st.tuples(st.integers(-600, 4200), st.integers(0, 4200)), min_size=1, max_size=6),
    st.randoms(use_true_random=False),
)
def test_overlapping_stays_are_the_seconds_that_any_of_them_covers(pairs, random):
    stays = [
        Stay(1, "A", "", AT + timedelta(seconds=a), AT + timedelta(seconds=a + b), None)
        for a, b in pairs
    ]
    covered = {second for a, b in pairs for second in range(max(a, 0), min(a + b, 3600))}
    again = stays + stays[:2]
    random.shuffle(again)
    ends = AT + timedelta(hours=1)
    assert minutes_of(stays, AT, ends) == len(covered) // 60 == minutes_of(again, AT, ends)


@given(
    st.lists(st.tuples(st.integers(1, 1440), st.integers(0, 1440)), min_size=1, max_size=10),
    st.decimals(0, 100, places=2),
)
def test_r6_the_share_is_exact(sessions, percent):
    scheduled = {number: minutes for number, (minutes, _attended) in enumerate(sessions)}
    attended = {number: minutes for number, (_scheduled, minutes) in enumerate(sessions)}
    whole = sum(scheduled.values())
    counted = sum(min(attended[number], minutes) for number, minutes in scheduled.items())
    found = rules.attendance(scheduled, attended)
    assert found.share == Fraction(counted, whole)
    assert found.reaches(percent) == (counted * 10_000 >= int(percent * 100) * whole)
    assert found.percent_shown <= found.share * 100 < found.percent_shown + Decimal("0.01")
