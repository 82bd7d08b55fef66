"""Who stands in a register: a valid certificate and a consent, both, at this moment (R56)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from certification.certificates.actions import lift, suspend, withdraw
from certification.registers import queries
from certification.registers.actions import choose_languages
from certification.registers.models import TeachingLanguage
from certification.registers.queries import Filters
from lms.errors import Refused
from lms.journal.models import Event
from lms.people.actions import withdraw_consent
from lms.people.models import Consent, Person
from tests.factories.certificates import officer
from tests.factories.courses import programme_page
from tests.factories.people import OrganisationFactory, PersonFactory
from tests.factories.registers import AGREED, accredited, agree, listed

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, 9, tzinfo=UTC)
Purpose = Consent.Purpose


def names(register: str = "instructors", now: datetime = NOW) -> list[str]:
    return [entry.name for entry in queries.entries(register, now)]


def test_r56_an_entry_needs_a_certificate_and_a_consent():
    holder = accredited().person
    agreed = PersonFactory()
    agree(agreed)
    assert names() == []
    agree(holder)
    assert names() == [holder.get_full_name()]


def test_a_certificate_of_another_kind_opens_no_entry():
    agree(accredited(register="").person)
    assert names() == names("tutors") == []


def test_each_register_has_its_own():
    person = listed(register="tutors")
    assert (names("tutors"), names()) == ([person.get_full_name()], [])


def test_r56_what_the_person_did_not_agree_to_is_not_in_the_entry():
    listed()
    entry = queries.entries("instructors", NOW)[0]
    assert (entry.email, entry.is_on_map) == ("", False)
    assert queries.on_map([entry]) == []


def test_r56_every_purpose_adds_what_its_text_says():
    person = listed(Purpose.MAP, Purpose.CONTACT, organisation=OrganisationFactory(country="ES"))
    entry = queries.entries("instructors", NOW)[0]
    assert (entry.email, entry.country) == (person.email, "ES")
    assert entry.languages == (("en", "English"),)
    assert queries.on_map([entry]) == [("ES", 1)]


def test_r56_a_consent_to_the_map_alone_lists_nobody():
    agree(accredited().person, Purpose.MAP, Purpose.CONTACT)
    assert names() == []


@pytest.mark.parametrize(
    ("day", "is_listed"), [(date(2028, 3, 2), True), (date(2028, 3, 3), False)]
)
def test_r43_listed_through_the_last_valid_day(day, is_listed):
    listed(valid_months=24)
    now = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=9)
    assert bool(names(now=now)) is is_listed


def test_r42_a_suspension_hides_until_it_is_lifted_and_a_withdrawal_for_good():
    person = listed()
    certificate = person.certificates.get()
    said = {"certificate": certificate, "reason": "A reason.", "by": officer(), "at": NOW}
    suspend(effective_on=NOW.date(), **said)
    assert names() == []
    lift(effective_on=NOW.date() + timedelta(days=2), **said)
    later = NOW + timedelta(days=3)
    assert names(now=later) == [person.get_full_name()]
    withdraw(effective_on=later.date(), **(said | {"at": later}))
    assert names(now=later) == []


def test_one_person_is_one_entry_with_all_that_they_hold():
    person = listed()
    accredited(person)
    entry = queries.entries("instructors", NOW)[0]
    assert len(entry.accreditations) == 2
    assert len(names()) == 1


def test_only_a_current_employer_is_shown():
    person = listed()
    person.memberships.update(ends_on=NOW.date() - timedelta(days=1))
    assert queries.entries("instructors", NOW)[0].organisation == ""


def test_an_inactive_person_is_not_listed():
    person = listed()
    Person.objects.filter(pk=person.pk).update(is_active=False)
    assert names() == []


def test_r56_an_entry_has_an_address_of_its_consent_alone():
    person = listed()
    first = person.consents.get().uid
    assert queries.entry_of("instructors", first, NOW).name == person.get_full_name()
    assert queries.entry_of("tutors", first, NOW) is None
    withdraw_consent(person=person, purpose=Purpose.REGISTER, by=person, at=NOW)
    assert queries.entry_of("instructors", first, NOW) is None
    agree(person, at=NOW)
    assert queries.entry_of("instructors", first, NOW) is None
    assert names() == [person.get_full_name()]


def test_narrowed_by_name_country_language_and_scope():
    programme = programme_page()
    ana = listed(
        person=PersonFactory(first_name="Ana", last_name="Álvarez"),
        organisation=OrganisationFactory(country="ES", name="Red de Galicia"),
        languages=("es", "gl"),
        programme=programme,
    )
    listed(person=PersonFactory(first_name="Bo", last_name="Berg"), languages=("sv",))
    every = queries.entries("instructors", NOW)

    def found(**asked) -> list[str]:
        return [entry.name for entry in every if Filters(**asked).fit(entry)]

    assert found() == [ana.get_full_name(), "Bo Berg"]
    for asked in (
        {"search": "álvarez ANA"},
        {"search": "alvarez"},
        {"search": "galicia"},
        {"country": "ES"},
        {"language": "gl"},
    ):
        assert found(**asked) == [ana.get_full_name()]
    assert found(language="sv", country="ES") == []
    offered = queries.choices(every)
    assert {code for code, _name in offered["language"]} == {"es", "gl", "sv"}
    scope = offered["scope"][0][0]
    assert found(scope=scope)
    assert found(scope="nothing") == []


def test_the_same_queries_for_any_number_of_people():
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            queries.entries("instructors", NOW)
        return len(found)

    programme = programme_page()
    listed(programme=programme)
    few = asked()
    for _ in range(5):
        listed(Purpose.MAP, programme=programme, languages=("en", "fr"))
    assert asked() == few


def test_languages_are_chosen_by_the_person_and_end_without_being_lost():
    person = PersonFactory()
    for chosen in (["de", "en"], ["de", "en"], ["en", "fr"]):
        choose_languages(person=person, languages=chosen, by=person, at=AGREED)
    current = TeachingLanguage.objects.current().values_list("language", flat=True)
    assert list(current) == ["en", "fr"]
    assert TeachingLanguage.objects.count() == 3
    assert Event.objects.filter(name="registers.languages_chosen").count() == 2
    with pytest.raises(Refused):
        choose_languages(person=person, languages=["tlh"], by=person, at=AGREED)
    with pytest.raises(Refused):
        choose_languages(person=person, languages=["de"], by=PersonFactory(), at=AGREED)


steps = st.lists(st.sampled_from(["give", "end", "suspend", "lift", "map", "end map"]), max_size=10)


@settings(max_examples=15)
@given(steps)
def test_r56_after_any_history_one_is_listed_exactly_while_both_hold(history):
    with transaction.atomic():
        certificate = accredited()
        person, by = certificate.person, officer()
        is_agreed = is_suspended = is_on_map = False
        now = AGREED
        for step in history:
            now += timedelta(days=1)
            if step == "give":
                agree(person, at=now)
                is_agreed = True
            elif step == "end":
                withdraw_consent(person=person, purpose=Purpose.REGISTER, by=person, at=now)
                is_agreed = False
            elif step == "map":
                agree(person, Purpose.MAP, at=now)
                is_on_map = True
            elif step == "end map":
                withdraw_consent(person=person, purpose=Purpose.MAP, by=person, at=now)
                is_on_map = False
            else:
                act = suspend if step == "suspend" else lift
                said = {"reason": "A reason.", "by": by, "at": now}
                try:
                    act(certificate=certificate, effective_on=now.date(), **said)
                except Refused:
                    continue
                is_suspended = step == "suspend"
            found = queries.entries("instructors", now)
            assert bool(found) is (is_agreed and not is_suspended)
            assert bool(queries.on_map(found)) is False  # without an organisation, no country
            assert all(entry.is_on_map is is_on_map for entry in found)
        transaction.set_rollback(True)
