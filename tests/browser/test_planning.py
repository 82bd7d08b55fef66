"""A training is planned and filled in a real browser, on a phone and a desktop."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.deliveries.models import Delivery
from courses.enrolment.models import Enrolment
from lms.journal import outbox
from tests.factories.courses import programme_page
from tests.factories.deliveries import participant, template_of, trainer_of, training
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.browser


PEOPLE = """given_name,family_name,email,organisation,country
Ana,Ruiz,ana@example.org,Leather cluster,ES
Eva,Alt,eva@example.org,Leather cluster,ES
"""


def test_a_training_is_planned_opened_and_filled_and_its_pages_fit(
    page, live_server, sign_in, looks_right
):
    today = timezone.localdate()
    programme = programme_page()
    template = template_of(programme)
    trainer = trainer_of(programme, through=today + timedelta(days=3))
    helper = trainer_of(programme, person=PersonFactory(last_name="Helpful"))
    sign_in(trainer)
    page.goto(f"{live_server.url}{reverse('deliveries:deliveries')}")
    page.click("text=Plan a training")
    page.click(f"a:has-text('{template.title}')")
    page.fill("[name=title]", "Clusters in two days")
    page.fill("[name=week_1]", (today + timedelta(days=1)).isoformat())
    page.fill("[name=venue]", "Town hall")
    page.click("button:has-text('Plan it')")
    page.click("button:has-text('Open for enrolment')")
    page.wait_for_selector(".badge:has-text('running'), .badge:has-text('open for enrolment')")
    delivery = Delivery.objects.get()
    places = [participant(delivery, kind=kind) for kind in ("enrolled", "applied", "applied")]
    page.goto(f"{live_server.url}{reverse('enrolment:place', args=[places[1].uid])}")
    page.click("button:has-text('Give the place')")
    page.wait_for_selector(".badge:has-text('enrolled')")
    assert Enrolment.objects.in_state("enrolled").count() == 2
    page.goto(f"{live_server.url}{reverse('enrolment:invitations', args=[delivery.uid])}")
    page.click("button:has-text('Make the link')")
    link = page.input_value("input[readonly]")
    assert link.startswith(f"{live_server.url}/deliveries/invitation/")
    session = delivery.sessions.order_by("starts_at").last()
    page.goto(f"{live_server.url}{reverse('deliveries:session', args=[session.uid])}")
    page.click(f"text=give {helper} a role")
    page.click("button:has-text('Give it')")
    page.wait_for_selector("text=The role is given.")
    page.goto(f"{live_server.url}{reverse('enrolment:files', args=[delivery.uid])}")
    people = {"name": "people.csv", "mimeType": "text/csv", "buffer": PEOPLE.encode()}
    page.set_input_files("[name=file]", people)
    page.click("button:has-text('Check the file')")
    page.wait_for_selector("text=The file waits for its turn.")
    outbox.deliver_due()
    page.wait_for_selector("text=What was found")
    checked = page.url
    page.click("button:has-text('Enrol all 2')")
    outbox.deliver_due()
    page.wait_for_selector("text=Enrolled now: 2.")
    training(programme=programme, lead=trainer, title="Another training", is_open=False)
    addresses = {
        "deliveries": reverse("deliveries:deliveries"),
        "delivery": reverse("deliveries:delivery", args=[delivery.uid]),
        "plan": reverse("deliveries:plan", args=[template.code]),
        "session": reverse("deliveries:session", args=[session.uid]),
        "people": reverse("enrolment:people", args=[delivery.uid]),
        "place": reverse("enrolment:place", args=[places[2].uid]),
        "roles": reverse("enrolment:roles", args=[delivery.uid]),
        "invitations": reverse("enrolment:invitations", args=[delivery.uid]),
        "files": reverse("enrolment:files", args=[delivery.uid]),
        "file": checked.removeprefix(live_server.url),
        "apply": reverse("enrolment:apply", args=[training(programme=programme).uid]),
    }
    looks_right(addresses)
