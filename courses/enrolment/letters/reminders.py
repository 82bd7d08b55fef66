"""Letters that the clock brings: what begins soon, and lists that are not complete."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import partial

from django.utils.translation import gettext_lazy, ngettext

from courses.deliveries.models import Delivery, Session, SessionRole
from courses.deliveries.rules import lists_lock_at
from courses.enrolment import queries, rules
from courses.enrolment.letters import facts
from courses.enrolment.letters.placeholders import DELIVERY, FIRST, LINK, PLACE
from lms.notifications.actions import write_letters
from lms.notifications.clock import each_by_itself, each_round
from lms.notifications.letters import Letter, Placeholder, Values, address_of, register, written
from lms.people.models import Person

# So far from now sessions are looked at: a reminder in a week names up to two weeks of days.
AHEAD = timedelta(days=rules.REMINDED_BEFORE + 14)
# Before a first day one looks for sessions that it follows.
BEHIND = timedelta(days=2)

SESSION_REMINDER = register(
    Letter(
        code="session_reminder",
        title=gettext_lazy("Reminder a week and a day before sessions"),
        subject=gettext_lazy("{delivery} begins on {day}"),
        body=gettext_lazy("""Dear {name},

“{delivery}” begins on {day}:

{sessions}

Place: {place}

{link}

Cascade
"""),
        placeholders=(
            DELIVERY,
            Placeholder(
                "day", gettext_lazy("The first of the days that follow."), date(2026, 9, 14)
            ),
            Placeholder(
                "sessions",
                gettext_lazy(
                    "The sessions of that day and of the days that follow it, a line for each."
                ),
                gettext_lazy(
                    "Monday 14 September 2026, 09:00 (Africa/Tunis): Strategy of a cluster"
                ),
                has_lines=True,
                is_needed=True,
            ),
            PLACE,
            LINK,
        ),
        may_be_stopped=True,
        may_wait=True,
    )
)

LIST_NOT_COMPLETE = register(
    Letter(
        code="list_not_complete",
        title=gettext_lazy("An attendance list is not complete (to its trainers)"),
        subject=gettext_lazy("Attendance not complete: {delivery}, {day}"),
        body=gettext_lazy("""Dear {name},

these attendance lists of {day} are not complete:

{sessions}

They lock on {locks}. After that an administrator must unlock them, with a reason.
Complete them here:
{link}

