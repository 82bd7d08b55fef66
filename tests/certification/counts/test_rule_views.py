"""Administrators compose counting rules; what one would change is seen before it is made."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from certification.counts import queries
from certification.counts.actions import COMPOSED, FIELDS, make_rule
from certification.counts.models import CountingRule
from certification.counts.rule_preview import preview
from certification.counts.rules import Filters
from lms.errors import Refused
from lms.journal.facts import covered
from lms.journal.models import Event
from tests.factories import counts as make
from tests.factories.courses import programme_page
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
MOMENT = datetime(2013, 5, 5, 10, tzinfo=UTC)
NOW = datetime(2014, 5, 5, 10, tzinfo=UTC)
SAID = {
    "code": "grant-x",
    "version": "1",
    "title": "Paid by a project",
    "text": "A person counts once when a project pays.",
    "unit": "person",
    "uniqueness": "ever",
    "activities": "training, Workshop",
    "attendance_percent": "80",
    "asks_assessment": "on",
    "asks_project": "on",
    "attribution": "enrolment",
    "levels": "de 1, LU 0",
    "compulsory": ["country"],
    "zone": "Europe/Brussels",
    "fewest_shown": "5",
}


@pytest.fixture
def world():
    """Three people, of whom a project pays for one."""
    make.rules()
    programme = programme_page(modules=1, lessons=0)
    project = make.project("P1", date(2012, 1, 1), date(2014, 12, 31))
    for name, payer in (("Ana", project), ("Bo", None), ("Cem", None)):
        person = PersonFactory(first_name=name)
        make.place(programme, person=person, project=payer, completed_at=MOMENT)


@pytest.fixture
def administrator(client_of):
    return client_of(roles=["administrator"])


def names(units) -> list[str]:
    return sorted(unit.person.first_name for unit in units)


def test_r11_trying_a_rule_shows_who_makes_the_difference_and_writes_nothing(world, administrator):
    before = CountingRule.objects.count()
    page = administrator.post(reverse("counts:new_rule"), SAID | {"try": ""})

    found = page.context["preview"]
    assert (found.before, found.after) == (3, 1)
    assert names(found.leaving) == ["Bo", "Cem"]
    assert names(found.joining) == []
    assert "3 → 1" in page.content.decode()
    assert CountingRule.objects.count() == before


def test_r11_a_rule_that_was_made_counts_on_the_page_without_code(world, administrator):
    answer = administrator.post(reverse("counts:new_rule"), SAID | {"make": ""})

    assert answer["Location"] == reverse("counts:rule", args=["grant-x"])
    page = administrator.get(reverse("counts:trained"), {"rule": "grant-x"})
    assert page.context["total"] == 1
    rule = CountingRule.objects.get(code="grant-x")
    assert (rule.activities, rule.compulsory) == (["training", "workshop"], ["country"])
    assert rule.levels == {"DE": 1, "LU": 0}
    event = Event.objects.get(name="counts.rule_installed", subject_id=rule.pk)
    assert event.by is not None
    assert CountingRule in covered()


def test_r11_the_next_version_leaves_the_one_before_as_it_is(world, administrator):
    administrator.post(reverse("counts:new_rule"), SAID | {"make": ""})
    address = reverse("counts:next_version", args=["grant-x"])
    form = administrator.get(address).context["form"]
    assert (form["version"].value(), form["title"].value()) == (2, "Paid by a project")

    changed = SAID | {"version": "2", "code": "other", "make": ""}
    del changed["asks_project"]
    administrator.post(address, changed)

    first, second = CountingRule.objects.filter(code="grant-x").order_by("version")
    assert (first.asks_project, second.asks_project) == (True, False)
    figures = [
        queries.trained(rule, Filters(), as_of=NOW.date()).count() for rule in (first, second)
    ]
    assert figures == [1, 3]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, "nothing_changed"),
        ({"version": 3, "title": "Else"}, "version_skips"),
        ({"version": 1, "title": "Else"}, "version_differs"),
    ],
)
def test_r11_a_version_follows_the_newest_and_says_something_else(world, changes, code):
    by = PersonFactory(roles=["administrator"])
    newest = CountingRule.objects.get(code="annual")
    data = {name: getattr(newest, name) for name in ("code", *FIELDS, *COMPOSED)}
    with pytest.raises(Refused) as refused:
        make_rule(data=data | {"version": 2} | changes, by=by, at=NOW)
    assert (refused.value.code, refused.value.rule) == (code, "R11")


def test_nobody_but_an_administrator_makes_a_rule(world):
    with pytest.raises(Refused) as refused:
        make_rule(data={"code": "x", "version": 1}, by=PersonFactory(roles=["auditor"]), at=NOW)
    assert refused.value.code == "not_administrator"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", ""),
        ("zone", "Europe/Nowhere"),
        ("attendance_percent", "101"),
        ("activities", " , "),
        ("uniqueness", "twice"),
        ("compulsory", ["name"]),
        ("levels", "DE 4"),
        ("levels", "DE 1, DE 2"),
        ("levels", "XX 1"),
        ("code", "two words"),
    ],
)
def test_r11_what_no_rule_can_say_is_told_at_its_field(world, administrator, field, value):
    page = administrator.post(reverse("counts:new_rule"), SAID | {field: value, "make": ""})
    assert list(page.context["form"].errors) == [field]
    assert not CountingRule.objects.filter(code="grant-x").exists()


def test_r12_who_counts_by_another_training_is_told(world):
    """Under participations each training counts; a person who counts twice leaves with one only."""
    bo = (
        queries.trained(queries.rule_of("programme"), Filters(), as_of=NOW.date())
        .get(person__first_name="Bo")
        .person
    )
    make.place(
        bo.enrolments.get().programme,
        person=bo,
        role="instructor",
        completed_at=datetime(2013, 9, 9, tzinfo=UTC),
    )
    ever, each = queries.rule_of("programme"), queries.rule_of("participations")
    found = preview(ever, each, as_of=NOW.date())
    assert (found.before, found.after) == (4, 3)
    assert [(unit.person, unit.counts_otherwise) for unit in found.leaving] == [(bo, True)]


def test_every_rule_and_its_versions_are_there_to_read(world, client_of):
    auditor = client_of(roles=["auditor"])
    page = auditor.get(reverse("counts:rules"))
    assert len(page.context["rules"]) == 4
    assert reverse("counts:new_rule") not in page.content.decode()
    assert auditor.get(reverse("counts:rule", args=["annual"])).context["newest"].version == 1
    assert auditor.get(reverse("counts:rule", args=["nothing"])).status_code == 404
