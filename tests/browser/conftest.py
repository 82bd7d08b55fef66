"""A real Chromium against a live server, and proof that it talks to nobody else."""

import os
import shutil
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import expect

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop runs in this thread
expect.set_options(timeout=20_000)  # milliseconds; two cores may be busy with other tests
PASSWORD = "a-long-password-2026"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


@pytest.fixture(scope="session")
def browser_type_launch_args():
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if path is None:
        pytest.fail("There is no Chromium: install the package `chromium` or set CHROMIUM.")
    return {"executable_path": path, "args": FLAGS}


@pytest.fixture(autouse=True)
def address_of_the_site(live_server):
    """Documents and letters lead to the server that runs."""
    settings.SITE_URL = live_server.url
    yield
    settings.SITE_URL = "http://127.0.0.1:8000"


@pytest.fixture
def page(page, live_server):
    """A page on which a request to anywhere but the live server fails the test."""
    own = urlsplit(live_server.url).netloc
    strangers = []

    def watch(request):
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != own:
            strangers.append(request.url)

    page.context.on("request", watch)
    page.set_default_timeout(30_000)
    yield page
    assert strangers == [], f"The page asked others than our server: {strangers}"


@pytest.fixture
def sign_in(page, live_server):
    def sign_in(person) -> None:
        person.set_password(PASSWORD)
        person.save()
        EmailAddress.objects.get_or_create(
            user=person, email=person.email, defaults={"verified": True, "primary": True}
        )
        page.goto(f"{live_server.url}/accounts/login/")
        page.fill("[name=login]", person.email)
        page.fill("[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url(f"{live_server.url}/my/")

    return sign_in


@pytest.fixture
def accessible():
    """Axe finds nothing against WCAG 2.2 AA on the page as it stands."""

    def check(page) -> None:
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
        results = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}})
        assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"

    return check
