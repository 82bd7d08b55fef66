"""A real Chromium against a live server, and proof that it talks to nobody else."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop runs in this thread
expect.set_options(timeout=20_000)  # milliseconds; two cores may be busy with other tests
PASSWORD = "a-long-password-2026"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
PICTURES = os.environ.get("SCREENSHOTS")  # a folder, to look at the pages
WCAG = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
CONTRAST = {"type": "rule", "values": ["color-contrast"]}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


@pytest.fixture(scope="session")
def browser_type_launch_args():
    path = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell")
    path = path or shutil.which("chromium")
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
    """Signs in as the journey does by hand, without the form; the password is there for it."""

    def sign_in(person) -> None:
        person.set_password(PASSWORD)
        person.save()
        EmailAddress.objects.get_or_create(
            user=person, email=person.email, defaults={"verified": True, "primary": True}
        )
        page.context.add_cookies([cookie_of(person, live_server.url)])

    return sign_in


def cookie_of(person, url: str) -> dict[str, str]:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    return {"name": cookie.key, "value": cookie.value, "url": url}


@pytest.fixture
def second_browser(browser, live_server):
    """A page in a browser of its own, on a phone, signed in as somebody else."""
    contexts = []

    def opened(person):
        context = browser.new_context(viewport=PHONE)
        contexts.append(context)
        context.add_cookies([cookie_of(person, live_server.url)])
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def accessible():
    """Axe finds nothing against WCAG 2.2 AA on the page as it stands, in light and dark colours.

    The dark colours of the admin are Wagtail's own.
    """

    def check(page, *, in_dark: bool = True) -> None:
        in_dark = in_dark and "/admin/" not in page.url
        for colours, rules in (("dark", CONTRAST), ("light", WCAG))[0 if in_dark else 1 :]:
            page.emulate_media(color_scheme=colours)
            options = {"runOnly": rules, "resultTypes": ["violations"]}
            results = _axe(page).run(page, options=options)
            assert results.violations_count == 0, (
                f"{page.url}, {colours}\n{results.generate_report()[:900]}"
            )

    return check


def _axe(page) -> Axe:
    """Its half a megabyte is read once a page, which took as long as its checks."""
    return Axe("0") if page.evaluate("typeof axe === 'object'") else Axe()


@pytest.fixture
def looks_right(page, live_server, accessible):
    """Each page answers, is accessible, and fits a phone and a desktop; all problems at once."""

    def look(addresses: Mapping[str, str], *, status: int = 200) -> None:
        problems = []
        for name, address in addresses.items():
            page.set_viewport_size(PHONE)
            answer = page.goto(live_server.url + address)
            if answer.status != status:
                problems.append(f"{address} answers {answer.status}")
            for device, size in (("phone", PHONE), ("desktop", DESK)):
                page.set_viewport_size(size)
                picture(page, f"{name}-{device}")
                try:
                    accessible(page, in_dark=device == "desktop")  # the same colours on both
                except AssertionError as error:
                    problems.append(f"{device} {error}")
                wide = page.evaluate("document.documentElement.scrollWidth")
                if wide > size["width"]:
                    problems.append(f"{device} {address} is {wide} wide")
        assert problems == [], "\n".join(problems)

    return look


def picture(page, name: str) -> None:
    """Keep a screenshot where SCREENSHOTS names a folder."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
