"""Suspected duplicates, two people side by side, and what was decided about them (R1–R3)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from certification.counts import queries
from certification.counts.merging import effects_on
from certification.counts.rules import Filters
from lms.people.actions import join_organisation
from lms.people.merging.actions import confirm_different, merge_people
from lms.people.merging.models import DifferentPeople, PersonMerge, SuspectedPair
from lms.people.models import Person, PersonIdentity
from tests.factories import counts as make
from tests.factories.courses import programme_page
from tests.factories.people import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 4, 10, tzinfo=UTC)


def person(first, last, **fields) -> Person:
    return PersonFactory(first_name=first, last_name=last, **fields)


def pairs() -> list[tuple[str, str]]:
    return [(str(each.first), str(each.second)) for each in SuspectedPair.objects.all()]


@pytest.fixture
def administrator():
    return PersonFactory(roles=["administrator"])


@pytest.fixture
def alike():
    """Two records of one person, who works for the same cluster."""
    cluster = OrganisationFactory()
    one, other = person("José", "Müller"), person("Mueller", "Jose")
    for each in (one, other):
        join_organisation(
            person=each, organisation=cluster, starts_on=date(2012, 1, 1), by=None, at=AT
        )
    return one, other


def test_r2_the_same_name_alone_is_no_suspicion():
    person("Ana", "Ruiz")
    person("Ana", "Ruiz")
    assert pairs() == []


def test_r2_names_alike_and_the_same_employer(alike):
    assert pairs() == [("José Müller", "Mueller Jose")]


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ({"birth_year": 1970}, {"birth_year": 1970}, "same_birth_year"),
        ({"email": "Ana.Ruiz@one.org"}, {"email": "ana.ruiz@other.net"}, "same_mailbox"),
    ],
)
def test_r2_other_reasons(one, other, reason):
    person("Ana", "Ruiz", **one)
    person("Ana", "Ruiz", **other)
    found = SuspectedPair.objects.get()
    names = ("same_employer", "same_birth_year", "same_mailbox", "same_identifier")
    assert [name for name in names if getattr(found, name)] == [reason]


def test_r2_the_same_identifier_in_another_spelling_or_register():
    people = [person("Ana", "Ruiz", email="") for _ in range(3)]
    for each, source, value in zip(
        people, ("records", "records", "other"), ("ES-001", "es 001", "es.002"), strict=True
    ):
        PersonIdentity.objects.create(person=each, source=source, value=value, added_at=AT)
    found = SuspectedPair.objects.get()
    assert (found.first, found.second, found.same_identifier) == (*people[:2], True)


def test_r2_no_suspicion_without_an_address_or_year():
    person("Ana", "Ruiz", email="", birth_year=1970)
    person("Ana", "Ruiz", email="")
    assert pairs() == []


def test_r3_confirmed_different_is_off_the_list(alike, administrator):
    one, other = alike
    confirm_different(one=one, other=other, reason="Cousins.", by=administrator, at=AT)
    assert pairs() == []


def test_r2_who_was_merged_is_off_the_list(alike, administrator):
    one, other = alike
    merge_people(absorbed=other, kept=one, reason="One.", by=administrator, at=AT)
    assert pairs() == []


def test_list_asks_the_same_number_of_queries_for_any_number_of_pairs(
    client_of, administrator, django_assert_num_queries
):
    client = client_of(administrator)
    for _ in range(2):
        person("Ana", "Ruiz", birth_year=1970)
    client.get(reverse("people:duplicates"))
    with django_assert_num_queries(5) as one:
        client.get(reverse("people:duplicates"))
    for _ in range(6):
        person("Ana", "Ruiz", birth_year=1970)
    with django_assert_num_queries(len(one)):
        page = client.get(reverse("people:duplicates"))
    assert page.context["page"].paginator.count == 28


def test_r1_two_are_compared_merged_and_two_again(client_of, administrator, alike):
    one, other = alike
    client = client_of(administrator)
    address = reverse("people:compare", args=[one.public_id, other.public_id])
    make.rules()
    programme = programme_page(modules=1, lessons=0)
    for each in alike:
        make.place(programme, person=each, completed_at=AT - timedelta(days=9))

    page = client.get(address)
    compared = page.context["compared"]
    assert (compared.total, compared.total_after) == (2, 1)
    assert "same employer" in page.text

    assert client.post(address, {"decision": "merge", "reason": ""}).status_code == 422
    assert client.post(address, {"decision": "merge", "reason": "Rang her."}).status_code == 302
    merge = PersonMerge.objects.get()
    assert (merge.absorbed, merge.kept, merge.reason) == (other, one, "Rang her.")
    assert client.get(address).status_code == 302

    ending = reverse("people:unmerge", args=[merge.pk])
    assert client.post(ending, {"reason": "An error."}).status_code == 302
    merge.refresh_from_db()
    assert (merge.ended_by, merge.end_reason) == (administrator, "An error.")
    assert "An error." in client.get(reverse("people:merges")).text


def test_r3_two_are_confirmed_to_be_different_and_it_is_taken_back(client_of, administrator, alike):
    one, other = alike
    client = client_of(administrator)
    address = reverse("people:compare", args=[one.public_id, other.public_id])
    client.post(address, {"decision": "different", "reason": "Father and son."})
    found = DifferentPeople.objects.get()
    assert "Father and son." in client.get(reverse("people:different")).text

    refused = client.post(address, {"decision": "merge", "reason": "One."})
    assert (refused.status_code, PersonMerge.objects.count()) == (422, 0)

    client.post(reverse("people:end_difference", args=[found.pk]))
    assert len(pairs()) == 1


def test_any_two_people_are_found_by_name(client_of, administrator):
    one, other = person("Bo", "Berg"), person("Bo", "Dahl")
    client = client_of(administrator)
    page = client.get(reverse("people:duplicates"), {"with": one.public_id, "q": "bo"})
    assert [each.pk for each in page.context["people"]] == [other.pk]
    for nonsense in ("nonsense", "\x00"):
        assert client.get(reverse("people:duplicates"), {"with": nonsense}).status_code == 200


def test_r1_the_effect_told_is_the_effect(administrator):
    rules = make.rules()
    programme = programme_page(modules=1, lessons=0)
    project = make.project("P1", date(2013, 1, 1), date(2014, 12, 31))
    one, other = PersonFactory.create_batch(2)
    for each, role, day, paid in (
        (one, "manager", datetime(2013, 3, 1, tzinfo=UTC), project),
        (one, "instructor", datetime(2014, 3, 1, tzinfo=UTC), project),
        (other, "manager", datetime(2013, 9, 1, tzinfo=UTC), project),
        (other, "instructor", datetime(2013, 9, 1, tzinfo=UTC), None),
    ):
        make.place(programme, person=each, role=role, project=paid, completed_at=day)
    today = date(2015, 1, 1)

    def counted() -> dict[str, int]:
        return {
            code: queries.trained(rule, Filters(), as_of=today).count()
            for code, rule in rules.items()
        }

    told = effects_on([one.pk, other.pk], today)
    assert {each.rule.code: each.before for each in told} == counted()
    merge_people(absorbed=other, kept=one, reason="One.", by=administrator, at=AT)
    assert {each.rule.code: each.after for each in told} == counted()


def test_r1_an_absorbed_account_opens_the_kept_person(client_of, administrator):
    kept, absorbed = PersonFactory(first_name="Kept"), PersonFactory(first_name="Absorbed")
    client = client_of(absorbed)
    merge_people(absorbed=absorbed, kept=kept, reason="One.", by=administrator, at=AT)
    assert "Hello, Kept" in client.get(reverse("portal:home")).text

    Person.objects.filter(pk=kept.pk).update(is_active=False)
    assert client.get(reverse("portal:home")).status_code == 302


def test_r1_the_kept_person_sees_and_uses_the_places_of_both(client_of, administrator):
    kept, absorbed = PersonFactory.create_batch(2)
    place = make.place(programme_page(modules=1, lessons=1), person=absorbed)
    merge_people(absorbed=absorbed, kept=kept, reason="One.", by=administrator, at=AT)
    client = client_of(Person.objects.get(pk=kept.pk))
    assert client.get(reverse("progress:course", args=[place.uid])).status_code == 200
