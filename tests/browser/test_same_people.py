"""An administrator finds two records of one person, merges them, and takes it back (R1–R3)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from lms.people.actions import join_organisation
from lms.people.merging.actions import confirm_different, merge_people, unmerge_people
from lms.people.models import PersonIdentity
from tests.factories import counts as make
from tests.factories.courses import programme_page
from tests.factories.people import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.browser
MAY = datetime(2013, 5, 5, 10, tzinfo=UTC)
NAMES = (("José", "Müller"), ("Jose", "Mueller"), ("Γιάννης", "Παππάς"), ("Giannis", "Pappas"))


@pytest.fixture
def world():
    """Two pairs who work for the same cluster, trained in two projects."""
    make.rules()
    projects = [make.project(code, date(2013, 1, 1), date(2013, 12, 31)) for code in ("P1", "P2")]
    cluster = OrganisationFactory(name="Leather and footwear cluster of the inland valleys")
    programme = programme_page(modules=1, lessons=0)
    people = []
    for number, (first, last) in enumerate(NAMES):
        person = PersonFactory(first_name=first, last_name=last, birth_year=1970 + number // 2)
        join_organisation(
            person=person, organisation=cluster, starts_on=date(2012, 1, 1), by=None, at=MAY
        )
        PersonIdentity.objects.create(
            person=person, source="records", value=f"ES-{number}", added_at=MAY
        )
        make.place(
            programme,
            person=person,
            project=projects[number % 2],
            completed_at=MAY + timedelta(days=number),
        )
        people.append(person)
    return people


def test_r1_an_administrator_merges_two_records_and_takes_it_back(
    page, live_server, sign_in, world
):
    sign_in(PersonFactory(first_name="Ada", roles=["administrator"]))
    page.goto(live_server.url + reverse("people:duplicates"))
    page.get_by_role("row", name="Müller").get_by_role("link", name="Compare").click()
    expect(page.get_by_text("4 before, 3 after")).to_be_visible()
    page.get_by_label("How do you know?").fill("She confirmed it by telephone.")
    page.get_by_role("button", name="They are one person").click()

    row = page.get_by_role("row", name="Jose Mueller")
    expect(row).to_contain_text("She confirmed it by telephone.")
    page.get_by_role("link", name="Suspected duplicates").click()
    expect(page.get_by_role("row", name="Müller")).to_have_count(0)
    expect(page.get_by_role("row", name="Παππάς")).to_be_visible()

    page.get_by_role("link", name="Merged", exact=True).click()
    page.get_by_role("link", name="End it").click()
    page.get_by_label("How do you know?").fill("It was her sister.")
    page.get_by_role("button", name="They are two people").click()
    expect(page.get_by_role("row", name="Jose Mueller")).to_contain_text("It was her sister.")


def test_pages_on_who_is_one_person_look_right(sign_in, looks_right, world):
    administrator = PersonFactory(
        first_name="Ada", last_name="Administrator", roles=["administrator"]
    )
    one, other, third, fourth = world
    now = timezone.now()
    apart = [PersonFactory(first_name="Bo", last_name=name) for name in ("Berg", "Bergh")]
    confirm_different(
        one=apart[0], other=apart[1], reason="Father and son.", by=administrator, at=now
    )
    officer = PersonFactory(first_name="Olga", last_name="Officer", roles=["officer"])
    ended = merge_people(
        absorbed=apart[0], kept=officer, reason="Same address.", by=administrator, at=now
    )
    unmerge_people(merge=ended, reason="The address was shared.", by=administrator, at=now)
    merge = merge_people(
        absorbed=fourth, kept=third, reason="The same passport.", by=administrator, at=now
    )
    compare = reverse("people:compare", args=[one.public_id, other.public_id])
    sign_in(administrator)
    looks_right(
        {
            "duplicates": reverse("people:duplicates"),
            "duplicates-found": reverse("people:duplicates") + f"?with={one.public_id}&q=bo",
            "compare": compare,
            "compare-blocked": reverse(
                "people:compare", args=[officer.public_id, administrator.public_id]
            ),
            "merges": reverse("people:merges"),
            "unmerge": reverse("people:unmerge", args=[merge.pk]),
            "different": reverse("people:different"),
            "counted": reverse("counts:person", args=[fourth.public_id]) + "?as_of=2014-12-31",
        }
    )
