"""A document that is still being made: the page says when it is there, without being reloaded."""

import uuid

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from certification.certificates.models import Certificate
from certification.documents.actions import make_document
from certification.documents.models import Document
from courses.attempts.actions import submit_attempt
from lms.journal.models import Dispatch
from tests.factories.certification import install
from tests.factories.courses import answered_attempt, enrolment, modules_of, programme_page
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.browser


@pytest.fixture
def certificate(deliver_all, address_of_the_site) -> Certificate:
    programme = programme_page()
    install(programme, ["M1", "M9"])
    person = PersonFactory(first_name="李", last_name="小龙", email="li@example.org")
    place = enrolment(programme=programme, person=person)
    now = timezone.now()
    attempt = answered_attempt(enrolment=place, module=modules_of(programme)[0], at=now)
    submit_attempt(attempt=attempt, key=uuid.uuid4(), by=person, at=now)
    deliver_all()
    certificate = Certificate.objects.get()
    Document.objects.all().delete()
    Dispatch.objects.filter(handler="documents.make").update(done_at=None)
    return certificate


def test_the_page_says_when_the_document_is_there(
    page, live_server, sign_in, certificate, accessible
):
    sign_in(certificate.person)
    page.goto(f"{live_server.url}/certificates/{certificate.number}/document.pdf")
    told = page.get_by_role("status")
    expect(told).to_contain_text("is being made")
    expect(told.get_by_role("link", name="Look again")).to_be_visible()
    accessible(page)
    with page.expect_response(lambda response: response.status == 204):
        pass  # asked again by itself, and nothing was new
    make_document(revision=certificate.current, at=timezone.now())
    expect(told).to_contain_text("Your document is ready")
    expect(told.get_by_role("link", name="Open the document")).to_be_visible()
    accessible(page)


@pytest.mark.parametrize("width", [390, 1280])
def test_a_document_that_fails_is_told_and_the_check_says_what_holds(
    page, live_server, sign_in, certificate, accessible, width
):
    Dispatch.objects.filter(handler="documents.make").update(tries=5)
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(certificate.person)
    page.goto(f"{live_server.url}/certificates/{certificate.number}/document.pdf")
    expect(page.get_by_role("status")).to_contain_text("could not be made yet")
    accessible(page)
    page.get_by_role("link", name="Public page").click()
    page.get_by_label("Was it valid on another day?").fill("2150-01-01")
    page.get_by_role("button", name="Show that day").click()
    expect(page.get_by_text("That day is still to come")).to_be_visible()
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
