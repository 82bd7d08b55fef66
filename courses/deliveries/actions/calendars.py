"""Gives each person one secret address of their calendar, another one on request."""

import secrets
from datetime import datetime

from django.db import transaction

from courses.deliveries.models import CalendarFeed
from lms.journal.actions import record_event
from lms.people.models import Person


@transaction.atomic
def make_calendar_feed(*, person: Person, by: Person, at: datetime) -> CalendarFeed:
    """A new secret address; the one before is dead from now on.

    Records `deliveries.calendar_feed_made`, without the secret.
    """
    _end(person, at)
    feed = CalendarFeed.objects.create(person=person, token=secrets.token_urlsafe(32), made_at=at)
    record_event(name="deliveries.calendar_feed_made", subject=feed, by=by, at=at)
    return feed


@transaction.atomic
def end_calendar_feed(*, person: Person, by: Person, at: datetime) -> CalendarFeed | None:
    """Let nobody read the calendar any more. Twice is once."""
    feed = _end(person, at)
    if feed is not None:
        record_event(name="deliveries.calendar_feed_ended", subject=feed, by=by, at=at)
    return feed


def _end(person: Person, at: datetime) -> CalendarFeed | None:
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    feed = CalendarFeed.objects.filter(person=person, ended_at__isnull=True).first()
    if feed is not None:
        feed.ended_at = at
        feed.save(update_fields=["ended_at"])
    return feed
