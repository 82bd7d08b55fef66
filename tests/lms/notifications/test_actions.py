"""A person is told a thing once."""

from datetime import UTC, datetime

import pytest
from django.core import mail

from lms.notifications.actions import notify
from lms.notifications.models import Notification
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 1, tzinfo=UTC)


def tell(person):
    return notify(
        person=person, kind="certificate", reference="1", subject="Ready", body="Here.", at=AT
    )


def test_told_once_whatever_is_retried():
    person = PersonFactory(email="ada@example.org")
    assert tell(person) is not None
    assert tell(person) is None
    assert [letter.to for letter in mail.outbox] == [["ada@example.org"]]


@pytest.mark.parametrize("fields", [{"email": ""}, {"email": "x@demo.example", "is_demo": True}])
def test_no_letter_leaves_for_demo_people_or_without_an_address(fields):
    tell(PersonFactory(**fields))
    assert mail.outbox == []
    assert Notification.objects.count() == 1
