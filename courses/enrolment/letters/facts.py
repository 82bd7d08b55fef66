"""What letters say of a delivery, in the time of the place where it is held."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from courses.deliveries.models import Delivery, Session
from lms.notifications.letters import Value


def in_zone(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone))


def begins(session: Session) -> datetime:
    return in_zone(session.starts_at, session.zone)


def where(place: str, online_link: str) -> str:
    """The link for taking part online stays on the page, where only those with a place see it."""
    online = _("online, with the link on the page below") if online_link else ""
    return "; ".join(each for each in (place, online) if each) or _("see the page below")


def named(delivery: Delivery, *codes: str) -> dict[str, Value]:
    """The values of these placeholders, with one query at most."""
    values: dict[str, Value] = {"delivery": delivery.title}
    if "begins" in codes:
        first = delivery.sessions.standing().first()
        values["begins"] = begins(first) if first else _("not planned yet")
    if "place" in codes:
        values["place"] = where(delivery.venue, delivery.online_link)
    return values


def is_over(delivery: Delivery, at: datetime) -> bool:
    """Nobody is told about a delivery that had ended, which is put on record afterwards."""
    last = delivery.sessions.standing().last()
    return last is not None and last.ends_at <= at
