"""Certificates as a ZIP, and the published roots, as people see them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from lms.jobs.models import Job
from lms.journal.actions import publish_roots, seal_everything
from lms.journal.models import DailyRoot
from tests.factories.certification import certificate_of_a_passed_module
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.browser


@pytest.fixture
def certificate(deliver_all, address_of_the_site):
    certificate = certificate_of_a_passed_module(deliver_all)
    now = timezone.now()
    seal_everything(at=now)
    publish_roots(at=now + timedelta(days=1))
    return certificate


def test_an_officer_gets_certificates_ready_and_takes_them(
    page, live_server, sign_in, certificate, looks_right, deliver_all
):
    sign_in(PersonFactory(roles=["officer"], email="officer@example.org"))
    page.goto(f"{live_server.url}/certificates/archives/")
    page.get_by_role("button", name="Get them ready").click()
    expect(page.get_by_role("status")).to_contain_text("You can leave this page")
    deliver_all()
    expect(page.get_by_role("status")).to_contain_text("The ZIP is ready")
    with page.expect_download() as download:
        page.get_by_role("link", name="Take the ZIP").click()
    assert download.value.suggested_filename == "all-certificates.zip"
    job = Job.objects.get(kind="documents.archive")
    looks_right(
        {
            "archives": reverse("documents:archives"),
            "archive": reverse("documents:archive", args=[job.uid]),
            "roots": reverse("roots"),
            "root": reverse("root", args=[DailyRoot.objects.get().day]),
            "check-with-root": reverse("certificates:check", args=[certificate.number]),
        }
    )
