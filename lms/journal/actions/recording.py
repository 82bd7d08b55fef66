"""Writes what happened and who must still react to it."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models, transaction
from django.utils import timezone

from lms.journal import outbox
from lms.journal.hashing import mac_of
from lms.journal.models import Dispatch, Event


def record_event(
    *,
    name: str,
    subject: models.Model,
    by: AbstractBaseUser | None,
    at: datetime,
    payload: dict[str, Any] | None = None,
) -> Event:
    """Append an event and one outbox row for each handler that subscribed to it.

    Must be called inside the transaction that writes the fact, so that both exist or neither.
    The relay is woken after the commit; a lost wake-up costs only time.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"Event {name} must be recorded in the transaction of its fact.")
    event = _event(name, subject, by, at, payload)
    event.save()
    handlers = outbox.handlers_of(name)
    if handlers:
        now = timezone.now()
        rows = [Dispatch(event=event, handler=handler, next_try_at=now) for handler in handlers]
        Dispatch.objects.bulk_create(rows)
        transaction.on_commit(partial(outbox.wake, event.pk), robust=True)
    return event


def record_events(
    *,
    name: str,
    subjects: Sequence[models.Model],
    by: AbstractBaseUser | None,
    at: datetime,
    payload: dict[str, Any] | None = None,
) -> None:
    """As `record_event` for each of many subjects; what follows waits for the relay's next round."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"Events {name} must be recorded in the transaction of their facts.")
    events = Event.objects.bulk_create(
        _event(name, subject, by, at, payload) for subject in subjects
    )
    now = timezone.now()
    Dispatch.objects.bulk_create(
        Dispatch(event=event, handler=handler, next_try_at=now)
        for handler in outbox.handlers_of(name)
        for event in events
    )


def _event(
    name: str,
    subject: models.Model,
    by: AbstractBaseUser | None,
    at: datetime,
    payload: dict[str, Any] | None,
) -> Event:
    event = Event(
        name=name,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        by=by,  # type: ignore[misc] # people are above the journal, which only keeps their key
        at=at,
        payload=payload or {},
    )
    event.mac = mac_of(event)
    return event
