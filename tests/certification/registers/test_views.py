"""Registers in public: what is shown, to whom it leads, and that it is gone at once (R56, R57)."""

import json
import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from certification.registers.published import in_page
from courses.deliveries.models import Project
from lms.people.actions import withdraw_consent
from lms.people.models import Consent
from lms.people.queries import is_withheld
from tests.factories.courses import enrolment, programme_page
from tests.factories.people import OrganisationFactory, PersonFactory
from tests.factories.registers import accredited, agree, listed

pytestmark = pytest.mark.django_db
Purpose = Consent.Purpose
REGISTER = reverse("registers:register", args=["instructors"])
JSON = reverse("registers:json", args=["instructors"])
MAP = reverse("registers:map", args=["instructors"])
MINE = reverse("registers:mine")


def entry_address(person) -> str:
    consent = person.consents.standing().get(purpose=Purpose.REGISTER)
    return reverse("registers:entry", args=["instructors", consent.uid])


def ld(page) -> dict:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page.content.decode())
    return json.loads(found[1])


@pytest.fixture
def ana():
    return listed(
        Purpose.MAP,
        Purpose.CONTACT,
        person=PersonFactory(first_name="Ana", last_name="Listed", email="ana@example.org"),
        organisation=OrganisationFactory(name="Red de Galicia", country="ES"),
        languages=("es",),
    )


def test_anybody_reads_the_register_its_entries_its_map_and_json(client, ana):
    text = client.get(REGISTER).content.decode()
    for word in ("Ana Listed", "Red de Galicia", "Spain", "Spanish", "Module certificate"):
        assert word in text
    assert "ana@example.org" not in re.sub(r"<script.*?</script>", "", text)
    assert "ana@example.org" in client.get(entry_address(ana)).content.decode()
    assert "Spain: 1." in client.get(MAP).content.decode()
    said = client.get(JSON).json()
    assert (said["total"], said["next"]) == (1, None)
    entry = said["entries"][0]
    assert (entry["name"], entry["country"], entry["languages"]) == ("Ana Listed", "ES", ["es"])
    assert entry["accreditations"][0]["title"] == "Module certificate"


def test_the_number_of_a_certificate_stays_with_its_holder(client, ana):
    number = ana.certificates.get().number
    for address in (REGISTER, JSON, MAP, entry_address(ana)):
        assert number not in client.get(address).content.decode()


def test_pages_say_in_schema_org_what_they_show(client, ana):
    found = ld(client.get(REGISTER))
    assert (found["@context"], found["@type"]) == ("https://schema.org", "ItemList")
    person = found["itemListElement"][0]["item"]
    assert (person["@type"], person["name"]) == ("Person", "Ana Listed")
    assert person["hasCredential"][0]["@type"] == "EducationalOccupationalCredential"
    assert person["worksFor"]["address"]["addressCountry"] == "ES"
    assert person["url"].endswith(entry_address(ana))
    assert ld(client.get(entry_address(ana)))["name"] == "Ana Listed"


def test_data_in_a_page_cannot_end_its_element():
    assert "<" not in in_page({"name": "</script><script>alert(1)</script>&"})


def test_r56_gone_with_the_next_request_everywhere(client, ana):
    address = entry_address(ana)
    for each in (REGISTER, JSON, MAP, address):
        client.get(each)
    withdraw_consent(person=ana, purpose=Purpose.REGISTER, by=ana, at=timezone.now())
    for each in (REGISTER, JSON, MAP, address):
        text = client.get(each).content.decode()
        for word in ("Ana", "ana@", "Galicia", "Spain"):
            assert word not in text
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("name", ["register", "json", "map", "entry", "registers"])
def test_r56_no_cache_search_engine_or_preview_keeps_a_copy(client, ana, name):
    arguments = {"registers": [], "entry": entry_address(ana).split("/")[2:4]}
    page = client.get(reverse(f"registers:{name}", args=arguments.get(name, ["instructors"])))
    assert page["Cache-Control"] == "no-store"
    assert "noindex" in page["X-Robots-Tag"]
    assert "noarchive" in page["X-Robots-Tag"]
    text = page.content.decode()
    assert 'property="og:' not in text
    assert "twitter:" not in text
    if name != "json":
        assert "Ana" not in re.search(r"<title>(.*?)</title>", text)[1]


def test_r56_the_sitemap_names_nobody(client, ana):
    text = client.get(reverse("catalogue:sitemap")).content.decode()
    assert "registers/" not in text
    assert "Ana" not in text


