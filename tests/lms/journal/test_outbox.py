"""What must follow from an event follows exactly once."""

import pytest
from django.db import transaction
from django.utils import timezone

from lms.journal import outbox
from lms.journal.actions import record_event
from lms.journal.models import Dispatch, Event
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def seen():
    """Subscribe a handler for the length of a test and collect what it was given."""
    calls = []

    @outbox.subscribe("tests.happened", "tests.collect")
    def collect(event):
        calls.append(event.pk)
        if event.payload.get("break"):
            raise ValueError("the handler cannot do this")

    yield calls
    outbox._subscriptions.pop("tests.happened")
    outbox._handlers.pop("tests.collect")


def record(**payload) -> Event:
    with transaction.atomic():
        return record_event(
            name="tests.happened",
            subject=PersonFactory(),
            by=None,
            at=timezone.now(),
            payload=payload,
        )


def test_a_dispatch_is_delivered_once(seen):
    event = record()
    assert outbox.deliver_due() == 1
    assert outbox.deliver_due() == 0
    assert seen == [event.pk]


def test_a_failed_handler_is_kept_with_its_reason_and_tried_later(seen):
    record(**{"break": True})
    outbox.deliver_due()
    dispatch = Dispatch.objects.get()
    assert dispatch.tries == 1
    assert dispatch.error == "ValueError: the handler cannot do this"
    assert dispatch.done_at is None
    assert dispatch.next_try_at > timezone.now()
    assert outbox.deliver_due() == 0


def test_one_broken_dispatch_does_not_hold_up_the_next(seen):
    record(**{"break": True})
    good = record()
    assert outbox.deliver_due() == 2
    assert seen[-1] == good.pk
    assert Dispatch.objects.filter(done_at__isnull=False).get().event == good


def test_a_dispatch_for_an_unknown_handler_waits_and_is_not_lost(seen):
    event = record()
    Dispatch.objects.filter(event=event).update(handler="a.handler.of.tomorrow")
    outbox.deliver_due()
    assert Dispatch.objects.get().error.startswith("KeyError")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_without_a_worker_delivery_follows_the_commit(seen, settings):
    settings.REDIS_URL = ""
    event = record()
    assert seen == [event.pk]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_an_event_outside_a_transaction_is_refused(seen):
    with pytest.raises(RuntimeError, match="in the transaction of its fact"):
        record_event(name="tests.happened", subject=PersonFactory(), by=None, at=timezone.now())
    assert Event.objects.count() == 0


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_what_is_rolled_back_leaves_neither_event_nor_duty(seen):
    person = PersonFactory()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record_event(name="tests.happened", subject=person, by=None, at=timezone.now())
        raise ZeroDivisionError
    assert (Event.objects.count(), Dispatch.objects.count(), seen) == (0, 0, [])
