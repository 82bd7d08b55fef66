"""Signing up and in by allauth: the ways through, and nothing inline under the strict policy."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse

from lms.people.actions import grant_access, register_person
from lms.people.models import Person
from tests.factories.courses import AT, programme_page

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-password-2026"
NEW = {
    "first_name": "Nova",
    "last_name": "Person",
    "email": "nova@example.org",
    "password1": PASSWORD,
    "password2": PASSWORD,
}


@pytest.fixture
def person():
    return register_person(
        first_name="Ana",
        last_name="Known",
        email="ana@example.org",
        password=PASSWORD,
        by=None,
        at=AT,
    )


@pytest.fixture
def signed_in(client, person):
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def link_in_letter() -> str:
    return re.search(r"http://testserver(/\S+)", mail.outbox[-1].body).group(1)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_signing_up_leads_through_the_letter_to_where_one_wanted_to_go(client):
    wanted = reverse("progress:enrol", args=[programme_page().pk])
    page = client.get(f"/accounts/login/?next={wanted}")
    sign_up = page.context["signup_url"]
    assert sign_up.replace("&", "&amp;") in page.content.decode()
    sent = client.post(sign_up, NEW | {"next": wanted}, follow=True)
    assert "Confirm your e-mail address" in text_of(sent)
    assert not is_signed_in(client)
    assert mail.outbox[0].to == ["nova@example.org"]
    confirmed = client.post(link_in_letter())
    assert confirmed["Location"] == wanted
    assert is_signed_in(client)
    assert Person.objects.get(email="nova@example.org").get_full_name() == "Nova Person"


def test_the_demonstration_says_where_its_letters_are(client, settings):
    words = "its letters are text files"
    assert words in text_of(client.post("/accounts/signup/", NEW, follow=True))
    settings.DEMO = False
    other = NEW | {"email": "other@example.org"}
    assert words not in text_of(client.post("/accounts/signup/", other, follow=True))


def test_an_address_that_is_not_confirmed_does_not_sign_in(client):
    client.post("/accounts/signup/", NEW)
    client.post("/accounts/login/", {"login": NEW["email"], "password": PASSWORD})
    assert not is_signed_in(client)
    assert not EmailAddress.objects.get(email=NEW["email"]).verified


def test_a_known_address_is_not_given_away(client, person):
    answer = client.post("/accounts/signup/", NEW | {"email": person.email}, follow=True)
    assert "Confirm your e-mail address" in text_of(answer)
    assert Person.objects.filter(email=person.email).count() == 1
    assert "already exists" in mail.outbox[-1].body


def test_a_name_is_needed_and_a_weak_password_is_refused(client):
    answer = client.post(
        "/accounts/signup/", NEW | {"first_name": "", "password1": "short", "password2": "short"}
    )
    assert set(answer.context["form"].errors) == {"first_name", "password1"}
    assert not Person.objects.exists()


def test_a_forgotten_password_is_replaced_by_a_letter(client, person):
    asked = client.post("/accounts/password/reset/", {"email": person.email}, follow=True)
    assert "Look into your mail" in text_of(asked)
    page = client.get(link_in_letter(), follow=True)
    new = "another-password-2026"
    client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    assert not is_signed_in(client)
    client.post("/accounts/login/", {"login": person.email, "password": new})
    assert is_signed_in(client)


def test_an_unknown_address_gets_the_same_answer(client, person):
    known = client.post("/accounts/password/reset/", {"email": person.email}, follow=True)
    unknown = client.post("/accounts/password/reset/", {"email": "x@example.org"}, follow=True)
    assert text_of(known) == text_of(unknown)


def test_the_admin_sends_people_to_our_sign_in_and_learners_away(client, person):
    assert client.get("/admin/")["Location"] == "/accounts/login/?next=/admin/"
    credentials = {"login": person.email, "password": PASSWORD, "next": "/admin/"}
    client.post("/accounts/login/", credentials)
    assert client.get("/admin/").status_code == 302
    grant_access(person=person, role="author", by=None, at=AT)
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/email/",
        "/accounts/password/change/",
        "/accounts/2fa/",
        "/accounts/2fa/totp/activate/",
        "/accounts/2fa/webauthn/add/",
        "/accounts/2fa/webauthn/",
        "/accounts/sessions/",
        "/accounts/3rdparty/",
    ],
)
def test_the_pages_of_the_account_carry_no_inline_script_or_style(signed_in, path):
    check_policy(signed_in.get(path))


@pytest.mark.parametrize(
    "path", ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"]
)
def test_the_entrance_carries_no_inline_script_or_style(client, path):
    check_policy(client.get(path))


def check_policy(answer) -> None:
    """Scripts come from our own address or are data; no style and no handler stands in the page."""
    assert answer.status_code == 200
    policy = answer["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    html = answer.content.decode()
    for attributes in re.findall(r"<script([^>]*)>", html):
        assert 'src="/static/' in attributes or 'type="application/json"' in attributes
    assert "<style" not in html
    assert not re.search(r"\s(style|on[a-z]+)=", html)