Cascade
"""),
        placeholders=(
            DELIVERY,
            Placeholder("day", gettext_lazy("The day of the sessions."), date(2026, 9, 14)),
            Placeholder(
                "sessions",
                gettext_lazy("The sessions, with how many people have no entry, a line for each."),
                gettext_lazy("Strategy of a cluster: 3 people without an entry"),
                has_lines=True,
                is_needed=True,
            ),
            Placeholder("locks", gettext_lazy("When the first of the lists locks."), FIRST),
            LINK,
        ),
        may_wait=True,
    )
)


@each_round("enrolment.remind")
def remind(at: datetime) -> None:
    """A week and a day before each run of days, to who takes part and who has a part in them."""
    soon = _of_open_deliveries(at - BEHIND, at + AHEAD)
    each_by_itself(soon, lambda found: _remind_of(*found, at))


def _of_open_deliveries(from_: datetime, to: datetime) -> list[tuple[Delivery, list[Session]]]:
    sessions = (
        Session.objects.standing()
        .filter(
            starts_at__gte=from_,
            starts_at__lt=to,
            delivery__opened_at__isnull=False,
            delivery__closed_at__isnull=True,
            delivery__cancelled_at__isnull=True,
        )
        .select_related("delivery")
        .order_by("starts_at", "pk")
    )
    by_delivery: dict[Delivery, list[Session]] = defaultdict(list)
    for session in sessions:
        by_delivery[session.delivery].append(session)
    return list(by_delivery.items())


def _remind_of(delivery: Delivery, sessions: Sequence[Session], at: datetime) -> None:
    for first, days in rules.first_days(session.day for session in sessions).items():
        held = [session for session in sessions if session.day in days]
        due = rules.reminder_due(first, facts.in_zone(at, held[0].zone))
        if due:
            _write_reminder(delivery, first, held, due, at)


def _write_reminder(
    delivery: Delivery, first: date, held: Sequence[Session], due: str, at: datetime
) -> None:
    def values() -> Values:
        return {
            "delivery": delivery.title,
            "day": first,
            "sessions": "\n".join(
                f"{written(facts.begins(session))}: {session.title}" for session in held
            ),
            "place": facts.where(held[0].place or delivery.venue, held[0].online_link),
            "link": address_of("deliveries:delivery", delivery.uid),
        }

    own = Session.objects.filter(pk__in=[session.pk for session in held])
    people = queries.concerned(delivery, queries.participants(delivery), sessions=own)
    write_letters(
        letter=SESSION_REMINDER,
        reference=f"{delivery.uid} {first} {due}",
        to=[(person, values) for person in people],
        at=at,
        at_once=due == "day",
    )


@each_round("enrolment.ask_for_lists")
def ask_for_lists(at: datetime) -> None:
    """To the trainers of sessions that are over and whose list is not complete, before it locks (R62)."""
    longest = timedelta(days=1 + max(_lock_days(), default=0))
    over = _of_open_deliveries(at - longest, at)
    each_by_itself(over, lambda found: _ask_for_lists_of(*found, at))


def _lock_days() -> Iterable[int]:
    open_ones = Delivery.objects.standing().filter(closed_at__isnull=True, opened_at__isnull=False)
    return open_ones.order_by().values_list("lists_lock_after_days", flat=True).distinct()


def _ask_for_lists_of(delivery: Delivery, sessions: Sequence[Session], at: datetime) -> None:
    due: dict[tuple[date, str], list[Session]] = defaultdict(list)
    for session in sessions:
        if not session.is_mandatory or session.ends_at > at:
            continue
        locks_at = facts.in_zone(_locks_at(delivery, session), session.zone)
        which = rules.list_letter_due(session.day, locks_at, facts.in_zone(at, session.zone))
        if which:
            due[session.day, which].append(session)
    for (day, which), of_day in due.items():
        _write_about_lists(delivery, day, of_day, which, at)


def _locks_at(delivery: Delivery, session: Session) -> datetime:
    return lists_lock_at(session.ends_at, delivery.lists_lock_after_days)


def _write_about_lists(
    delivery: Delivery, day: date, sessions: Sequence[Session], which: str, at: datetime
) -> None:
    own = Session.objects.filter(pk__in=[session.pk for session in sessions])
    missing = queries.entries_missing(delivery, own)
    roles = SessionRole.objects.teaching().filter(session__in=missing).select_related("person")
    of_trainer: dict[Person, list[Session]] = defaultdict(list)
    by_pk = {session.pk: session for session in sessions}
    for role in roles:
        of_trainer[role.person].append(by_pk[role.session_id])

    def values(taught: Sequence[Session]) -> Values:
        first = min(taught, key=lambda each: _locks_at(delivery, each))
        return {
            "delivery": delivery.title,
            "day": day,
            "sessions": "\n".join(_line(each, missing[each.pk]) for each in taught),
            "locks": facts.in_zone(_locks_at(delivery, first), first.zone),
            "link": address_of("attendance:lists", delivery.uid),
        }

    write_letters(
        letter=LIST_NOT_COMPLETE,
        reference=f"{delivery.uid} {day} {which}",
        to=[(person, partial(values, taught)) for person, taught in of_trainer.items()],
        at=at,
        at_once=which == "last",
    )


def _line(session: Session, missing: int) -> str:
    sentence = ngettext(
        "%(session)s: one person without an entry",
        "%(session)s: %(number)s people without an entry",
        missing,
    )
    return sentence % {"session": session.title, "number": missing}
