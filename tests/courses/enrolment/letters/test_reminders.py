"""The clock reminds and asks for lists, once, by the days and hours of the place."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st

from courses.deliveries.actions import cancel_delivery, change_session
from courses.enrolment import rules
from courses.enrolment.actions import leave
from courses.enrolment.letters import reminders as module
from courses.enrolment.letters.reminders import ask_for_lists, remind
from courses.enrolment.models import Enrolment
from lms.notifications.models import Notification
from tests.factories.courses import AT
from tests.factories.deliveries import FIRST_DAY, attend, participant, training
from tests.factories.people import PersonFactory

DAY = timedelta(days=1)
MADRID, APIA = "Europe/Madrid", "Pacific/Apia"


def at(days: int, hour: int = 9, *, zone: str = MADRID) -> datetime:
    """So many days from the first day, at an hour of the place."""
    local = datetime.combine(FIRST_DAY + days * DAY, time(hour), tzinfo=ZoneInfo(zone))
    return local.astimezone(UTC)


# Rules


@given(st.sets(st.dates(date(2026, 1, 1), date(2026, 2, 28))))
def test_days_that_follow_one_another_are_one_run(days):
    runs = rules.first_days(days)
    assert sorted(day for run in runs.values() for day in run) == sorted(days)
    for first, run in runs.items():
        assert first - DAY not in days and run[-1] + DAY not in days
        assert run == [first + number * DAY for number in range(len(run))]


@pytest.mark.parametrize(
    ("days", "hour", "due"),
    [
        (-8, 9, ""),
        (-7, 5, ""),
        (-7, 6, "week"),
        (-5, 23, "week"),
        (-4, 9, ""),
        (-2, 9, ""),
        (-1, 5, ""),
        (-1, 6, "day"),
        (0, 9, ""),
        (1, 9, ""),
    ],
)
def test_a_reminder_is_due_a_week_and_a_day_before_by_day(days, hour, due):
    now = datetime.combine(FIRST_DAY + days * DAY, time(hour))
    assert rules.reminder_due(FIRST_DAY, now) == due


@pytest.mark.parametrize(
    ("lock_after", "days", "hour", "due"),
    [
        (14, 0, 20, ""),
        (14, 1, 5, ""),
        (14, 1, 6, "first"),
        (14, 3, 9, "first"),
        (14, 4, 9, ""),
        (14, 12, 9, "last"),
        (14, 14, 9, "last"),
        (14, 14, 10, ""),
        (1, 1, 6, "last"),
        (0, 1, 6, ""),
    ],
)
def test_r62_a_list_is_asked_for_soon_after_it_and_just_before_it_locks(
    lock_after, days, hour, due
):
    ends_at = datetime.combine(FIRST_DAY, time(10))
    now = datetime.combine(FIRST_DAY + days * DAY, time(hour))
    assert rules.list_letter_due(FIRST_DAY, ends_at + lock_after * DAY, now) == due


# Reminders


@pytest.fixture
def lead():
    return PersonFactory()


@pytest.fixture
def delivery(db, lead):
    """Three days in a row with a session each."""
    return training(lead=lead, sessions=3, venue="House of Industry")


@pytest.fixture
def place(delivery):
    return participant(delivery)


def reminders(person=None):
    found = Notification.objects.filter(kind="session_reminder").order_by("pk")
    return found.filter(person=person) if person else found


def test_one_reminder_a_week_and_one_a_day_before_however_often_one_looks(
    delivery, place, lead, deliver_all
):
    for days in range(-10, 4):
        for hour in (0, 6, 12, 23):
            remind(at(days, hour))
    for person in (place.person, lead):
        week, day = reminders(person)
        assert week.written_at == at(-7, 6) and week.state == Notification.State.WAITING
        assert day.written_at == at(-1, 6) and day.state == Notification.State.TO_SEND
    assert "begins on Monday 9 March 2026" in week.subject
    assert "Monday 9 March 2026, 09:00 (Europe/Madrid): Session 1\n" in week.body
    assert "Wednesday 11 March 2026, 09:00 (Europe/Madrid): Session 3\n" in week.body


def test_a_later_week_is_reminded_of_by_itself(delivery, place):
    last = delivery.sessions.last()
    change_session(session=last, starts_at=last.starts_at + 5 * DAY, by=delivery.created_by, at=AT)
    for days in range(-8, 10):
        remind(at(days))
    assert [each.reference.split(" ", 1)[1] for each in reminders(place.person)] == [
        "2026-03-09 week",
        "2026-03-09 day",
        "2026-03-16 week",
        "2026-03-16 day",
    ]


def test_a_moved_day_is_reminded_of_again(delivery, place):
    remind(at(-7))
    for session in delivery.sessions.all():
        change_session(
            session=session, starts_at=session.starts_at + 7 * DAY, by=delivery.created_by, at=AT
        )
    remind(at(0))
    assert reminders(place.person).count() == 2


def test_it_is_morning_where_it_is_held(db):
    far = training(zone=APIA, sessions=1)
    person = participant(far).person
    remind(at(-1, 5, zone=APIA))
    assert not reminders(person).exists()
    remind(at(-1, 6, zone=APIA))
    letter = reminders(person).get()
    assert "Monday 9 March 2026, 09:00 (Pacific/Apia)" in letter.body


def test_the_clocks_change_between_the_reminder_and_the_day(db):
    spring = training(first_days=[date(2026, 3, 29)], sessions=1)
    person = participant(spring).person
    remind(datetime(2026, 3, 28, 4, 59, tzinfo=UTC))
    assert not reminders(person).exists()
    remind(datetime(2026, 3, 28, 5, tzinfo=UTC))
    assert "Sunday 29 March 2026, 09:00 (Europe/Madrid)" in reminders(person).get().body


def test_nobody_is_reminded_of_what_is_cancelled_or_not_open_or_left(delivery, place):
    gone = participant(delivery)
    leave(enrolment=gone, reason="No time.", by=gone.person, at=AT)
    waits = participant(delivery, kind="applied")
    participant(training(is_open=True)).person
    remind(at(-7))
    assert not reminders(gone.person).exists() and not reminders(waits.person).exists()
    Notification.objects.all().delete()
    cancel_delivery(delivery=delivery, reason="No money.", by=delivery.created_by, at=AT)
    remind(at(-1))
    assert not reminders(place.person).exists()


def test_a_demo_person_gets_a_row_only(delivery, deliver_all):
    person = participant(delivery, PersonFactory(is_demo=True)).person
    remind(at(-1))
    deliver_all()
    assert reminders(person).get().state == Notification.State.KEPT
    assert person.email not in [to for message in mail.outbox for to in message.to]


def test_one_delivery_that_fails_keeps_no_other_waiting(delivery, place, monkeypatch, caplog):
    other = participant(training(sessions=1)).person
    real = module._write_reminder

    def breaks(found, *args):
        if found == delivery:
            raise ValueError("something else")
        real(found, *args)

    monkeypatch.setattr(module, "_write_reminder", breaks)
    remind(at(-1))
    assert reminders(other).exists() and not reminders(place.person).exists()
    assert "could not be written" in caplog.text
    monkeypatch.undo()
    remind(at(-1, 10))
    assert reminders(place.person).count() == 1


# Lists


def asked(person):
    return Notification.objects.filter(kind="list_not_complete", person=person).order_by("pk")


def test_r62_trainers_are_asked_for_lists_that_are_not_complete(delivery, place, lead):
    participant(delivery)
    first = delivery.sessions.first()
    attend(first, place)
    for days in range(16):
        for hour in (6, 12):
            ask_for_lists(at(days, hour))
    letters = list(asked(lead))
    assert len(letters) == 6, "Two for each of three days."
    assert (
        letters[0].subject == "Attendance not complete: Training in the region, Monday 9 March 2026"
    )
    assert "Session 1: one person without an entry" in letters[0].body
    assert "They lock on Monday 23 March 2026, 10:00 (Europe/Madrid)" in letters[0].body
    assert "Session 2: 2 people without an entry" in letters[1].body
    states = [each.state for each in letters]
    assert states.count(Notification.State.WAITING) == 3
    assert states.count(Notification.State.TO_SEND) == 3
    assert not asked(place.person).exists()


def test_r62_who_has_completed_the_list_is_asked_nothing(db, lead):
    delivery = training(lead=lead, sessions=2)
    place = participant(delivery)
    first, second = delivery.sessions.all()
    attend(first, place)
    change_session(session=second, is_mandatory=False, by=delivery.created_by, at=AT)
    for days in range(16):
        ask_for_lists(at(days))
    assert not asked(lead).exists()


def test_a_list_without_participants_is_complete(delivery, lead):
    assert not Enrolment.objects.filter(delivery=delivery).exists()
    ask_for_lists(at(1))
    assert not asked(lead).exists()
