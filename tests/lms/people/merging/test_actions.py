"""Merging, un-merging, and two who are confirmed to be different (R1–R3)."""

from datetime import UTC, datetime, timedelta

import pytest

from courses.enrolment.actions import give_role
from lms.errors import Refused
from lms.journal.models import Event
from lms.people.merging.actions import (
    confirm_different,
    end_difference,
    merge_people,
    unmerge_people,
)
from lms.people.merging.models import PersonMerge
from lms.people.merging.queries import matters_of
from lms.people.models import AccessGrant, Person
from tests.factories.deliveries import participant, trainer_of, training
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 4, 10, tzinfo=UTC)


@pytest.fixture
def administrator():
    return PersonFactory(roles=["administrator"])


def merge(absorbed, kept, by, at=AT):
    return merge_people(absorbed=absorbed, kept=kept, reason="The same person.", by=by, at=at)


def unmerge(found, by, at=AT + timedelta(days=1)):
    return unmerge_people(merge=found, reason="They are two.", by=by, at=at)


def ones(*people) -> list[int | None]:
    found = dict(Person.objects.values_list("pk", "merged_into"))
    return [found[person.pk] for person in people]


def test_r1_chains_resolve_and_come_apart_again(administrator):
    a, b, c = PersonFactory.create_batch(3)
    merge(a, b, administrator)
    second = merge(Person.objects.get(pk=b.pk), c, administrator)
    assert ones(a, b, c) == [c.pk, c.pk, None]
    assert a.refresh_from_db() or a.is_same_as(b.pk)

    unmerge(second, administrator)
    assert ones(a, b, c) == [b.pk, None, None]

    unmerge(PersonMerge.objects.get(absorbed=a), administrator)
    assert ones(a, b, c) == [None, None, None]


def test_r1_merges_are_logged_and_harmless_when_done_twice(administrator):
    a, b = PersonFactory.create_batch(2)
    first = merge(a, b, administrator)
    assert merge(a, b, administrator) == first
    ended = unmerge(first, administrator)
    assert unmerge(ended, administrator).ended_at == ended.ended_at

    told = Event.objects.filter(subject_type="lms.personmerge").order_by("pk")
    assert list(told.values_list("name", "subject_id", "by")) == [
        ("people.merged", first.pk, administrator.pk),
        ("people.merge_ended", first.pk, administrator.pk),
    ]
    assert (ended.ended_by, ended.end_reason) == (administrator, "They are two.")


def test_r1_who_is_merged_already_is_not_merged_again(administrator):
    a, b, c = PersonFactory.create_batch(3)
    merge(a, b, administrator)
    for absorbed, kept in ((b, a), (a, c), (c, a)):
        with pytest.raises(Refused, match="merged into another"):
            merge(absorbed, kept, administrator)


def test_r1_nobody_decides_about_their_own_record(administrator):
    a, b = PersonFactory.create_batch(2)
    found = merge(a, b, administrator)
    other = merge(PersonFactory(), PersonFactory(), administrator)
    b.refresh_from_db()
    AccessGrant.objects.create(person=b, role="administrator", granted_at=AT)
    with pytest.raises(Refused, match="your own record"):
        unmerge(found, b)
    unmerge(other, b)
    with pytest.raises(Refused, match="your own record"):
        merge(PersonFactory(), administrator, administrator)


def test_r1_access_roles_of_the_absorbed_person_rest(administrator):
    officer, kept = PersonFactory(roles=["officer"]), PersonFactory()
    found = merge(officer, kept, administrator)
    assert Person.objects.get(pk=kept.pk).roles == frozenset()
    assert Person.objects.get(pk=officer.pk).roles == frozenset()

    unmerge(found, administrator)
    assert Person.objects.get(pk=officer.pk).roles == {"officer"}


def test_r3_two_who_are_confirmed_to_be_different_are_not_merged(administrator):
    a, b = PersonFactory.create_batch(2)
    asked = {"one": b, "other": a, "reason": "Father and son.", "by": administrator, "at": AT}
    found = confirm_different(**asked)
    assert confirm_different(**asked) == found
    assert (found.first, found.second) == (a, b)
    with pytest.raises(Refused, match="confirmed to be different"):
        merge(a, b, administrator)

    end_difference(difference=found, by=administrator, at=AT + timedelta(days=1))
    merge(a, b, administrator)


def test_r3_a_difference_holds_for_everybody_who_is_the_same(administrator):
    a, b, c = PersonFactory.create_batch(3)
    confirm_different(one=a, other=c, reason="Cousins.", by=administrator, at=AT)
    merge(a, b, administrator)
    with pytest.raises(Refused, match="confirmed to be different"):
        merge(c, Person.objects.get(pk=b.pk), administrator)


def test_r9_who_taught_a_delivery_is_nobody_who_took_part_in_it(administrator):
    delivery = training(by=administrator)
    lead = trainer_of(delivery.programme)
    give_role(
        sessions=list(delivery.sessions.all()), person=lead, role="lead", by=administrator, at=AT
    )
    learner = participant(delivery).person
    for absorbed, kept in ((lead, learner), (learner, lead)):
        with pytest.raises(Refused) as refusal:
            merge(absorbed, kept, administrator)
        assert (refusal.value.code, refusal.value.rule) == ("conflicting", "R9")


def test_r1_two_places_in_one_delivery_are_told_and_merged(administrator):
    delivery = training(by=administrator)
    one, other = (participant(delivery).person for _ in range(2))

    told = matters_of(one, other, AT)
    assert [(each.is_blocking, each.rule) for each in told] == [(False, "R1")]
    merge(one, other, administrator)
