"""A route without an access rule is refused, whoever asks."""

import pytest
from django.http import HttpResponse
from django.test import override_settings
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


@pytest.mark.django_db
@override_settings(ROOT_URLCONF="tests.lms.people.test_middleware")
class TestAccessMiddleware:
    @pytest.fixture(autouse=True)
    def plain_templates(self, settings):
        settings.TEMPLATES[0]["OPTIONS"]["context_processors"] = []

    def test_a_route_without_a_rule_is_refused(self, client):
        assert client.get("/bare/").status_code == 403

    def test_a_public_route_is_served(self, client):
        assert client.get("/public/").content == b"left open by mistake"

    def test_a_private_route_leads_to_the_sign_in(self, client):
        assert client.get("/private/")["Location"] == "/accounts/login/?next=/private/"
