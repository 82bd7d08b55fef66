"""The calendar of a delivery and one's own, and the evaluation of a delivery, in both widths."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from courses.deliveries.actions import cancel_session, make_calendar_feed
from courses.deliveries.models import Session
from courses.evaluation.actions import ask_participants, pair_tests, plan_session_survey
from tests.factories.courses import AT, modules_of, programme_page, true_or_false_assessment
from tests.factories.deliveries import participant, training
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.browser


def test_a_participant_reads_the_calendar_and_makes_a_secret_address(
    page, live_server, sign_in, looks_right
):
    lead = PersonFactory()
    fields = {"venue": "Chamber of Commerce", "online_link": "https://meet.example.org/7"}
    delivery = training(lead=lead, first_days=[date(2026, 3, 27)], **fields)
    place = participant(delivery)
    night, other = delivery.sessions.all()[2:4]
    Session.objects.filter(pk=night.pk).update(
        starts_at=night.starts_at.replace(hour=21), minutes=240
    )
    cancel_session(session=other, reason="Snow", by=lead, at=AT)
    sign_in(place.person)
    calendar = reverse("deliveries:calendar", args=[delivery.uid])
    looks_right({"calendar": calendar, "no-address": reverse("portal:calendar")})
    page.goto(live_server.url + calendar)
    expect(page.get_by_text("(Mon 30 Mar)")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="Take part online").first).to_be_hidden()
    page.emulate_media(media="screen")
    page.get_by_role("link", name="My calendar").click()
    page.get_by_role("button", name="Make my address").click()
    address = page.get_by_label("Or copy the address").input_value()
    assert page.request.get(address).text().count("BEGIN:VEVENT") == 5
    page.get_by_role("button", name="Make a new address").click()
    assert page.request.get(address).status == 404
    make_calendar_feed(person=place.person, by=place.person, at=AT)
    looks_right({"my-calendar": reverse("portal:calendar")})


def test_the_evaluation_of_a_delivery_fits_participants_and_trainers(sign_in, looks_right):
    programme = programme_page()
    module = modules_of(programme)[0]
    module.practice = true_or_false_assessment(purpose="formative", attempts_max=9)
    module.save()
    lead, now = PersonFactory(), timezone.now()
    delivery = training(programme=programme, lead=lead, first_days=[timezone.localdate()])
    pair_tests(delivery=delivery, before=module.practice, after=module.practice, by=lead, at=now)
    session = delivery.sessions.first()
    Session.objects.filter(pk=session.pk).update(starts_at=now, minutes=1)
    session.refresh_from_db()
    survey = plan_session_survey(session=session, by=lead, at=now)
    place = participant(delivery)
    (asked,) = ask_participants(survey=survey, at=session.ends_at)
    pages = {"evaluation": reverse("evaluation:evaluation", args=[delivery.uid])}
    for person in (place.person, lead):
        sign_in(person)
        looks_right(pages | {"survey": reverse("survey", args=[asked.token])})
