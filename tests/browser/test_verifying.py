"""A stranger checks a certificate: by the code on the paper."""

import re

import pytest
from playwright.sync_api import expect

from certification.credentials.compact import claim_url
from tests.browser.conftest import picture
from tests.factories.certification import certificate_of_a_passed_module

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
