"""The feed: whose it is, what it holds, how it follows changes, and how it is cached."""

from datetime import UTC, date, datetime, timedelta

import pytest
import vobject
from django.urls import reverse

from certification.schemes.actions import install_scheme
from courses.deliveries.actions import (
    cancel_delivery,
    cancel_session,
    change_session,
    end_calendar_feed,
    make_calendar_feed,
)
from courses.deliveries.models import CalendarFeed, Session, SessionRole
from courses.enrolment.models import Enrolment
from courses.fieldwork.actions import change_due_day
from courses.progress.models import ProgrammeCompletion
from lms.journal.models import Event
from tests.factories.certification import scheme_data
from tests.factories.courses import AT, enrolment
from tests.factories.deliveries import participant, template_of, timetable, training
from tests.factories.fieldwork import team_of
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
LINK = "https://meet.example.org/secret"
QUERIES = 13


@pytest.fixture
def lead():
    return PersonFactory()


@pytest.fixture
def delivery(lead):
    return training(lead=lead, online_link=LINK, sessions=2)


def address(person) -> str:
    feed = CalendarFeed.objects.filter(person=person, ended_at__isnull=True).first()
    feed = feed or make_calendar_feed(person=person, by=person, at=AT)
    return reverse("calendar_feed", args=[feed.token])


def events(client, person) -> dict:
    response = client.get(address(person))
    assert response.status_code == 200
    calendar = vobject.readOne(response.content.decode())
    return {each.uid.value: each for each in getattr(calendar, "vevent_list", [])}


def event_of(client, person, session):
    return events(client, person)[f"session-{session.uid}@cascade"]


def test_sessions_are_there_for_a_participant_and_for_who_has_a_role(client, delivery, lead):
    place = participant(delivery)
    for person, said in ((place.person, "You take part."), (lead, "Your role: lead")):
        found = events(client, person)
        assert len(found) == 2
        assert all(said in each.description.value for each in found.values())
        assert all(LINK in each.description.value for each in found.values())


@pytest.mark.parametrize("kind", ["applied", "waiting", "invited", "declined", "left"])
def test_who_has_no_place_has_nothing_in_it(client, delivery, kind):
    person = participant(delivery, kind=kind).person
    assert events(client, person) == {}


def test_a_role_that_ended_takes_its_session_away(client, delivery, lead):
    SessionRole.objects.filter(session=delivery.sessions.first()).update(ended_at=AT)
    assert len(events(client, lead)) == 1


def test_a_moved_session_keeps_its_uid_and_raises_its_sequence(client, delivery, lead):
    session = delivery.sessions.first()
    before = event_of(client, lead, session)
    later = session.starts_at + timedelta(days=1)
    changed_at = AT + timedelta(hours=1)
    change_session(session=session, starts_at=later, by=lead, at=changed_at)
    after = event_of(client, lead, session)
    assert (before.sequence.value, after.sequence.value) == ("0", "1")
    assert after.dtstart.value.astimezone(UTC) == later
    assert after.last_modified.value == changed_at
    assert len(events(client, lead)) == 2


def test_a_cancelled_session_says_so_with_a_higher_sequence(client, delivery, lead):
    session = delivery.sessions.first()
    cancel_session(session=session, reason="Snow", by=lead, at=AT)
    found = event_of(client, lead, session)
    assert (found.status.value, found.sequence.value) == ("CANCELLED", "1")
    assert found.summary.value.startswith("Cancelled: ")
    assert LINK not in found.description.value
    other = event_of(client, lead, delivery.sessions.last())
    assert (other.status.value, other.sequence.value) == ("CONFIRMED", "0")
    cancel_delivery(delivery=delivery, reason="Nobody came", by=lead, at=AT)
    found = events(client, lead).values()
    assert {each.status.value for each in found} == {"CANCELLED"}
    assert sorted(each.sequence.value for each in found) == ["1", "2"]


def test_due_days_of_a_field_project_are_there_for_members_and_the_tutor(client):
    tutor = PersonFactory()
    team = team_of(tutor=tutor)
    milestone = team.milestones.first()
    member = team.members.first().enrolment.person
    uid = f"milestone-{team.uid}-{milestone.number}@cascade"
    assert events(client, member)[uid].dtstart.value == milestone.due_on
    change_due_day(milestone=milestone, due_on=date(2026, 6, 1), by=tutor, at=AT)
    for person in (member, tutor):
        found = events(client, person)[uid]
        assert (found.dtstart.value, found.sequence.value) == (date(2026, 6, 1), "1")
    assert uid not in events(client, PersonFactory())


