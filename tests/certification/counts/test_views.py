"""The report from the figure down to the attempt, for those who may read it."""

import uuid
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from courses.attempts.actions import submit_attempt
from courses.enrolment.models import Enrolment
from courses.progress.models import ProgrammeCompletion
from lms.people.models import Person
from tests.factories import counts as make
from tests.factories.courses import AT, answered_attempt, enrolment, modules_of, programme_page
from tests.factories.labels import label
from tests.factories.people import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db
MOMENT = datetime(2013, 5, 5, 10, tzinfo=UTC)


class Links(HTMLParser):
    """The links of a page with their text."""

    def __init__(self, page):
        super().__init__()
        self.links, self._href = [], None
        self.feed(page.content.decode())

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self._href = dict(attrs).get("href")
            self.links.append([self._href, ""])

    def handle_data(self, data):
        if self._href:
            self.links[-1][1] += data.strip()

    def handle_endtag(self, tag):
        if tag == "a":
            self._href = None


@pytest.fixture
def rules():
    return make.rules()


@pytest.fixture
def programme():
    return programme_page(modules=1, lessons=0)


@pytest.fixture
def administrator(client_of):
    return client_of(roles=["administrator"])


def crowd(programme, number: int) -> None:
    """So many trained people and half as many others, in three countries and two years."""
    people = Person.objects.bulk_create(
        Person(first_name="Robin", last_name=f"Crowd{n}", password="!") for n in range(number)
    )
    places = Enrolment.objects.bulk_create(
        Enrolment(
            person=person,
            programme=programme,
            role="instructor" if n % 5 == 0 else "manager",
            country=("AT", "TR", "")[n % 3],
            enrolled_at=make.AT,
        )
        for n, person in enumerate(people)
    )
    ProgrammeCompletion.objects.bulk_create(
        ProgrammeCompletion(enrolment=place, completed_at=moment, recorded_at=moment)
        for n, place in enumerate(places)
        for moment in [MOMENT.replace(year=2012 + n % 2)]
        if n % 3 != 2
    )


ADDRESSES = {
    "trained": lambda: reverse("counts:trained"),
    "people": lambda: reverse("counts:people"),
    "export": lambda: reverse("counts:export", args=["csv"]),
    "not_counted": lambda: reverse("counts:not_counted"),
    "labels": lambda: reverse("counts:labels", args=["bronze"]),
}


@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.parametrize(
    ("role", "status"),
    [("administrator", 200), ("auditor", 200), ("author", 403), ("officer", 403), ("", 403)],
)
def test_who_may_read(client_of, rules, name, role, status):
    client = client_of(roles=[role] if role else [])
    assert client.get(ADDRESSES[name]()).status_code == status


@pytest.mark.parametrize("name", ADDRESSES)
def test_strangers_sign_in_first(client, rules, name):
    assert client.get(ADDRESSES[name]()).status_code == 302


@pytest.mark.parametrize("name", ["trained", "people", "export", "not_counted"])
def test_without_a_rule_the_page_says_how_to_install_one(administrator, name):
    page = administrator.get(ADDRESSES[name]())
    assert "import_counting_rules" in page.content.decode()


def test_r63_from_the_figure_to_the_attempt_in_three_clicks(
    administrator, rules, programme, deliver_all
):
    place = enrolment(programme=programme, person=PersonFactory(first_name="Ana", last_name="Low"))
    attempt = answered_attempt(enrolment=place, module=modules_of(programme)[0])
    submit_attempt(attempt=attempt, key=uuid.uuid4(), by=place.person, at=AT)
    deliver_all()

    report = Links(administrator.get(reverse("counts:trained"))).links
    people = next(href for href, text in report if text == "1")
    listed = Links(administrator.get(people)).links
    person = next(href for href, text in listed if text == "Ana Low")
    shown = administrator.get(person)
    assert "Counted on 2 March 2026" in shown.content.decode()
    evidence = next(href for href, text in Links(shown).links if text == "M1, attempt 1")
    answer = administrator.get(evidence).content.decode()

    assert "version 1" in answer
    assert "4 of 4 points when confirmed" in answer
    assert answer.count("Answers as they were saved") == 4


def test_no_key_on_the_page_of_a_running_attempt(administrator, programme):
    place = enrolment(programme=programme)
    attempt = answered_attempt(enrolment=place, module=modules_of(programme)[0], answer="False")

    page = administrator.get(reverse("counts:attempt", args=[attempt.uid])).content.decode()

    assert "Right answer" not in page
    assert "You can find it and measure it." not in page


