"""What is done to people and organisations happens once and leaves a trace."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from lms.errors import Refused
from lms.journal.models import Event
from lms.people.actions import (
    grant_access,
    join_organisation,
    register_organisation,
    register_person,
)
from lms.people.models import AccessGrant, Person

pytestmark = pytest.mark.django_db
AT = datetime(2013, 3, 1, 9, tzinfo=UTC)


def register(**changes) -> Person:
    fields = {"first_name": "Ada", "last_name": "Example", "by": None, "at": AT}
    return register_person(**fields | changes)


def test_r1_two_people_may_share_a_name_but_not_an_address():
    register(email="ada@example.org")
    register(email="other@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        register(email="ADA@example.org")
    assert Person.objects.filter(last_name="Example").count() == 2


def test_r1_people_without_an_address_are_people():
    assert register().pk != register().pk


def test_a_role_is_granted_once_and_brings_its_wagtail_group():
    person = register()
    first = grant_access(person=person, role="author", by=None, at=AT)
    assert grant_access(person=person, role="author", by=None, at=AT) == first
    assert person.roles == {"author"}
    assert {group.name for group in person.groups.all()} == {"Editors", "Moderators"}
    assert Event.objects.filter(name="people.access_granted").count() == 1


def test_an_ended_role_opens_nothing():
    person = register()
    grant_access(person=person, role="auditor", by=None, at=AT)
    AccessGrant.objects.update(ended_at=AT)
    assert Person.objects.get(pk=person.pk).roles == frozenset()


def test_an_unknown_role_is_refused():
    with pytest.raises(Refused) as refusal:
        grant_access(person=register(), role="king", by=None, at=AT)
    assert refusal.value.code == "unknown_role"


def test_a_membership_is_recorded_once():
    organisation = register_organisation(name="Example cluster", country="AT", by=None, at=AT)
    person = register()
    for _ in range(2):
        join_organisation(
            person=person, organisation=organisation, starts_on=date(2013, 1, 1), by=None, at=AT
        )
    assert person.memberships.count() == 1
