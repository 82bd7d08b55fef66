"""Tells who takes part, and who teaches, what has changed in a delivery."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from courses.deliveries.models import Delivery, Session
from courses.enrolment import queries
from courses.enrolment.letters import facts
from courses.enrolment.letters.placeholders import BEGINS, DELIVERY, FIRST, LINK, PLACE, REASON
from lms.journal.models import Event
from lms.notifications.actions import write_letters
from lms.notifications.letters import Letter, Placeholder, Values, address_of, register, written
from lms.people.models import Person

# Sooner than this a change cannot wait for the digest.
SOON = timedelta(days=2)

SESSION = Placeholder(
    "session", gettext_lazy("Title of the session."), gettext_lazy("Strategy of a cluster")
)
CHANGE = Placeholder(
    "change",
    gettext_lazy("What is different, a line for each thing."),
    gettext_lazy(
        "New time: Monday 14 September 2026, 10:00. Before: Monday 14 September 2026, 09:00."
    ),
    has_lines=True,
    is_needed=True,
)

SESSION_CHANGED = register(
    Letter(
        code="session_changed",
        title=gettext_lazy("A session is moved, changed or new"),
        subject=gettext_lazy("Changed: {session}, {delivery}"),
        body=gettext_lazy("""Dear {name},

something has changed in “{delivery}”.

{session}
{change}

Begins: {begins}
Place: {place}

{link}

Cascade
"""),
        placeholders=(
            DELIVERY,
            SESSION,
            CHANGE,
            Placeholder(
                "begins",
                gettext_lazy("When the session begins now, in the time of its place."),
                FIRST,
            ),
            Placeholder("place", gettext_lazy("Where the session is held now."), PLACE.example),
            LINK,
        ),
        may_wait=True,
    )
)

SESSION_CANCELLED = register(
    Letter(
        code="session_cancelled",
        title=gettext_lazy("A session is cancelled"),
        subject=gettext_lazy("Cancelled: {session}, {delivery}"),
        body=gettext_lazy("""Dear {name},

the session “{session}” of “{delivery}” on {begins} is cancelled. You need not make up for it.

{reason}

What else is planned: {link}

Cascade
"""),
        placeholders=(
            DELIVERY,
            SESSION,
            Placeholder("begins", gettext_lazy("When the session would have begun."), FIRST),
            REASON,
            LINK,
        ),
        may_wait=True,
    )
)

DELIVERY_CHANGED = register(
    Letter(
        code="delivery_changed",
        title=gettext_lazy("The place of a delivery has changed"),
        subject=gettext_lazy("Changed: {delivery}"),
        body=gettext_lazy("""Dear {name},

something has changed in “{delivery}”.

{change}

{link}

Cascade
"""),
        placeholders=(DELIVERY, CHANGE, LINK),
        may_wait=True,
    )
)

DELIVERY_CANCELLED = register(
    Letter(
        code="delivery_cancelled",
        title=gettext_lazy("A delivery is cancelled"),
        subject=gettext_lazy("Cancelled: {delivery}"),
        body=gettext_lazy("""Dear {name},

“{delivery}”, which was to begin on {begins}, is cancelled.

{reason}

{link}

