"""Attendance entries: appended with source, author and time, and never twice."""

import uuid
from datetime import timedelta

import pytest

from courses.deliveries.actions import cancel_session
from courses.enrolment.actions import Noted, check_in, leave, record_attendance, unlock_list
from courses.enrolment.models import AttendanceEntry
from courses.enrolment.queries import attendances
from courses.enrolment.rules import check_in_code
from lms.errors import Refused
from lms.journal.models import Event
from tests.factories.courses import AT
from tests.factories.deliveries import after, attend, participant, training
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


def refused(code: str):
    return pytest.raises(Refused, check=lambda refusal: refusal.code == code)


@pytest.fixture
def delivery():
    return training()


@pytest.fixture
def place(delivery):
    return participant(delivery)


def test_r62_an_entry_keeps_source_author_and_time(delivery, place):
    session, by = delivery.sessions.first(), delivery.created_by
    entry = attend(session, place, 50, by=by)
    assert (entry.source, entry.recorded_by, entry.minutes) == ("trainer", by, 50)
    assert entry.recorded_at == after(session)
    assert Event.objects.get(name="enrolment.attendance_recorded").subject_id == session.pk


def test_r62_the_same_entry_sent_twice_is_one_and_another_under_its_id_is_refused(delivery, place):
    session, uid = delivery.sessions.first(), uuid.uuid4()
    first = attend(session, place, 50, uid=uid)
    assert attend(session, place, 50, uid=uid) == first
    with refused("id_reused"):
        attend(session, place, 60, uid=uid)
    assert AttendanceEntry.objects.count() == 1


def test_r62_a_correction_is_a_further_row(delivery, place):
    session = delivery.sessions.first()
    attend(session, place, 60)
    attend(session, place, 30, at=after(session) + timedelta(minutes=1))
    assert [entry.minutes for entry in session.attendance.all()] == [60, 30]
    assert attendances(delivery)[place.pk].attended == 30


def test_r6_a_cancelled_session_leaves_the_denominator_and_excused_is_absent(delivery, place):
    first, second, third, fourth, fifth = delivery.sessions.all()
    for session in (first, second, third):
        attend(session, place)
    attend(fourth, place, 0, is_excused=True)
    assert attendances(delivery)[place.pk].percent_shown == 60
    cancel_session(session=fifth, reason="snow", by=PersonFactory(), at=AT)
    assert attendances(delivery)[place.pk].percent_shown == 75


def test_all_entries_or_none(delivery, place):
    session, stranger = delivery.sessions.first(), participant(training())
    noted = [
        Noted(uid=uuid.uuid4(), enrolment=each, minutes=60, made_at=after(session))
        for each in (place, stranger)
    ]
    with refused("no_place"):
        record_attendance(
            session=session, entries=noted, source="trainer", by=None, at=after(session)
        )
    assert not AttendanceEntry.objects.exists()


def test_what_cannot_be_is_refused(delivery, place):
    session = delivery.sessions.first()
    end = after(session)
    with refused("minutes_beyond"):
        attend(session, place, 61)
    with refused("clock_ahead"):
        attend(session, place, made_at=end + timedelta(minutes=11))
    with refused("not_begun"):
        attend(session, place, at=session.starts_at - timedelta(minutes=31))
    with refused("own_attendance"):
        attend(session, place, by=place.person)
    assert not AttendanceEntry.objects.exists()


def test_who_left_keeps_what_they_attended(delivery, place):
    session = delivery.sessions.first()
    leave(enrolment=place, reason="", by=place.person, at=AT)
    assert attend(session, place).minutes == 60
    assert place.pk not in attendances(delivery)


def test_r62_a_list_locks_and_an_administrator_unlocks_it_with_a_reason(delivery, place):
    session = delivery.sessions.first()
    late = session.ends_at + timedelta(days=14)
    attend(session, place, at=late - timedelta(seconds=1))
    with refused("locked"):
        attend(session, place, 30, at=late)
    unlock = {"session": session, "until": late + timedelta(days=2), "at": late}
    with refused("not_allowed"):
        unlock_list(reason="Late list", by=PersonFactory(), **unlock)
    administrator = PersonFactory(roles=["administrator"])
    with refused("reason_missing"):
        unlock_list(reason=" ", by=administrator, **unlock)
    unlock_list(reason="Late list", by=administrator, **unlock)
    assert attend(session, place, 30, at=late).minutes == 30
    with refused("locked"):
        attend(session, place, 20, at=late + timedelta(days=2))


def test_r62_checking_in_with_the_code_on_the_screen(delivery, place):
    session = delivery.sessions.first()
    start = session.starts_at

    def code(at):
        return check_in_code(session.check_in_secret, at)

    with refused("code_old"):
        check_in(
            session=session, person=place.person, code=code(start), at=start + timedelta(minutes=2)
        )
    with refused("no_place"):
        check_in(session=session, person=PersonFactory(), code=code(start), at=start)
    entry = check_in(session=session, person=place.person, code=code(start), at=start)
    assert (entry.minutes, entry.source) == (60, "check-in")
    later = start + timedelta(minutes=30)
    assert check_in(session=session, person=place.person, code=code(later), at=later) == entry


def test_r62_who_comes_late_is_credited_what_is_left(delivery, place):
    session = delivery.sessions.first()
    late = session.starts_at + timedelta(minutes=40)
    code = check_in_code(session.check_in_secret, late)
    assert check_in(session=session, person=place.person, code=code, at=late).minutes == 20
    with refused("over"):
        end = session.ends_at
        check_in(
            session=session,
            person=participant(delivery).person,
            code=check_in_code(session.check_in_secret, end),
            at=end,
        )