def test_the_closing_of_a_test_is_a_deadline(client, delivery):
    place = participant(delivery)
    module = delivery.modules.get().module
    design = module.assessment.design
    closes_at = datetime(2026, 4, 1, 20, tzinfo=UTC)
    type(design).objects.filter(pk=design.pk).update(closes_at=closes_at)
    found = events(client, place.person)[f"test-{module.assessment.code}@cascade"]
    assert found.dtstart.value.astimezone(UTC) == closes_at
    assert f"test-{module.assessment.code}@cascade" not in events(client, PersonFactory())


def test_r38_the_last_day_for_what_a_certificate_asks_is_a_deadline(client, delivery):
    programme = delivery.programme
    data = scheme_data(programme, ["M1"])
    data["versions"][0]["certificate_types"] = [
        {
            "code": "instructor",
            "title": "Instructor",
            "statement": "may teach.",
            "scope": "programme",
            "for_role": "instructor",
            "requirements": [
                {"kind": "programme_completed"},
                {"kind": "deliveries_given", "parameters": {"deadline_months": 24}},
            ],
        }
    ]
    install_scheme(data=data, by=None, at=AT)
    place = participant(delivery)
    ProgrammeCompletion.objects.create(
        enrolment=enrolment(
            programme=programme, person=place.person, role=Enrolment.Role.INSTRUCTOR
        ),
        completed_at=AT,
        recorded_at=AT,
    )
    uid = f"way-{programme.code}-instructor-{{}}@cascade"
    found = events(client, place.person)[uid.format(place.person.public_id)]
    assert found.dtstart.value == date(2028, 3, 2)
    assert "1 more closed training is needed." in found.description.value
    other = participant(delivery).person
    assert uid.format(other.public_id) not in events(client, other)


def test_a_new_address_kills_the_old_one(client, client_of, lead):
    old = address(lead)
    signed_in = client_of(lead)
    page = signed_in.get(reverse("portal:calendar")).content.decode()
    assert f"webcal://127.0.0.1:8000{old}" in page
    signed_in.post(reverse("portal:new_calendar"))
    new = address(lead)
    client.logout()
    assert new != old
    assert (client.get(old).status_code, client.get(new).status_code) == (404, 200)
    end_calendar_feed(person=lead, by=lead, at=AT)
    assert end_calendar_feed(person=lead, by=lead, at=AT) is None
    assert client.get(new).status_code == 404
    token = new.rsplit("/", 1)[-1].removesuffix(".ics")
    assert not any(token in str(each.payload) for each in Event.objects.all())


def test_somebody_whose_account_is_closed_has_no_calendar(client, lead):
    found = address(lead)
    type(lead).objects.filter(pk=lead.pk).update(is_active=False)
    assert client.get(found).status_code == 404


def test_it_is_not_sent_again_until_something_changes(client, delivery, lead):
    found = address(lead)
    first = client.get(found)
    assert first["Cache-Control"] == "private, no-cache"
    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    known = {"If-None-Match": first["ETag"]}
    since = {"If-Modified-Since": first["Last-Modified"]}
    assert client.get(found, headers=known).status_code == 304
    assert client.get(found, headers=since).status_code == 304
    SessionRole.objects.filter(session=delivery.sessions.first()).update(ended_at=AT)
    assert client.get(found, headers=since).status_code == 200
    assert client.get(found, headers=known).status_code == 200


def test_a_thousand_sessions_take_the_same_queries_as_one(client, django_assert_num_queries, lead):
    hours = [(day, f"{hour:02}:00") for day in range(1, 8) for hour in range(7, 22)]
    sessions = [
        {"week": week, "day": day, "start": start, "minutes": 30, "title": f"{week} {day} {start}"}
        for week in range(1, 4)
        for day, start in hours[:100]
    ][:250]
    table = timetable() | {"weeks": ["1", "2", "3"], "sessions": sessions}
    first_days = [date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 16)]
    training(lead=lead, sessions=1)
    found = address(lead)
    with django_assert_num_queries(QUERIES):
        client.get(found)
    template = template_of(timetable=table)
    for _ in range(4):
        training(lead=lead, template=template, first_days=first_days)
    assert Session.objects.count() == 1001
    with django_assert_num_queries(QUERIES):
        assert client.get(found).content.count(b"BEGIN:VEVENT") == 1001