Cascade
"""),
        placeholders=(DELIVERY, BEGINS, REASON, LINK),
    )
)


def tell_session(event: Event) -> None:
    """Moved or changed in what matters to who comes; each change is told once, by its event."""
    session = _session(event)
    before = event.payload.get("before", {})
    if event.name == "deliveries.session_changed" and not changes_of(session, before):
        return
    was = datetime.fromisoformat(before["starts_at"]) if "starts_at" in before else None
    _tell_about(
        event,
        session,
        SESSION_CHANGED,
        earliest=min(filter(None, (was, session.starts_at))),
        latest=max(filter(None, (was, session.starts_at))),
        values=lambda: {
            "delivery": session.delivery.title,
            "session": session.title,
            "change": "\n".join(changes_of(session, before)) or _("This session is new."),
            "begins": facts.begins(session),
            "place": facts.where(session.place, session.online_link),
            "link": address_of("deliveries:session", session.uid),
        },
    )


def tell_session_cancelled(event: Event) -> None:
    session = _session(event)
    _tell_about(
        event,
        session,
        SESSION_CANCELLED,
        earliest=session.starts_at,
        latest=session.starts_at,
        values=lambda: {
            "delivery": session.delivery.title,
            "session": session.title,
            "begins": facts.begins(session),
            "reason": event.payload.get("reason", ""),
            "link": address_of("deliveries:delivery", session.delivery.uid),
        },
    )


def tell_delivery(event: Event) -> None:
    """A new venue, or another link for taking part online."""
    delivery = Delivery.objects.get(pk=event.subject_id)
    before = event.payload.get("before", {})
    if not _place_changes(delivery.venue, before, "venue") or facts.is_over(delivery, event.at):
        return
    if delivery.opened_at is None:
        return
    first = delivery.sessions.standing().filter(starts_at__gt=event.at).first()
    _write(
        event,
        DELIVERY_CHANGED,
        queries.concerned(delivery, queries.participants(delivery)),
        at_once=first is not None and first.starts_at < event.at + SOON,
        values=lambda: {
            "delivery": delivery.title,
            "change": "\n".join(_place_changes(delivery.venue, before, "venue")),
            "link": address_of("deliveries:delivery", delivery.uid),
        },
    )


def tell_delivery_cancelled(event: Event) -> None:
    """To everybody whose place is not over, those who wait for one, and who would have taught."""
    delivery = Delivery.objects.get(pk=event.subject_id)
    if facts.is_over(delivery, event.at):
        return
    _write(
        event,
        DELIVERY_CANCELLED,
        queries.concerned(delivery, queries.places_not_over(delivery)),
        values=lambda: {
            **facts.named(delivery, "begins"),
            "reason": event.payload.get("reason", ""),
            "link": address_of("deliveries:delivery", delivery.uid),
        },
    )


def changes_of(session: Session, before: dict[str, str]) -> list[str]:
    """A sentence for each thing that matters to who comes; none for a new title."""
    found = []
    if "starts_at" in before or "zone" in before:
        was = datetime.fromisoformat(before.get("starts_at", str(session.starts_at)))
        said = {
            "new": written(facts.begins(session)),
            "old": written(facts.in_zone(was, before.get("zone", session.zone))),
        }
        found.append(_("New time: %(new)s. Before: %(old)s.") % said)
    if "minutes" in before:
        said = {"new": str(session.minutes), "old": before["minutes"]}
        found.append(_("It lasts %(new)s minutes; before: %(old)s.") % said)
    found += _place_changes(session.place, before, "place")
    if "is_mandatory" in before:
        mandatory = _("It is mandatory now: it counts for your attendance.")
        voluntary = _("It is voluntary now: it no longer counts for your attendance.")
        found.append(mandatory if session.is_mandatory else voluntary)
    return found


def _place_changes(place: str, before: dict[str, str], field: str) -> list[str]:
    found = []
    if field in before:
        said = {"new": place or _("none"), "old": before[field] or _("none")}
        found.append(_("New place: %(new)s. Before: %(old)s.") % said)
    if "online_link" in before:
        found.append(_("The link for taking part online has changed; see the page below."))
    return found


def _session(event: Event) -> Session:
    return Session.objects.select_related("delivery").get(pk=event.subject_id)


def _tell_about(
    event: Event,
    session: Session,
    letter: Letter,
    *,
    earliest: datetime,
    latest: datetime,
    values: Callable[[], Values],
) -> None:
    delivery = session.delivery
    if delivery.opened_at is None or latest <= event.at:
        return
    own = Session.objects.filter(pk=session.pk)
    _write(
        event,
        letter,
        queries.concerned(delivery, queries.participants(delivery), sessions=own),
        at_once=earliest < event.at + SOON,
        values=values,
    )


def _write(
    event: Event,
    letter: Letter,
    people: Sequence[Person],
    *,
    values: Callable[[], Values],
    at_once: bool = False,
) -> None:
    """To everybody but who did it; the event is the reference, so two changes are two letters."""
    said: dict[str, Values] = {}

    def in_language() -> Values:
        """Put together once for all who read the same language."""
        language = get_language() or ""
        if language not in said:
            said[language] = values()
        return said[language]

    write_letters(
        letter=letter,
        reference=f"event {event.pk}",
        to=[(person, in_language) for person in people if person.pk != event.by_id],
        at=event.at,
        at_once=at_once,
    )
