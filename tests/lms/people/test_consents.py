"""Consent is given by the person, for one purpose, in the words of a version, until withdrawn (R56)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from lms.errors import Refused
from lms.journal.models import Event
from lms.people import consent_texts
from lms.people.actions import give_consent, withdraw_consent
from lms.people.consent_texts import ConsentText, newest_text, texts
from lms.people.models import Consent, Person
from lms.people.queries import is_withheld, standing_consents
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
Purpose = Consent.Purpose


@pytest.fixture
def person() -> Person:
    return PersonFactory()


def agree(person: Person, purpose: str = Purpose.REGISTER, *, version: int = 1, at=AT, by=None):
    return give_consent(
        person=person, purpose=purpose, text_version=version, by=by or person, at=at
    )


def end(person: Person, purpose: str = Purpose.REGISTER, *, at=AT, by=None):
    withdraw_consent(person=person, purpose=purpose, by=by or person, at=at)


def test_r56_nothing_is_public_until_somebody_agrees(person):
    assert standing_consents(person) == {}
    assert not is_withheld(person)


def test_r56_each_purpose_is_separate_dated_and_names_its_text(person):
    consent = agree(person)
    assert list(standing_consents(person)) == [Purpose.REGISTER]
    assert (consent.text_version, consent.given_at) == (1, AT)


def test_r56_the_same_consent_twice_is_one(person):
    assert agree(person) == agree(person, at=AT + timedelta(days=1))
    assert Event.objects.filter(name="people.consent_given").count() == 1


def test_r56_withdrawing_ends_it_and_keeps_that_it_was_given(person):
    agree(person)
    end(person, at=AT + timedelta(days=1))
    end(person, at=AT + timedelta(days=2))
    kept = Consent.objects.get()
    assert standing_consents(person) == {}
    assert (kept.given_at, kept.withdrawn_at) == (AT, AT + timedelta(days=1))
    assert Event.objects.filter(name="people.consent_withdrawn").count() == 1


def test_r56_a_new_consent_has_another_name_in_public(person):
    first = agree(person).uid
    end(person)
    assert agree(person, at=AT + timedelta(days=1)).uid != first


def test_r56_nobody_consents_for_another(person):
    for other in (PersonFactory(), PersonFactory(roles=["administrator"])):
        with pytest.raises(Refused) as refusal:
            agree(person, by=other)
        assert refusal.value.code == "not_yours"
    assert not Consent.objects.exists()


def test_r56_an_administrator_may_withdraw_for_who_asked_and_others_may_not(person):
    agree(person)
    with pytest.raises(Refused) as refusal:
        end(person, by=PersonFactory(roles=["officer"]))
    assert refusal.value.code == "not_yours"
    administrator = PersonFactory(roles=["administrator"])
    end(person, by=administrator)
    assert Consent.objects.get().withdrawn_by == administrator


@pytest.mark.parametrize(("purpose", "version"), [("register", 99), ("advertising", 1)])
def test_r56_one_agrees_only_to_a_text_that_exists(person, purpose, version):
    with pytest.raises(Refused) as refusal:
        agree(person, purpose, version=version)
    assert refusal.value.code == "text_unknown"


def test_r56_agreeing_to_a_newer_text_ends_the_older_consent(person, monkeypatch):
    newer = {**texts(), ("register", 2): ConsentText("register", 2, AT.date(), "", "", ())}
    monkeypatch.setattr("lms.people.actions.texts", lambda: newer)
    first = agree(person)
    second = agree(person, version=2, at=AT + timedelta(days=1))
    first.refresh_from_db()
    assert first.withdrawn_at == second.given_at
    assert standing_consents(person)[Purpose.REGISTER] == second


def test_r56_who_asks_for_it_is_withheld_from_the_check_until_they_take_it_back(person):
    agree(person, Purpose.WITHHELD_CHECK)
    assert is_withheld(person)
    assert not is_withheld(PersonFactory())
    end(person, Purpose.WITHHELD_CHECK)
    assert not is_withheld(person)


def test_the_table_refuses_a_second_standing_consent(person):
    agree(person)
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.create(person=person, purpose=Purpose.REGISTER, text_version=1, given_at=AT)


def test_there_is_a_text_for_every_purpose_and_versions_have_no_gap():
    for purpose in Purpose.values:
        versions = sorted(version for each, version in texts() if each == purpose)
        assert versions == list(range(1, len(versions) + 1)) != []
        newest = newest_text(purpose)
        assert newest.title and newest.text
    assert consent_texts.newest_text("register").shown


steps = st.lists(
    st.tuples(st.booleans(), st.sampled_from(Purpose.values), st.integers(0, 3)), max_size=12
)


@given(steps)
def test_r56_after_any_history_the_last_word_on_each_purpose_stands(history):
    """Given and withdrawn in any order; times never run backwards, and nothing is lost."""
    with transaction.atomic():
        person = PersonFactory()
        at, last = AT, dict.fromkeys(Purpose.values, False)
        for is_given, purpose, minutes in history:
            at += timedelta(minutes=minutes)
            agree(person, purpose, at=at) if is_given else end(person, purpose, at=at)
            last[purpose] = is_given
        rows = list(person.consents.all())
        assert set(standing_consents(person)) == {each for each in last if last[each]}
        assert is_withheld(person) is last[Purpose.WITHHELD_CHECK]
        for purpose in Purpose.values:
            mine = [row for row in rows if row.purpose == purpose]
            for before, after in zip(mine, mine[1:], strict=False):
                assert before.given_at <= before.withdrawn_at <= after.given_at
        transaction.set_rollback(True)
