"""The root of each day is published once, and proofs under it hold for a stranger."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from lms.errors import Refused
from lms.journal import check
from lms.journal.actions import publish_root, publish_roots, record_event, seal_events
from lms.journal.hashing import NODE, digest, path_to, root_of
from lms.journal.models import DailyRoot, Event, Seal
from lms.journal.proofs import covered_by, proof_of
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def happened(at: datetime, times: int = 1):
    person = PersonFactory()
    for _ in range(times):
        record_event(name="tests.happened", subject=person, by=None, at=at)
    return person, seal_events(at=at)


def climbed(leaf: str, path) -> str:
    for side, beside in path:
        pair = (beside, leaf) if side == "left" else (leaf, beside)
        leaf = digest(NODE, *(each.encode() for each in pair))
    return leaf


@given(st.integers(1, 40), st.data())
def test_every_leaf_leads_up_to_the_root_and_no_other_place_does(size, data):
    leaves = [digest(str(number).encode()) for number in range(size)]
    place = data.draw(st.integers(0, size - 1))
    path = path_to(leaves, place)
    assert climbed(leaves[place], path) == root_of(leaves)
    assert len(path) <= max(size - 1, 0).bit_length()
    if size > 1:
        assert climbed(leaves[place - 1], path) != root_of(leaves)


def test_the_root_of_a_day_is_what_its_last_seal_hands_on():
    happened(NOON)
    _, last = happened(NOON + timedelta(hours=11, minutes=59))
    happened(NOON + DAY)
    made = publish_roots(at=NOON + DAY)
    assert [(each.day, each.seal_id, each.root) for each in made] == [
        (NOON.date(), last.number, last.chained)
    ]
    assert publish_roots(at=NOON + DAY) == []
    assert Event.objects.filter(name="journal.root_published").count() == 1


def test_days_without_a_seal_have_no_root():
    happened(NOON)
    happened(NOON + 3 * DAY)
    made = publish_roots(at=NOON + 9 * DAY)
    assert [each.day for each in made] == [NOON.date(), (NOON + 3 * DAY).date()]
    assert publish_root(day=(NOON + 7 * DAY).date(), at=NOON + 9 * DAY) is None


def test_a_day_that_is_not_over_is_refused():
    happened(NOON)
    with pytest.raises(Refused) as refusal:
        publish_root(day=NOON.date(), at=NOON + timedelta(hours=11, minutes=59))
    assert refusal.value.code == "day_not_over"
    assert publish_root(day=NOON.date(), at=NOON + timedelta(hours=12))


def test_a_root_that_is_out_does_not_change_and_days_are_not_filled_in_before_it():
    happened(NOON)
    published = publish_root(day=NOON.date(), at=NOON + DAY)
    _, late = happened(NOON + timedelta(minutes=1))  # a clock was set back
    assert publish_root(day=NOON.date(), at=NOON + DAY) == published
    with pytest.raises(Refused) as refusal:
        publish_root(day=(NOON - DAY).date(), at=NOON + DAY)
    assert refusal.value.code == "root_of_later_day"
    assert [each.seal for each in publish_roots(at=NOON + 2 * DAY)] == [late]


def test_a_changed_root_is_named():
    happened(NOON)
    published = publish_root(day=NOON.date(), at=NOON + DAY)
    seal_events(at=NOON + DAY)
    assert list(check.problems()) == []
    DailyRoot.objects.update(root="0" * 64)
    assert {(each.table, each.key) for each in check.problems()} == {
        ("lms.dailyroot", published.pk)
    }


def test_what_is_not_sealed_is_covered_by_nothing():
    person = PersonFactory()
    record_event(name="tests.happened", subject=person, by=None, at=NOON)
    assert covered_by("tests.happened", person) is None


def test_what_is_sealed_today_is_under_its_seal_until_the_day_is_over():
    person, seal = happened(NOON, 5)
    proof = proof_of(covered_by("tests.happened", person))
    assert (proof["day"], proof["root"]) == (None, seal.chained)
    for hour in range(1, 4):
        happened(NOON + timedelta(hours=hour))
    publish_roots(at=NOON + DAY)
    proof = proof_of(covered_by("tests.happened", person))
    daily = DailyRoot.objects.get()
    assert (proof["day"], proof["root"]) == ("2026-03-02", daily.root)
    assert [each["number"] for each in proof["chain"]] == [seal.number + step for step in range(4)]
    steps = [(each["side"], each["hash"]) for each in proof["path"]]
    assert climbed(proof["leaf"], steps) == seal.root


def test_the_command_prints_the_root_of_a_day():
    _, seal = happened(NOON)
    out = StringIO()
    call_command("publish_root", day=NOON.date(), stdout=out)
    assert out.getvalue().split() == ["2026-03-02", "seal", str(seal.number), seal.chained]
    out = StringIO()
    call_command("publish_root", day=date(2026, 3, 5), stdout=out)
    assert "no root of this day" in out.getvalue()
    with pytest.raises(CommandError, match="not over"):
        call_command("publish_root", day=date(2126, 3, 5))
    assert Seal.objects.count() == 1
