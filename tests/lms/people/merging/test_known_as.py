"""Who everybody was known to be at any moment is told by the merges, whatever was merged since (R1)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.errors import Refused
from lms.people.merging.actions import merge_people, unmerge_people
from lms.people.merging.models import KnownAs, PersonMerge
from lms.people.merging.queries import canonical_of, selves_of
from lms.people.models import Person
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 4, 10, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


@pytest.fixture
def administrator():
    return PersonFactory(roles=["administrator"])


def merge(absorbed, kept, by, at):
    people = Person.objects.in_bulk([absorbed.pk, kept.pk])
    return merge_people(
        absorbed=people[absorbed.pk], kept=people[kept.pk], reason="One.", by=by, at=at
    )


def known(people, before=None) -> list[int]:
    found = canonical_of(Person.objects.filter(pk__in=[each.pk for each in people]), before)
    return [found[each.pk].pk for each in people]


def test_r1_who_was_merged_later_was_somebody_else_then(administrator):
    a, b, c = PersonFactory.create_batch(3)
    first = merge(a, b, administrator, AT)
    merge(b, c, administrator, AT + timedelta(days=1))
    unmerge_people(merge=first, reason="Two.", by=administrator, at=AT + timedelta(days=2))

    assert known((a, b, c), AT) == [a.pk, b.pk, c.pk]  # of a moment, what was before it
    assert known((a, b, c), AT + MOMENT) == [b.pk, b.pk, c.pk]
    assert known((a, b, c), AT + timedelta(days=2)) == [c.pk, c.pk, c.pk]
    assert known((a, b, c), AT + timedelta(days=3)) == [a.pk, c.pk, c.pk]
    assert set(selves_of(a, AT + MOMENT).values_list("pk", flat=True)) == {a.pk, b.pk}
    assert set(selves_of(c, AT + timedelta(days=3)).values_list("pk", flat=True)) == {b.pk, c.pk}


def test_r1_a_merge_taken_back_at_once_was_never_known(administrator):
    a, b = PersonFactory.create_batch(2)
    unmerge_people(merge=merge(a, b, administrator, AT), reason="No.", by=administrator, at=AT)
    assert not KnownAs.objects.exists()


def test_a_clock_that_went_back_leaves_each_person_somebody_at_any_moment(administrator):
    a, b = PersonFactory.create_batch(2)
    first = merge(a, b, administrator, AT + timedelta(days=1))
    unmerge_people(merge=first, reason="Two.", by=administrator, at=AT + timedelta(days=3))
    merge(b, a, administrator, AT)

    for hours in range(-12, 100, 12):
        bound = AT + timedelta(hours=hours)
        rows = list(KnownAs.objects.before(bound).values_list("person", flat=True))
        assert sorted(rows) == sorted({a.pk, b.pk}), hours
    assert known((a, b), AT + timedelta(days=4)) == known((a, b))


steps = st.lists(
    st.tuples(st.booleans(), st.integers(0, 4), st.integers(0, 4), st.integers(0, 2)), max_size=14
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps)
def test_r1_at_every_moment_everybody_is_who_they_were_then(administrator, steps):
    """Merges of chains and their ends in any order, several at one moment."""
    with transaction.atomic():
        people = PersonFactory.create_batch(5)
        at, told = AT, [(AT, known(people))]
        for is_merge, one, other, pause in steps:
            at += timedelta(hours=pause)
            standing = list(PersonMerge.objects.standing().order_by("pk"))
            if is_merge or not standing:
                try:
                    merge(people[one], people[other], administrator, at)
                except Refused:
                    continue
            else:
                ended = standing[one % len(standing)]
                unmerge_people(merge=ended, reason="Two.", by=administrator, at=at)
            if told[-1][0] == at + MOMENT:
                told.pop()
            told.append((at + MOMENT, known(people)))

        for before, ones in told:
            assert known(people, before) == ones
        assert known(people, at + timedelta(days=1)) == known(people)
        transaction.set_rollback(True)
