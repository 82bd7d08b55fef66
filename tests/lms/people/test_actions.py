"""What is done to people and organisations happens once and leaves a trace."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from lms.errors import Refused
from lms.journal.models import Event
from lms.people.actions import (
    grant_access,
    join_organisation,
    record_label,
    register_organisation,
    register_person,
)
from lms.people.models import AccessGrant, OrganisationLabel, Person

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


def test_membership_and_label_are_recorded_once():
    organisation = register_organisation(name="Example cluster", country="AT", by=None, at=AT)
    person = register()
    for _ in range(2):
        join_organisation(
            person=person, organisation=organisation, starts_on=date(2013, 1, 1), by=None, at=AT
        )
        record_label(
            organisation=organisation,
            level="bronze",
            awarded_on=date(2013, 2, 1),
            valid_through=date(2015, 1, 31),
            awarded_by="Example awarding body",
            reference="B-1",
            by=None,
            at=AT,
        )
    assert person.memberships.count() == 1
    assert OrganisationLabel.objects.count() == 1


def test_r26_a_label_on_the_last_moment_of_a_period_is_outside_it():
    organisation = register_organisation(name="Example cluster", country="AT", by=None, at=AT)
    record_label(
        organisation=organisation,
        level="gold",
        awarded_on=date(2014, 1, 1),
        valid_through=date(2016, 1, 1),
        awarded_by="Example awarding body",
        reference="G-1",
        by=None,
        at=AT,
    )
    labels = OrganisationLabel.objects
    assert labels.awarded_between(date(2013, 1, 1), date(2014, 1, 1)).count() == 0
    assert labels.awarded_between(date(2014, 1, 1), date(2015, 1, 1)).count() == 1
