"""A route without an access rule is refused, whoever asks."""

from copy import deepcopy

import pytest
from django.http import HttpResponse
from django.urls import path

from lms.people.access import access, anyone, signed_in


def bare(request):
    return HttpResponse("left open by mistake")


urlpatterns = [
    path("bare/", bare),
    path("public/", access(anyone)(bare)),
    path("private/", access(signed_in)(bare)),
    path("accounts/login/", access(anyone)(bare), name="account_login"),
]
handler403 = "lms.portal.views.permission_denied"


pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls("tests.lms.people.test_middleware"),
]


@pytest.fixture
def quiet_settings(settings):
    """The error page without the site's navigation, whose addresses these routes lack."""
    templates = deepcopy(settings.TEMPLATES)
    templates[0]["OPTIONS"]["context_processors"] = []
    templates[0]["DIRS"] = []
    templates[0]["APP_DIRS"] = False
    templates[0]["OPTIONS"]["loaders"] = [
        ("django.template.loaders.locmem.Loader", {"403.html": "refused"})
    ]
    settings.TEMPLATES = templates


def test_a_route_without_a_rule_is_refused(client, quiet_settings):
    response = client.get("/bare/")
    assert (response.status_code, response.content) == (403, b"refused")


def test_a_public_route_is_served(client):
    assert client.get("/public/").content == b"left open by mistake"


def test_a_private_route_leads_to_the_sign_in(client):
    assert client.get("/private/")["Location"] == "/accounts/login/?next=/private/"
