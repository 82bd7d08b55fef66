"""Everybody's figures by the API: small cells are put together, and nothing can be asked."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from certification.dashboards.slide import slide
from lms.api.actions import make_token
from tests.factories import counts as make
from tests.factories.courses import programme_page
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
MOMENT = datetime(2013, 5, 5, 10, tzinfo=UTC)
ADDRESS = "api-1:public_counts"


def head(scope: str) -> dict[str, str]:
    token = make_token(person=PersonFactory(), scopes=[scope], by=None, at=timezone.now())
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
def world():
    """Managers of four countries, one of them alone, and of two years."""
    programme, rules = programme_page(modules=1, lessons=0), make.rules()
    for country, number in (("AT", 7), ("HR", 6), ("DK", 6), ("TR", 1)):
        for each in range(number):
            moment = MOMENT + timedelta(days=365 * (each % 2))
            make.place(programme, country=country, completed_at=moment)
    return rules["programme"]


def test_r20_small_cells_are_put_together_with_further_lines(world, client):
    answer = client.get(reverse(ADDRESS), headers=head("counts:public")).json()

    managers = {each["role"]: each for each in answer["roles"]}["manager"]
    assert managers["by_country"]["lines"].get("TR") is None
    assert managers["by_country"]["hidden"] >= 2
    assert managers["by_country"]["total"] == 20
    shown = managers["by_country"]
    assert sum(shown["lines"].values()) + shown["others"] == 20
    assert managers["by_year"]["lines"] == {"2013": 11, "2014": 9}
    assert (answer["rule"], answer["rule_version"], answer["fewest_shown"]) == ("programme", 1, 5)


def test_r20_scopes_open_their_own_alone(world, client):
    assert client.get(reverse(ADDRESS), headers=head("counts:read")).status_code == 403
    for name in ("api-1:counts", "api-1:counted_people"):
        address = reverse(name) + "?rule=programme"
        assert client.get(address, headers=head("counts:public")).status_code == 403


def test_r20_the_slide_hides_the_same_lines_in_every_language(world, client):
    """Croatia and Denmark are equal: by name one would be put together with Turkey, by code the other."""
    answer = client.get(reverse(ADDRESS), headers=head("counts:public")).json()
    lines = {each["role"]: each for each in answer["roles"]}["manager"]["by_country"]["lines"]
    for language in ("en", "de", "fr"):
        with translation.override(language):
            found = slide(world, timezone.localdate(), is_full=False, now=timezone.now())
            assert {line.code for line in found.countries.lines} == set(lines), language
