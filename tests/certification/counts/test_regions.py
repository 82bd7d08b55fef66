"""A figure in the regions of one version of NUTS: its lines add up, and each is its list."""

import csv
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from certification.counts import queries
from certification.counts.breakdowns import broken_down
from certification.counts.models import CountingRule
from certification.counts.regions import OUTSIDE, Scale, by_region, read_line
from certification.counts.rules import NOT_ATTRIBUTABLE, Filters
from courses.enrolment.models import Enrolment
from lms.api.actions import make_token
from lms.people.actions import register_region
from lms.people.models import Organisation
from tests.factories import counts as make
from tests.factories.courses import programme_page
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
AS_OF = date(2014, 12, 31)
MOMENT = datetime(2013, 5, 5, 10, tzinfo=UTC)
SCALE = Scale(2016, 2)
# Where people worked: code and version of NUTS as it was noted, or a country only.
PEOPLE = [
    ("FR", "FR24", 2013, 2),
    ("FR", "FRB0", 2016, 1),
    ("HU", "HU10", 2013, 2),
    ("HU", "HU11", 2016, 1),
    ("LU", None, None, 1),
    ("AT", None, None, 1),
    ("TR", None, None, 2),
    ("GB", "UKI3", 2013, 1),
    ("", None, None, 1),
]


@pytest.fixture
def world():
    """Twelve people, of whom nobody but the two of HU10, one of Austria and one of nowhere are unclear."""
    rule, programme = make.rules()["programme"], programme_page(modules=1, lessons=0)
    for country, code, version, number in PEOPLE:
        region = code and register_region(
            code=code, nuts_version=version, name=code, country=country
        )
        for _each in range(number):
            place = make.place(programme, country=country, completed_at=MOMENT)
            Enrolment.objects.filter(pk=place.pk).update(region=region)
    return rule


def found(rule, scale=SCALE, **filters):
    return by_region(queries.trained(rule, Filters(**filters), as_of=AS_OF), rule, scale)


def test_r23_r24_lines_what_nobody_can_say_and_countries_outside_add_up(world):
    regions = found(world)
    assert regions.lines == {"FRB0": 3, "HU11": 1, "LU00": 1, "UKI3": 1}
    assert (regions.not_attributable, regions.outside, regions.total) == (4, {"TR": 2}, 12)


def test_r23_hu10_of_2013_falls_back_to_the_common_parent_at_level_1(world):
    assert found(world, Scale(2016, 1)).lines["HU1"] == 3
    assert found(world, Scale(2013, 2)).lines["HU10"] == 3


def test_r24_the_united_kingdom_is_outside_nuts_from_2021_on(world):
    assert found(world, Scale(2021, 2)).outside == {"GB": 1, "TR": 2}


def test_r19_a_record_that_is_not_whole_stands_in_no_region(world):
    world.compulsory = ["organisation"]
    regions = found(world)
    assert (regions.lines, regions.not_attributable) == ({}, 12)


def test_r23_each_country_at_the_level_that_the_rule_names(world):
    world.levels = {"HU": 1, "FR": 0}
    lines = found(world, Scale(2016, None)).lines
    assert lines == {"FR": 3, "HU1": 3, "LU00": 1, "UKI3": 1}
    assert sum(found(world, Scale(2016, None)).outside.values()) == 2


@pytest.mark.parametrize("level", [0, 1, 2, None])
def test_r63_each_line_is_its_list(world, level):
    scale = Scale(2016, level)
    world.levels = {"HU": 1, "FR": 0}
    regions = found(world, scale)
    expected = regions.lines | {
        NOT_ATTRIBUTABLE: regions.not_attributable,
        OUTSIDE: sum(regions.outside.values()),
    }
    lists = {
        code: queries.trained(world, Filters(region=scale.line(code)), as_of=AS_OF).count()
        for code in expected
    }
    assert lists == expected


def test_r63_of_a_rule_that_asks_for_regions_each_line_is_its_list_too(world):
    world.compulsory = ["region"]
    regions, line = found(world), Filters(region=SCALE.line(NOT_ATTRIBUTABLE))
    assert regions.not_attributable == 7  # also Luxembourg and Turkey: no region was noted
    assert queries.trained(world, line, as_of=AS_OF).count() == 7


def test_r23_the_questions_do_not_grow_with_the_people(world, django_assert_num_queries):
    units = queries.trained(world, Filters(), as_of=AS_OF)
    with django_assert_num_queries(3):  # the total, the pairs, their regions
        by_region(units, world, SCALE)


