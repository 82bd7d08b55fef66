"""A stranger checks a certificate: by the code on the paper, and by the file they were given."""

import re

import pytest
from playwright.sync_api import expect

from certification.credentials.compact import claim_url
from tests.browser.conftest import picture
from tests.factories.certification import certificate_of_a_passed_module
from tests.factories.credentials import credential_of

pytestmark = pytest.mark.browser


@pytest.fixture
def certificate(deliver_all, address_of_the_site):
    return certificate_of_a_passed_module(deliver_all)


def section(page):
    return page.locator("#claim")


@pytest.mark.parametrize("width", [390, 1280])
def test_r41_the_scanned_code_is_checked_in_the_browser_and_never_sent(
    page, certificate, accessible, width
):
    page.set_viewport_size({"width": width, "height": 900})
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    url = claim_url(certificate.current)
    page.goto(url)
    expect(section(page)).to_contain_text("Signed by the issuer")
    expect(section(page)).to_contain_text(certificate.current.holder_name)
    expect(section(page)).to_contain_text(certificate.number)
    claim = url.partition("#c=")[2]
    assert asked
    assert not any(claim.split(".")[1] in address.partition("#")[0] for address in asked)
    accessible(page)
    picture(page, f"claim-{width}")


def test_a_changed_code_and_one_of_another_certificate_are_told(page, live_server, certificate):
    url = claim_url(certificate.current)
    head, _, signature = url.rpartition(".")
    page.goto(f"{head}.{'A' * len(signature)}")
    expect(section(page)).to_contain_text("Not signed by the issuer")
    expect(section(page).locator("dl")).to_be_hidden()
    page.goto(re.sub(r"/verify/[^/]+/", "/verify/ABCD-2345/", url))
    expect(section(page)).to_contain_text("belongs to another certificate")
    expect(section(page)).not_to_contain_text(certificate.current.holder_name)


def test_a_browser_without_this_kind_of_signature_says_so(page, certificate):
    page.add_init_script("crypto.subtle.importKey = () => Promise.reject(new Error('unknown'))")
    page.goto(claim_url(certificate.current))
    expect(section(page)).to_contain_text("Your browser cannot check the signature")
    expect(page.get_by_role("heading", level=1)).to_have_text(certificate.title)


def test_without_a_code_the_page_is_as_it_was(page, live_server, certificate):
    page.goto(f"{live_server.url}/verify/{certificate.number}/")
    expect(section(page)).to_be_hidden()


@pytest.mark.parametrize("width", [390, 1280])
def test_r41_a_file_is_chosen_and_told_as_ours(page, live_server, certificate, accessible, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server.url}/verify/")
    accessible(page)
    picture(page, f"verify-{width}")
    text = credential_of(certificate).text
    file = {"name": "badge.json", "mimeType": "application/json", "buffer": text.encode()}
    page.get_by_label("The certificate or badge as you received it").set_input_files(file)
    page.get_by_role("button", name="Check the file").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("This is the file we issued")
    expect(page.get_by_text("The certificate is valid today")).to_be_visible()
    accessible(page)
    picture(page, f"dropped-{width}")


def test_r41_a_file_that_was_changed_is_dropped_on_the_page(page, live_server, certificate):
    page.goto(f"{live_server.url}/verify/")
    text = credential_of(certificate).text.replace("2026-", "2027-", 1)
    moved = page.evaluate_handle(
        """(text) => {
            const moved = new DataTransfer();
            moved.items.add(new File([text], "badge.json"));
            return moved;
        }""",
        text,
    )
    page.dispatch_event("body", "dragover", {"dataTransfer": moved})
    expect(page.locator("[data-drop][data-over]")).to_be_visible()
    page.dispatch_event("body", "drop", {"dataTransfer": moved})
    expect(page.get_by_role("status")).to_contain_text("This file is not as we issued it")
    picture(page, "dropped-changed")


def test_a_file_of_somebody_else_leads_back_to_the_form(page, live_server, accessible):
    page.goto(f"{live_server.url}/verify/")
    file = {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    page.get_by_label("The certificate or badge as you received it").set_input_files(file)
    page.get_by_role("button", name="Check the file").click()
    expect(page.get_by_role("alert")).to_contain_text("no file that we can tell anything about")
    accessible(page)
    picture(page, "dropped-unknown")
