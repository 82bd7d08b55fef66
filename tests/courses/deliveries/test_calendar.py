"""The calendar of a delivery, and who is told the link for taking part online."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from courses.deliveries.days import months_of
from courses.deliveries.models import Session
from courses.deliveries.queries import sees_link
from tests.factories.deliveries import participant, training
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
LINK = "https://meet.example.org/secret"
QUERIES = 7


def hold(session: Session, starts: datetime, **fields) -> None:
    Session.objects.filter(pk=session.pk).update(starts_at=starts.astimezone(UTC), **fields)


def test_sessions_stand_on_the_day_of_the_delivery_whatever_their_own_zone():
    delivery = training(sessions=3)
    one, other, last = delivery.sessions.all()
    madrid, tunis = ZoneInfo("Europe/Madrid"), "Africa/Tunis"
    hold(one, datetime(2026, 3, 31, 22, 30, tzinfo=madrid), minutes=120)
    hold(other, datetime(2026, 3, 31, 23, 30, tzinfo=ZoneInfo(tunis)), zone=tunis)
    hold(last, datetime(2026, 4, 1, 9, tzinfo=madrid))
    march, april = months_of(delivery)
    assert [(day.on.day, len(day.held)) for day in march.days] == [(31, 1)]
    assert [(day.on.day, len(day.held)) for day in april.days] == [(1, 2)]
    (night,) = march.days[0].held
    assert (night.ends_on_another_day, night.is_elsewhere) == (True, False)
    assert april.days[0].held[0].is_elsewhere


def test_the_page_shows_the_time_of_the_place_and_what_is_cancelled(client_of):
    delivery = training(sessions=1, zone="Asia/Tokyo")
    session = delivery.sessions.get()
    hold(session, datetime(2026, 3, 9, 23, tzinfo=ZoneInfo("Asia/Tokyo")), minutes=90)
    client = client_of(participant(delivery).person)
    page = client.get(reverse("deliveries:calendar", args=[delivery.uid])).content.decode()
    assert ">23:00</time>" in page
    assert "(Tue 10 Mar)" in page
    for name, uid in (("delivery", delivery.uid), ("session", session.uid)):
        shown = client.get(reverse(f"deliveries:{name}", args=[uid])).content.decode()
        assert "23:00" in shown
    Session.objects.update(cancelled_at=session.starts_at)
    page = client.get(reverse("deliveries:calendar", args=[delivery.uid])).content.decode()
    assert "cancelled" in page


def test_queries_do_not_grow_with_sessions(client_of, django_assert_num_queries):
    person = PersonFactory(roles=["administrator"])
    client = client_of(person)
    for sessions in (1, 7):
        delivery = training(sessions=sessions)
        client.get(reverse("deliveries:calendar", args=[delivery.uid]))
        with django_assert_num_queries(QUERIES):
            client.get(reverse("deliveries:calendar", args=[delivery.uid]))


@pytest.mark.parametrize(
    ("kind", "sees"),
    [
        ("invited", False),
        ("applied", False),
        ("waiting", False),
        ("enrolled", True),
        ("declined", False),
        ("left", False),
    ],
)
def test_the_online_link_is_for_who_has_a_place(client_of, kind, sees):
    delivery = training(online_link=LINK)
    person = participant(delivery, kind=kind).person
    client = client_of(person)
    session = delivery.sessions.first()
    for name, uid in (
        ("delivery", delivery.uid),
        ("calendar", delivery.uid),
        ("session", session.uid),
    ):
        page = client.get(reverse(f"deliveries:{name}", args=[uid]))
        assert page.status_code == 200
        assert (LINK in page.content.decode()) is sees, name


def test_the_online_link_is_for_who_works_in_it_or_runs_it():
    lead = PersonFactory()
    delivery = training(online_link=LINK, lead=lead)
    assert sees_link(lead, delivery)
    assert sees_link(delivery.created_by, delivery)
    assert not sees_link(PersonFactory(roles=["coordinator"]), delivery)