def test_r25_an_organisation_has_one_counting_region_and_so_has_each_place():
    """Regions that an organisation works in beside it are told in words; nothing counts them."""
    for model in (Organisation, Enrolment):
        assert model._meta.get_field("region").many_to_one


@pytest.mark.parametrize("text", ["", "2016/2", "2016/2/fr", "2015/2/FR24", "2016/9/FR", "x" * 99])
def test_a_line_that_there_cannot_be_is_none(text):
    assert read_line(text) is None


def test_r21_the_breakdown_names_regions_as_written_unless_a_scale_is_asked(world):
    plain = broken_down(world, Filters(), "region", as_of=AS_OF)
    scaled = broken_down(world, Filters(), "region", as_of=AS_OF, scale=SCALE)
    assert plain.lines == {"FR24": 2, "FRB0": 1, "HU10": 2, "HU11": 1, "UKI3": 1}
    assert (scaled.lines["FRB0"], scaled.outside_nuts) == (3, 2)


def test_the_page_shows_each_line_and_the_table_holds_the_same(world, client_of):
    client = client_of(roles=["auditor"])
    query = {"as_of": "2014-12-31", "nuts_version": "2016", "nuts_level": "2"}
    page = client.get(reverse("counts:regions"), query)
    assert {bar.label: bar.value for bar in page.context["chart"].bars} == {
        "FRB0 Centre — Val de Loire": 3,
        "HU11 Budapest": 1,
        "LU00 Luxembourg": 1,
        "UKI3 Inner London - West": 1,
    }
    for bar in page.context["chart"].bars:
        assert client.get(bar.url).context["total"] == bar.value
    assert client.get(page.context["not_attributable_url"]).context["total"] == 4
    table = client.get(page.context["table_url"]).content.decode()
    assert sum(int(row[2]) for row in list(csv.reader(table.splitlines()))[1:]) == 12


def test_the_page_and_the_table_tell_each_country_at_its_level(world, client_of):
    CountingRule.objects.update(levels={"HU": 1, "LU": 0})
    query = {"as_of": "2014-12-31", "nuts_version": "2016", "nuts_level": "own"}
    client = client_of(roles=["auditor"])
    page = client.get(reverse("counts:regions"), query)
    assert "each country at its level" in page.content.decode()
    assert [(bar.label[:4].strip(), bar.value) for bar in page.context["chart"].bars] == [
        ("FRB0", 3),
        ("HU1", 3),
        ("LU L", 1),
        ("UKI3", 1),
    ]
    for bar in page.context["chart"].bars:
        assert client.get(bar.url).context["total"] == bar.value
    rows = list(csv.reader(client.get(page.context["table_url"]).content.decode().splitlines()))
    assert [(row[0], row[4]) for row in rows[1:5]] == [
        ("FRB0", "2"),
        ("HU1", "1"),
        ("LU", "0"),
        ("UKI3", "2"),
    ]


def test_what_cannot_be_read_is_the_newest_version_at_level_2(world, client_of):
    client = client_of(roles=["administrator"])
    page = client.get(reverse("counts:regions"), {"nuts_version": "1999", "nuts_level": "3"})
    assert page.context["scale"] == Scale(2024, 3)
    page = client.get(reverse("counts:regions"), {"nuts_version": "2013", "nuts_level": "3"})
    assert page.context["scale"] == Scale(2013, 2)


def test_the_api_tells_regions_in_a_version(world, client):
    token = make_token(person=PersonFactory(), scopes=["counts:read"], by=None, at=MOMENT)
    head = {"Authorization": f"Bearer {token}"}
    address = reverse("api-1:counts")
    asked = {"rule": "programme", "as_of": "2014-12-31", "by": "region", "nuts_version": "2016"}
    answer = client.get(address, asked, headers=head).json()
    assert answer["breakdown"] == {"FRB0": 3, "HU11": 1, "LU00": 1, "UKI3": 1}
    assert (answer["not_attributable"], answer["outside_nuts"], answer["value"]) == (4, 2, 12)
    assert answer["filters"] == {"by": "region", "nuts_version": "2016", "nuts_level": "2"}
    CountingRule.objects.update(levels={"HU": 1})
    own = client.get(address, asked | {"nuts_level": "own"}, headers=head).json()
    assert own["breakdown"] == {"FRB0": 3, "HU1": 3, "LU00": 1, "UKI3": 1}
    assert (own["not_attributable"], own["filters"]["nuts_level"]) == (2, "own")
    for wrong in ({"nuts_version": "2015"}, {"nuts_level": "4"}, {"by": "country"}):
        assert client.get(address, asked | wrong, headers=head).status_code == 422
