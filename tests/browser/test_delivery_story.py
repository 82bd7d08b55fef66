"""The story of a training: planned, filled, held, marked, closed, and what it brought its trainer."""

import io
from datetime import timedelta

import pytest
import zxingcpp
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from courses.deliveries.models import Delivery
from courses.enrolment.queries import state_of
from courses.fieldwork.actions import form_team, hand_in, mark_member, name_assessor
from tests.browser.conftest import picture
from tests.factories.courses import programme_page
from tests.factories.deliveries import attend, participant, template_of, timetable, trainer_of
from tests.factories.fieldwork import declared, points
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.browser
MILESTONE = {"title": "Analysis", "handed_in": "Eight pages.", "before_week": None}


@pytest.fixture
def template():
    with_project = timetable(sessions=2) | {"milestones": [MILESTONE]}
    return template_of(programme_page(with_tests=False), timetable=with_project)


@pytest.fixture
def nora(template):
    return trainer_of(
        template.programme, person=PersonFactory(first_name="Nora", last_name="Lindqvist")
    )


def hours_pass(delivery: Delivery, *hours: float) -> None:
    """Sessions began so many hours ago; a test cannot wait until they are over."""
    for session, ago in zip(delivery.sessions.order_by("pk"), hours, strict=True):
        session.starts_at = timezone.now() - timedelta(hours=ago)
        session.save()


def test_a_training_is_planned_held_and_closed_and_says_what_it_brought(
    page, live_server, sign_in, second_browser, accessible, template, nora
):
    def go(name, *args, on=page):
        on.goto(live_server.url + reverse(name, args=args))

    # Nora makes a training from the template.
    sign_in(nora)
    go("deliveries:plan", template.code)
    page.get_by_label("Title").fill("Clusters in Catalonia")
    page.locator("[name=week_1]").fill(timezone.localdate().isoformat())
    page.get_by_role("button", name="Plan it").click()
    page.get_by_role("button", name="Open for enrolment").click()
    expect(page.get_by_text("people can enrol")).to_be_visible()
    delivery = Delivery.objects.get()
    first, second = delivery.sessions.order_by("starts_at")

    # The second session is a colleague's who does not hold the right to teach it.
    colleague = PersonFactory(first_name="Joan", last_name="Ferrer")
    go("enrolment:roles", delivery.uid)
    page.get_by_label("Person").fill(colleague.email)
    page.get_by_label("Role").select_option("co-trainer")
    page.get_by_label(second.title).last.check()
    page.get_by_role("button", name="Give it").click()
    own = page.locator("section.card").filter(has_text="Nora Lindqvist")
    own.get_by_text("End this role").click()
    own.get_by_label(first.title).uncheck()
    own.get_by_role("button", name="End it in the chosen sessions").click()
    go("deliveries:delivery", delivery.uid)
    flagged = page.get_by_text("One session has nobody with the right to teach it")
    expect(flagged).to_be_visible()

    # She invites Ana by a link, which Ana follows in her own browser.
    go("enrolment:invitations", delivery.uid)
    page.get_by_label("Ask me before anybody gets a place").uncheck()
    page.get_by_role("button", name="Make the link").click()
    ana = PersonFactory(first_name="Ana", last_name="Ruiz")
    phone = second_browser(ana)
    phone.goto(page.locator("input[readonly]").input_value())
    phone.get_by_role("button", name="Take the place").click()
    expect(phone.get_by_text("enrolled").first).to_be_visible()
    bo = participant(delivery, PersonFactory(first_name="Bo", last_name="Berg"))

    # The first session is held: Ana scans the code on the screen, Nora marks Bo by hand.
    hours_pass(delivery, 0.1, -5)
    go("attendance:screen", first.uid)
    drawn = Image.open(io.BytesIO(page.locator(".qr svg").screenshot()))
    (code,) = zxingcpp.read_barcodes(drawn)
    phone.goto(code.text)
    phone.get_by_role("button", name="Check in").click()
    expect(phone.get_by_text("You are checked in.")).to_be_visible()
    go("attendance:list", first.uid)
    page.locator(".mark-row").filter(has_text="Bo Berg").get_by_label("60 min").click()
    expect(page.get_by_text("Saved.")).to_be_visible()

    # Ana's field project: the tutor accepts it, two assessors mark it.
    place = delivery.enrolments.get(person=ana)
    tutor, assessors = PersonFactory(), [PersonFactory(), PersonFactory()]
    now = timezone.now()
    team = form_team(
        delivery=delivery, title="Olive oil", members=[place], tutor=tutor, by=nora, at=now
    )
    for each in assessors:
        name_assessor(team=team, person=each, by=nora, at=now)
    hand_in(milestone=team.milestones.get(), text="Our analysis", files=[], by=ana, at=now)
    member = declared(team.members.get())
    tutors = second_browser(tutor)
    go("fieldwork:mine", on=tutors)
    tutors.get_by_role("link", name="Olive oil: Analysis").click()
    tutors.get_by_label("I want to").select_option("accepted")
    tutors.get_by_role("button", name="Keep it").click()
    expect(tutors.get_by_text("accepted by the tutor")).to_be_visible()
    mark_member(member=member, points=points(), comment="", by=assessors[0], at=now)
    marks = second_browser(assessors[1])
    go("fieldwork:mark", team.uid, member.pk, on=marks)
    for name, earned in points().items():
        marks.locator(f"[name={name}]").fill(str(earned))
    marks.get_by_role("button", name="Give the mark").click()
    expect(marks.get_by_text("The mark is kept.")).to_be_visible()

    # Both sessions are over; Bo has no field project, so it does not close.
    hours_pass(delivery, 9, 5)
    second.refresh_from_db()
    for each in (place, bo):
        attend(second, each, by=nora, at=timezone.now())
    go("closing:closing", delivery.uid)
    accessible(page)
    picture(page, "story-open")
    page.get_by_role("button", name="Close the delivery").click()
    expect(page.get_by_role("alert")).to_contain_text("still only enrolled: Bo Berg")
    delivery.refresh_from_db()
    assert delivery.closed_at is None
    page.get_by_role("link", name="Bo Berg: note why not").click()
    accessible(page)
    page.get_by_label("Reason").fill("No field project was handed in")
    page.get_by_role("button", name="Note it").click()
    page.get_by_role("button", name="Close the delivery").click()
    expect(page.get_by_text("The delivery is closed.")).to_be_visible()
    accessible(page)
    picture(page, "story-closed")
    assert (state_of(place), state_of(bo)) == ("completed", "not completed")
    joans = page.locator(".standings > li").filter(has_text="Joan Ferrer")
    expect(joans).to_contain_text("60 min of them without the right that day")

    # Her own page says what it brought her.
    go("portal:teaching")
    accessible(page)
    picture(page, "story-brought")
    brought = page.locator("section").filter(has_text="What my trainings brought")
    expect(brought).to_contain_text("Clusters in Catalonia")
    expect(brought).to_contain_text("1 of 2 participants completed it")
    expect(brought.get_by_text("counts as led")).to_be_visible()
