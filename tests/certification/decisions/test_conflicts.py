"""R48: who taught, tutored, examined or observed a candidate, or works with them, does not decide."""

from datetime import UTC, datetime, timedelta

import pytest

from certification.decisions.conflicts import conflicts_of, words_of
from courses.attempts.models import Mark, Result
from courses.deliveries.models import Session
from courses.observations.models import Observation
from tests.factories.people import PersonFactory
from tests.factories.ties import Past

pytestmark = pytest.mark.django_db
HAPPENED = datetime(2024, 2, 29, 10, tzinfo=UTC)
FIRST_FREE = datetime(2026, 3, 1).date()  # 24 months end on 28 February 2026
DAY = timedelta(days=1)


def tie(decider, candidate, on, months=24) -> set[str]:
    found = conflicts_of([decider.pk], [candidate.pk], on, months)
    return set(found.get((decider.pk, candidate.pk), ()))


@pytest.mark.parametrize(("name", "kind"), Past.TIES.items())
def test_r48_each_tie_blocks_for_the_months_of_the_scheme_and_no_longer(name, kind):
    decider, candidate = PersonFactory(), PersonFactory()
    getattr(Past(), name)(decider, candidate, HAPPENED)
    assert tie(decider, candidate, HAPPENED.date()) == {kind}
    assert tie(decider, candidate, FIRST_FREE - DAY) == {kind}
    assert tie(decider, candidate, FIRST_FREE) == set()
    assert tie(decider, candidate, FIRST_FREE, months=36) == {kind}
    assert tie(decider, candidate, FIRST_FREE - DAY, months=12) == set()
    assert tie(PersonFactory(), candidate, HAPPENED.date()) == set()
    assert tie(decider, PersonFactory(), HAPPENED.date()) == set()


def test_r48_nobody_decides_about_themselves():
    person = PersonFactory()
    assert tie(person, person, FIRST_FREE) == {"self"}


def test_r48_what_did_not_take_place_is_no_tie():
    decider, candidate, past = PersonFactory(), PersonFactory(), Past()
    past.taught(decider, candidate, HAPPENED)
    past.accompanied(decider, candidate, HAPPENED)
    past.watched(decider, candidate, HAPPENED)
    past.observed(decider, candidate, HAPPENED)
    assert tie(decider, candidate, HAPPENED.date()) == {"trained", "tutored", "observed"}
    Session.objects.update(cancelled_at=HAPPENED)
    assert tie(decider, candidate, HAPPENED.date()) == {"observed"}
    assert Observation.objects.count() == 1, "Written down, so it was observed."


def test_r48_a_corrected_key_examines_nobody_and_a_rule_confirms_nothing():
    decider, candidate, past = PersonFactory(), PersonFactory(), Past()
    past.marked(decider, candidate, HAPPENED)
    past.released(decider, candidate, HAPPENED)
    Mark.objects.update(kind="rule", marked_by=None)
    Result.objects.update(confirmed_by=None)
    assert tie(decider, candidate, HAPPENED.date()) == set()


def test_r48_who_only_asked_for_a_place_was_not_taught():
    decider, candidate, past = PersonFactory(), PersonFactory(), Past()
    session = past.taught(decider, PersonFactory(), HAPPENED)
    past.place(session.delivery, candidate, HAPPENED, kind="applied")
    assert tie(decider, candidate, HAPPENED.date()) == set()


def test_every_tie_has_words():
    assert len(words_of(set(Past.TIES.values()) | {"self", "other"})) == 8
    assert words_of(["observed"]) == ["observed their teaching"]


def test_the_number_of_queries_is_fixed(django_assert_num_queries):
    past = Past()
    for size in (1, 6):
        deciders = [PersonFactory() for _ in range(size)]
        candidates = [PersonFactory() for _ in range(size)]
        for decider, candidate in zip(deciders, candidates, strict=True):
            past.taught(decider, candidate, HAPPENED)
            past.worked_together(decider, candidate, HAPPENED)
        people = [person.pk for person in deciders], [person.pk for person in candidates]
        with django_assert_num_queries(17):
            conflicts_of(*people, HAPPENED.date())
