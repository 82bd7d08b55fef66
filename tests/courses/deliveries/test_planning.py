"""The pages of deliveries: planned, listed, opened, changed; what each shows and to whom."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.deliveries.actions import add_session, cancel_delivery, name_coordinator
from courses.deliveries.models import Delivery
from tests.factories.counts import project
from tests.factories.courses import AT, programme_page
from tests.factories.deliveries import (
    FIRST_DAY,
    participant,
    template_of,
    timetable,
    trainer_of,
    training,
)
from tests.factories.people import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db
LIST = reverse("deliveries:deliveries")


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def page_of(delivery, name="delivery"):
    return reverse(f"deliveries:{name}", args=[delivery.uid])


def planned(**changes):
    return {
        "title": "Training in Tunis",
        "week_1": "2026-03-23",
        "zone": "Europe/Madrid",
        "language": "es",
        "capacity": "12",
        "attendance_percent": "75.5",
        "venue": "Town hall",
        **changes,
    }


@pytest.fixture
def administrator():
    return PersonFactory(roles=["administrator"])


def test_an_instructor_plans_from_a_template_and_leads_every_session(client_of):
    template = template_of()
    trainer = trainer_of(template.programme)
    host = OrganisationFactory(name="Leather cluster", country="ES")
    OrganisationFactory(name="Leather cluster", country="PT")
    client = client_of(trainer)
    address = reverse("deliveries:plan", args=[template.code])
    assert template.title in text_of(client.get(reverse("deliveries:templates")))
    unclear = client.post(address, planned(host="leather cluster"))
    assert unclear.status_code == 422
    assert "add the country" in text_of(unclear)
    assert 'value="Training in Tunis"' in text_of(unclear)
    client.post(address, planned(host="Leather cluster (ES)"))
    delivery = Delivery.objects.get()
    assert (delivery.host, delivery.language, delivery.capacity) == (host, "es", 12)
    assert delivery.sessions.count() == 5
    for session in delivery.sessions.all():
        assert [(role.person, role.role) for role in session.roles.all()] == [(trainer, "lead")]
    shown = text_of(client.get(page_of(delivery)))
    assert "75.5 per cent" in shown
    assert "Mon 23 Mar, 09:00</time>–10:00" in shown


def test_weeks_follow_one_another_or_nothing_is_planned(client_of, administrator):
    weeks = timetable() | {"weeks": ["First", "Second"]}
    template = template_of(timetable=weeks)
    answer = client_of(administrator).post(
        reverse("deliveries:plan", args=[template.code]), planned(week_2="2026-03-23")
    )
    assert answer.status_code == 422
    assert "must begin after the one before" in text_of(answer)
    assert not Delivery.objects.exists()


def test_an_administrator_names_the_lead_and_may_plan_a_cohort(client_of, administrator):
    template = template_of(kind="cohort")
    lead = PersonFactory()
    address = reverse("deliveries:plan", args=[template.code])
    client = client_of(administrator)
    assert "Nobody on record" in text_of(client.post(address, planned(lead="nobody@example.org")))
    client.post(address, planned(lead=lead.email.upper()))
    assert {
        role.person for each in Delivery.objects.get().sessions.all() for role in each.roles.all()
    } == {lead}


def test_a_template_that_is_not_mine_to_plan_from_is_not_found(client_of):
    mine, cohort = template_of(), template_of(kind="cohort")
    client = client_of(trainer_of(mine.programme))
    assert client.get(reverse("deliveries:plan", args=[cohort.code])).status_code == 404


def test_the_list_shows_mine_by_state_and_part(client_of, administrator):
    person = PersonFactory()
    taught = training(title="Taught", lead=person, is_open=False, by=administrator)
    joined = training(title="Joined", by=administrator)
    participant(joined, person)
    training(title="Of others", by=administrator)
    client = client_of(person)
    shown = text_of(client.get(LIST))
    assert "Taught" in shown
    assert "Joined" in shown
    assert "Of others" not in shown
    assert "Taught" not in text_of(client.get(LIST, {"part": "participant"}))
    assert "Joined" not in text_of(client.get(LIST, {"state": "planned"}))
    assert "Joined" in text_of(client.get(LIST, {"state": "running"}))
    assert "No delivery fits" in text_of(client.get(LIST, {"state": "closed"}))
    cancel_delivery(delivery=taught, reason="Ill", by=administrator, at=AT)
    assert "Taught" in text_of(client.get(LIST, {"state": "cancelled", "part": "trainer"}))


def test_r13_a_coordinator_sees_the_deliveries_of_the_project(client_of, administrator):
    grant, person = project("P1", date(2026, 1, 1), date(2027, 1, 1)), PersonFactory()
    name_coordinator(project=grant, person=person, by=None, at=AT)
    delivery = training(title="Paid", project=grant, by=administrator)
    client = client_of(person)
    assert "Paid" in text_of(client.get(LIST, {"part": "coordinator"}))
    assert client.get(page_of(delivery)).status_code == 200
    assert client.get(page_of(delivery, "change")).status_code == 404


def test_queries_do_not_grow_with_deliveries_sessions_or_roles(
    client_of, administrator, django_assert_max_num_queries
):
    programme = programme_page()
    client = client_of(administrator)
    training(programme=programme, lead=trainer_of(programme), by=administrator, sessions=1)
    client.get(LIST)
    with django_assert_max_num_queries(12) as few:
        client.get(LIST)
    delivery = Delivery.objects.get()
    with django_assert_max_num_queries(25) as one:
        client.get(page_of(delivery))
    template = delivery.template
    for number in range(29):
        training(template=template, by=administrator, title=f"Number {number}")
    for number in range(29):
        add_session(
            delivery=delivery,
            title=f"Further {number}",
            starts_at=AT + timedelta(days=number),
            minutes=60,
            module=delivery.modules.get().module,
            by=administrator,
            at=AT,
        )
    with django_assert_max_num_queries(len(few)):
        client.get(LIST)
    with django_assert_max_num_queries(len(one)):
        client.get(page_of(delivery))


def test_r31_the_right_is_judged_on_the_day_of_each_session(client_of, administrator):
    programme = programme_page()
    trainer = trainer_of(programme, through=FIRST_DAY + timedelta(days=1))
    other = trainer_of(programme, person=PersonFactory(last_name="Helpful"))
    delivery = training(programme=programme, lead=trainer, by=administrator)
    shown = text_of(client_of(trainer).get(page_of(delivery)))
    assert "3 sessions have nobody with the right to teach them" in shown
    assert "the right ended on 2026-03-10" in shown
    third = delivery.sessions.all()[2]
    session = text_of(client_of(administrator).get(reverse("deliveries:session", args=[third.uid])))
    assert "Without the right that day:" in session
    assert f"give {other} a role" in session
    seat = participant(delivery)
    own = text_of(client_of(seat.person).get(page_of(delivery)))
    assert "the right ended" not in own
    assert "nobody with the right" not in own


def test_a_session_is_added_moved_and_cancelled_on_the_clocks_of_the_place(
    client_of, administrator
):
    delivery = training(by=administrator)
    client = client_of(administrator)
    said = {
        "title": "Night visit",
        "day": "2026-03-28",
        "start": "23:30",
        "minutes": "240",
        "zone": "Europe/Madrid",
        "week": "1",
        "is_mandatory": "on",
        "module": "M1",
    }
    client.post(page_of(delivery, "add_session"), said)
    added = delivery.sessions.get(title="Night visit")
    assert added.starts_at.isoformat() == "2026-03-28T22:30:00+00:00"
    address = reverse("deliveries:session", args=[added.uid])
    # Four hours over the night in which the clocks go forward: until half past four.
    assert "Saturday 28 March 2026, 23:30</time>–04:30 <span" in text_of(client.get(address))
    form = text_of(client.get(reverse("deliveries:change_session", args=[added.uid])))
    assert 'value="23:30"' in form
    client.post(reverse("deliveries:change_session", args=[added.uid]), said | {"start": "20:00"})
    added.refresh_from_db()
    assert added.starts_at.isoformat() == "2026-03-28T19:00:00+00:00"
    cancel = reverse("deliveries:cancel_session", args=[added.uid])
    assert client.post(cancel, {"reason": ""}).status_code == 422
    client.post(cancel, {"reason": "Snow"})
    assert "cancelled" in text_of(client.get(address))


def test_r27_a_closed_delivery_takes_a_session_only_with_a_reason_and_shows_it(
    client_of, administrator
):
    delivery = training(by=administrator)
    Delivery.objects.filter(pk=delivery.pk).update(closed_at=AT + timedelta(days=90))
    client = client_of(administrator)
    said = {
        "title": "Forgotten",
        "day": date(2026, 3, 10).isoformat(),
        "start": "15:00",
        "minutes": "60",
        "zone": "Europe/Madrid",
        "week": "1",
    }
    assert client.post(page_of(delivery, "add_session"), said).status_code == 422
    client.post(page_of(delivery, "add_session"), said | {"reason": "The list came late."})
    assert "The list came late." in text_of(client.get(page_of(delivery)))


def test_who_leads_opens_changes_and_cancels_with_a_reason(client_of):
    trainer = PersonFactory()
    delivery = training(lead=trainer, is_open=False)
    client = client_of(trainer)
    client.post(page_of(delivery, "open"))
    delivery.refresh_from_db()
    assert delivery.opened_at <= timezone.now()
    facts = {"title": "Renamed", "language": "fr", "capacity": "8", "lists_lock_after_days": "10"}
    assert client.post(page_of(delivery, "change"), facts | {"capacity": "0"}).status_code == 422
    client.post(page_of(delivery, "change"), facts)
    delivery.refresh_from_db()
    assert (delivery.title, delivery.language, delivery.capacity) == ("Renamed", "fr", 8)
    assert client.post(page_of(delivery, "cancel"), {"reason": " "}).status_code == 422
    client.post(page_of(delivery, "cancel"), {"reason": "Too few people"})
    assert "cancelled" in text_of(client.get(page_of(delivery)))