def test_each_number_opens_to_as_many_rows(administrator, rules, programme):
    crowd(programme, 30)
    report = administrator.get(reverse("counts:trained"))
    numbers = [
        (int(text), href)
        for href, text in Links(report).links
        if text.isdigit() and href.startswith(reverse("counts:people"))
    ]

    assert len(numbers) >= 7  # the figure, two roles, three countries, two years
    for number, href in numbers:
        assert administrator.get(href).context["total"] == number
        export = reverse("counts:export", args=["csv"]) + "?" + href.partition("?")[2]
        content = b"".join(administrator.get(export).streaming_content)
        assert content.count(b"\r\n") == number + 1


def test_r11_rule_version_date_and_filters_on_screen(administrator, rules, programme):
    crowd(programme, 6)
    asked = {"rule": "annual", "country": "TR", "year": "2013", "as_of": "2014-02-01"}
    for name in ("trained", "people", "not_counted"):
        page = administrator.get(reverse(f"counts:{name}"), asked).content.decode()
        assert "Trained: year, version 1" in page
        assert "1 February 2014" in page
        assert "Country: Türkiye; Year: 2013" in page


def test_an_older_version_of_a_rule_keeps_its_links(administrator, rules, programme):
    crowd(programme, 3)
    make.install_rule(
        data={
            "code": "programme",
            "version": 2,
            "title": "Another",
            "text": "Other words.",
            "uniqueness": "ever",
            "zone": "Europe/Madrid",
        },
        by=None,
        at=make.AT,
    )

    newest = administrator.get(reverse("counts:people"), {"rule": "programme"})
    older = administrator.get(reverse("counts:people"), {"rule": "programme", "version": "1"})

    assert newest.context["question"].rule.version == 2
    assert older.context["question"].rule.version == 1


@pytest.mark.parametrize(
    "asked",
    [
        {"rule": "nonsense"},
        {"version": "99999999999999999999"},
        {"year": "abc"},
        {"year": "0"},
        {"as_of": "2013-02-30"},
        {"as_of": "0001-01-01"},
        {"country": "XX"},
        {"project": "no such"},
        {"role": "owner"},
        {"page": "-7"},
        {"q": "%' OR 1=1"},
        {"q": "a\x00b", "role": "\x00", "project": "\x00"},
    ],
)
@pytest.mark.parametrize("name", ["trained", "people", "not_counted", "export", "labels"])
def test_bent_addresses_get_a_page(administrator, rules, name, asked):
    assert administrator.get(ADDRESSES[name](), asked).status_code == 200


def test_search_narrows_the_list_not_the_figure(administrator, rules, programme):
    crowd(programme, 30)
    page = administrator.get(reverse("counts:people"), {"q": "robin crowd1"})

    assert page.context["total"] == 20
    assert {unit.enrolment.person.last_name for unit, *_ in page.context["rows"]} == {
        "Crowd1",
        "Crowd10",
        "Crowd12",
        "Crowd13",
        "Crowd15",
        "Crowd16",
        "Crowd18",
        "Crowd19",
    }


@pytest.mark.parametrize("name", ["trained", "people", "export", "not_counted"])
def test_fixed_queries_with_10_and_1000_rows(
    administrator, rules, programme, name, django_assert_max_num_queries
):
    def queries_of_page() -> int:
        with django_assert_max_num_queries(40) as asked:
            page = administrator.get(ADDRESSES[name]())
            if page.streaming:
                b"".join(page.streaming_content)
        return len(asked)

    crowd(programme, 10)
    queries_of_page()  # the first page of a session asks a little more
    few = queries_of_page()
    crowd(programme, 1000)

    assert queries_of_page() == few


def test_labels_each_organisation_once(administrator):
    for number in range(3):
        label(
            OrganisationFactory(name=f"Network {number}"),
            "gold" if number else "bronze",
            date(2012, 1, 1 + number),
        )
    address = reverse("counts:labels", args=["gold"])

    assert administrator.get(address).context["total"] == 2
    assert administrator.get(address, {"as_of": "2012-01-02"}).context["total"] == 1
    assert len(administrator.get(address, {"q": "network 2"}).context["rows"]) == 1
    assert administrator.get(reverse("counts:labels", args=["tin"])).status_code == 404
