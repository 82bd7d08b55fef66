"""The main job from end to end, in the words of those who do it."""

import io
import re
import uuid

import pypdfium2
import pytest
import zxingcpp
from django.core import mail
from playwright.sync_api import expect

from certification.certificates.models import Certificate
from courses.attempts.actions import submit_attempt
from courses.attempts.models import Attempt
from courses.catalogue.models import LessonPage
from lms.people.actions import grant_access, register_person
from tests.browser.conftest import PASSWORD
from tests.factories.certification import install
from tests.factories.counts import rules
from tests.factories.courses import AT, answered_attempt, enrolment, modules_of, programme_page

pytestmark = pytest.mark.browser
EDITED = "Two tests for a cluster"


@pytest.fixture
def programme():
    programme = programme_page(modules=2)
    install(programme, ["M1", "M2"])
    rules()
    return programme


def with_address(**fields):
    return register_person(by=None, at=AT, **fields)


def test_from_an_edited_lesson_to_one_more_in_the_trained_count(
    page, live_server, sign_in, programme
):
    first, second = modules_of(programme)
    lesson = LessonPage.objects.child_of(first).get()

    author = with_address(first_name="Ada", last_name="Author", email="author@example.org")
    grant_access(person=author, role="author", by=None, at=AT)
    sign_in(author)
    publish_a_new_title(page, live_server, lesson)
    sign_out(page)

    sign_up(page, live_server, "Mara", "Manager", "mara@example.org")
    enrol(page, live_server, programme)
    page.get_by_role("link", name=re.compile("^Begin")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(EDITED)
    page.get_by_role("button", name="I have completed this lesson").click()
    expect(page.get_by_text(re.compile("You have completed this lesson"))).to_be_visible()
    take_the_test(page, live_server, first)
    certificate = Certificate.objects.get(person__email="mara@example.org")
    assert certificate.title == "Module certificate"
    check_by_its_code(page, live_server, certificate)
    sign_out(page)

    nearly = with_address(first_name="Nils", last_name="Nearly", email="nils@example.org")
    place = enrolment(programme=programme, person=nearly, country="AT")
    attempt = answered_attempt(enrolment=place, module=first)
    submit_attempt(attempt=attempt, key=uuid.uuid4(), by=nearly, at=AT)
    administrator = with_address(
        first_name="Alma", last_name="Administrator", email="alma@example.org"
    )
    grant_access(person=administrator, role="administrator", by=None, at=AT)

    sign_in(administrator)
    before = trained(page, live_server)
    sign_out(page)
    sign_in(nearly)
    take_the_test(page, live_server, second)
    titles = set(Certificate.objects.filter(person=nearly).values_list("title", flat=True))
    assert titles == {"Module certificate", "Cluster Excellence Manager"}
    sign_out(page)

    sign_in(administrator)
    assert trained(page, live_server) == before + 1
    open_down_to_the_attempt(page, live_server, nearly, second)


def publish_a_new_title(page, live_server, lesson) -> None:
    page.goto(f"{live_server.url}/admin/pages/{lesson.pk}/edit/")
    page.fill("#id_title", EDITED)
    page.locator("footer [data-w-dropdown-target=toggle]").first.click()
    page.locator("button[name=action-publish]").click()
    expect(page.get_by_text(re.compile("published", re.IGNORECASE)).first).to_be_visible()


def sign_out(page) -> None:
    page.goto(page.url.split("/admin/")[0] + "/my/" if "/admin/" in page.url else page.url)
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_load_state()


def sign_up(page, live_server, first_name, last_name, address) -> None:
    page.goto(f"{live_server.url}/accounts/signup/")
    page.fill("[name=first_name]", first_name)
    page.fill("[name=last_name]", last_name)
    page.fill("[name=email]", address)
    page.fill("[name=password1]", PASSWORD)
    page.fill("[name=password2]", PASSWORD)
    page.click("main button[type=submit]")
    expect(page.get_by_role("heading", name="Confirm your e-mail address")).to_be_visible()
    link = re.search(r"https?://\S+/accounts/confirm-email/\S+", mail.outbox[-1].body)[0]
    page.goto(f"{live_server.url}/{link.split('/', 3)[3]}")
    page.click("main button[type=submit]")
    page.wait_for_url(f"{live_server.url}/my/")


def enrol(page, live_server, programme) -> None:
    page.goto(live_server.url + programme.get_url())
    page.get_by_role("link", name=re.compile("Enrol")).first.click()
    page.select_option("[name=country]", "SI")
    page.click("main button[type=submit]")


def take_the_test(page, live_server, module) -> None:
    page.goto(f"{live_server.url}/my/")
    page.locator("main h2 a").first.click()
    card = page.locator(f"#{module.code}")
    card.get_by_role("link", name=re.compile("Take the test")).click()
    page.get_by_role("button", name="Start the test").click()
    for question in page.locator("fieldset.question").all():
        question.get_by_label("True", exact=True).check()
        expect(question.locator("[data-save-state]")).to_have_attribute("data-state", "saved")
    page.get_by_role("button", name="Hand in the test").click()
    page.get_by_role("button", name="Hand in now").click()
    expect(page.get_by_text("You have passed", exact=True)).to_be_visible()


def check_by_its_code(page, live_server, certificate) -> None:
    """The PDF opens, and the code on it leads a stranger to the claims."""
    page.goto(f"{live_server.url}/my/")
    link = page.get_by_role("link", name=re.compile("^PDF")).first.get_attribute("href")
    answer = page.context.request.get(live_server.url + link)
    assert answer.headers["content-type"] == "application/pdf"
    with pypdfium2.PdfDocument(io.BytesIO(answer.body())) as document:
        picture = document[0].render(scale=3).to_pil()
    [code] = zxingcpp.read_barcodes(picture)
    assert code.text.startswith(f"{live_server.url}/verify/{certificate.number}/?issue=1#c=")
    page.goto(code.text)
    expect(page.get_by_text("Valid today")).to_be_visible()
    expect(page.get_by_text(certificate.current.holder_name).first).to_be_visible()


def trained(page, live_server) -> int:
    page.goto(f"{live_server.url}/my/")
    tile = page.get_by_role("link", name=re.compile("cluster managers trained"))
    return int(re.search(r"\d+", tile.inner_text())[0])


def open_down_to_the_attempt(page, live_server, person, module) -> None:
    """Figure → list → person → evidence: three clicks (R63)."""
    page.goto(f"{live_server.url}/my/")
    page.get_by_role("link", name=re.compile("cluster managers trained")).click()
    page.get_by_role("link", name=str(person)).click()
    page.get_by_role("link", name=re.compile(f"{module.code}.*attempt 1", re.IGNORECASE)).click()
    attempt = Attempt.objects.get(enrolment__person=person, assessment=module.assessment)
    assert str(attempt.uid) in page.url
    expect(page.get_by_role("heading", level=1)).to_contain_text(attempt.assessment.title)
