"""Publishes the root of each day that is over, so that anybody may keep it."""

from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from lms.errors import Refused
from lms.journal.actions.recording import record_event
from lms.journal.models import DailyRoot, Seal


@transaction.atomic
def publish_root(*, day: date, at: datetime) -> DailyRoot | None:
    """Publish the root of a day of UTC that is over; a repeated call returns what was published.

    None for a day on which nothing was sealed: the root of the day before still stands. Refuses a
    day that is not over, and one before a day that is published, because a root that is out never
    changes. Records `journal.root_published`, which the next day's root covers.
    """
    existing = DailyRoot.objects.filter(day=day).first()
    if existing is not None:
        return existing
    if at < _end_of(day):
        raise Refused("day_not_over", _("This day is not over yet; its root may still change."))
    newest = DailyRoot.objects.first()
    if newest is not None and newest.day > day:
        raise Refused("root_of_later_day", _("The root of a later day is published already."))
    last = Seal.objects.select_for_update().filter(sealed_at__lt=_end_of(day)).last()
    if last is None or (newest is not None and newest.seal_id >= last.number):
        return None
    published = DailyRoot.objects.create(day=day, seal=last, root=last.chained, published_at=at)
    record_event(name="journal.root_published", subject=published, by=None, at=at)
    return published


def publish_roots(*, at: datetime) -> list[DailyRoot]:
    """Publish the root of every day that is over and has none yet, oldest first."""
    made = []
    while day := _next_day(at):
        root = publish_root(day=day, at=at)
        if root is None:
            break
        made.append(root)
    return made


def _next_day(at: datetime) -> date | None:
    """The oldest day that is over and has seals which no published root covers."""
    newest = DailyRoot.objects.first()
    first = Seal.objects.filter(number__gt=newest.seal_id if newest else 0).first()
    if first is None:
        return None
    day = first.sealed_at.astimezone(UTC).date()
    if newest is not None:
        day = max(day, newest.day + timedelta(days=1))  # also where a clock was set back
    return day if _end_of(day) <= at else None


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), UTC)