def test_an_unknown_register_is_not_found(client):
    for name in ("register", "json", "map"):
        assert client.get(reverse(f"registers:{name}", args=["kings"])).status_code == 404


def test_machines_are_led_from_page_to_page(client, ana, monkeypatch):
    monkeypatch.setattr("certification.registers.views.PAGE_OF_JSON", 1)
    listed(person=PersonFactory(first_name="Zoe", last_name="Zetterberg"))
    first = client.get(JSON).json()
    second = client.get(first["next"]).json()
    names = [page["entries"][0]["name"] for page in (first, second)]
    assert names == ["Ana Listed", "Zoe Zetterberg"]
    assert second["next"] is None


@pytest.mark.parametrize("asked", [{"country": "??"}, {"q": "\0"}, {"page": "x"}, {"scope": "<"}])
def test_what_cannot_be_read_is_not_asked(client, ana, asked):
    page = client.get(REGISTER, asked)
    assert page.status_code == 200


def test_r57_the_page_about_oneself_says_that_nothing_is_public_at_first(client_of):
    client = client_of(accredited().person)
    page = client.get(MINE)
    assert page.context["entries"] == []
    assert [item["consent"] for item in page.context["purposes"]] == [None] * 3
    assert "1 certificate" in page.content.decode()


def choose(client, purpose: str, choice: str, version: int = 1):
    return client.post(
        reverse("registers:choose", args=[purpose]), {"choice": choice, "version": version}
    )


def test_r56_each_purpose_is_switched_by_itself(client_of):
    person = accredited().person
    client = client_of(person)
    choose(client, "register", "give")
    page = client.get(MINE)
    assert [item["consent"] is not None for item in page.context["purposes"]] == [
        True,
        False,
        False,
    ]
    assert [entry.name for _register, _title, entry in page.context["entries"]] == [
        person.get_full_name()
    ]
    assert person.get_full_name() in client.get(REGISTER).content.decode()
    choose(client, "register", "withdraw")
    assert client.get(MINE).context["entries"] == []
    assert "ended" in client.get(MINE).content.decode()


def test_r56_the_check_is_withheld_when_asked_for_and_works_again_when_asked_for(client_of):
    person = accredited().person
    client = client_of(person)
    choose(client, "withheld_check", "give")
    assert is_withheld(person)
    choose(client, "withheld_check", "withdraw")
    assert not is_withheld(person)


@pytest.mark.parametrize(
    ("purpose", "said", "status"),
    [
        ("register", {"choice": "give", "version": 99}, 302),
        ("register", {"choice": "give"}, 302),
        ("register", {"choice": "perhaps"}, 302),
        ("kings", {"choice": "give", "version": 1}, 404),
    ],
)
def test_r56_nothing_is_agreed_by_accident(client_of, purpose, said, status):
    client = client_of(PersonFactory())
    answer = client.post(reverse("registers:choose", args=[purpose]), said)
    assert answer.status_code == status
    assert not Consent.objects.exists()


def test_r56_an_administrator_takes_out_who_asked_and_others_cannot(client_of, client, ana):
    address = entry_address(ana) + "end/"
    assert client_of(roles=["officer"]).post(address).status_code == 403
    assert client.get(entry_address(ana)).status_code == 200
    client_of(roles=["administrator"]).post(address)
    assert "Ana Listed" not in client.get(JSON).content.decode()
    assert client.post(address).status_code == 404


def test_languages_stand_in_the_entry(client_of):
    person = accredited().person
    agree(person)
    client = client_of(person)
    client.post(reverse("registers:languages"), {"languages": ["ca", "fr"]})
    assert client.get(JSON).json()["entries"][0]["languages"] == ["ca", "fr"]
    client.post(reverse("registers:languages"), {"languages": ["tlh"]})
    assert client.get(JSON).json()["entries"][0]["languages"] == ["ca", "fr"]


def test_r57_what_is_kept_anyway_with_its_reason_and_its_end(client_of):
    person = PersonFactory()
    project = Project.objects.create(
        code="P1",
        title="A project",
        starts_on=date(2024, 1, 1),
        ends_on=date(2025, 1, 1),
        zone="Europe/Madrid",
        final_payment_on=date(2025, 6, 30),
    )
    enrolment(programme=programme_page(), person=person, project=project)
    text = client_of(person).get(MINE).content.decode()
    assert "in projects: P1" in text
    assert "30 June 2030" in text
