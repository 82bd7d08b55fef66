"""What disputes between projects do to figures: nothing until settled; then a refused claim counts for nothing (R14)."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certification.counts import queries
from certification.counts.disputes.queries import disputed_among
from certification.counts.export import RELATED
from certification.counts.recorded import records_of
from certification.counts.recount import recounted
from certification.counts.rules import Filters, bound_of
from certification.records import disputes as found_in
from certification.records.actions import lift_refusals, settle_dispute
from certification.records.models import ClaimRefusal
from lms.people.merging.actions import merge_people, unmerge_people
from lms.people.models import Person
from tests.factories import counts as make
from tests.factories.people import PersonFactory
from tests.factories.records import keep, said

pytestmark = pytest.mark.django_db
AS_OF = date(2014, 12, 31)
TOLD = datetime(2014, 1, 10, 12, tzinfo=UTC)
SETTLED = datetime(2014, 3, 1, 12, tzinfo=UTC)
LIFTED = datetime(2014, 6, 1, 12, tzinfo=UTC)
FIRST, SECOND = "2013-05-01T10:00:00+02:00", "2013-05-02T10:00:00+02:00"


@pytest.fixture
def rules():
    for code in ("P1", "P2"):
        make.project(code, date(2012, 1, 1), date(2013, 12, 31))
    return make.rules()


@pytest.fixture
def by():
    return PersonFactory(roles=["administrator"])


@pytest.fixture
def ana(rules):
    """Two projects claim her training; P1 was first."""
    keep(said(project="P1", result_confirmed_at=FIRST), at=TOLD)
    keep(said(project="P2", result_confirmed_at=SECOND), at=TOLD)
    return Person.objects.get(identities__value="ana")


def settle(person, project, by, at=SETTLED, reason="P2 paid for the room."):
    return settle_dispute(
        person=person, delivery="D1", project=project, reason=reason, by=by, at=at
    )


def lift(person, by, at=LIFTED):
    return lift_refusals(person=person, delivery="D1", reason="Wrong.", by=by, at=at)


def figures(rules, known_at=None, roles=("", "manager")) -> dict:
    """Each figure under each rule, counted two ways that have to agree."""
    found = {}
    for rule, project, role in product(rules.values(), ("", "P1", "P2"), roles):
        filters = Filters(project=project, role=role, known_at=known_at)
        claimed = queries.claimed(rule, filters, as_of=AS_OF)
        value = queries.trained(rule, filters, as_of=AS_OF).count()
        assert (value, claimed.count()) == recounted(rule, filters, as_of=AS_OF), (rule, filters)
        found[rule.code, project, role] = (value, claimed.count())
    return found


def counted_for(rule, **filters) -> list[str]:
    units = queries.trained(rule, Filters(**filters), as_of=AS_OF)
    return sorted(unit.project.code for unit in units)


def test_r14_until_settled_it_counts_once_for_the_claim_that_stands(rules, ana):
    assert counted_for(rules["participations"]) == ["P1"]
    (row,) = found_in.disputes()
    assert (row["one"], row["delivery"]) == (ana.pk, "D1")


def test_r14_a_refused_claim_counts_for_nothing_and_the_other_stands(rules, ana, by):
    settle(ana, "P2", by)

    assert counted_for(rules["participations"]) == ["P2"]
    assert counted_for(rules["project"], project="P1") == []
    assert counted_for(rules["project"], project="P2") == ["P2"]
    assert list(found_in.disputes()) == []
    figures(rules)


def test_r14_r27_what_was_refused_later_counted_then(rules, ana, by):
    settle(ana, "P2", by)
    lift(ana, by)

    def then(day):
        return counted_for(rules["programme"], known_at=day)

    assert then(date(2014, 2, 28)) == ["P1"]
    assert then(date(2014, 3, 1)) == then(date(2014, 5, 31)) == ["P2"]
    assert then(SETTLED) == ["P1"]  # of a moment, what was before it
    assert then(date(2014, 6, 1)) == ["P1"] == counted_for(rules["programme"])
    for day in (date(2014, 2, 28), date(2014, 4, 1), date(2014, 7, 1)):
        figures(rules, day)


def test_r14_a_verdict_says_that_it_is_disputed_or_why_it_was_refused(rules, ana, by):
    def verdicts(**filters):
        return records_of(ana, rules["programme"], Filters(**filters), as_of=AS_OF)

    assert [each.disputed_with for each in verdicts()] == [("P2",), ("P1",)]
    settle(ana, "P2", by)
    refused, counted = verdicts()
    assert refused.reason.rule == "R14"
    assert refused.reason.sentence == (
        "The claim of this project was refused on 1 March 2014: P2 paid for the room."
    )
    assert (refused.unit, refused.disputed_with) == (None, ())
    assert counted.unit is not None
    assert counted.disputed_with == ()
    assert [each.disputed_with for each in verdicts(known_at=date(2014, 2, 1))] == [
        ("P2",),
        ("P1",),
    ]


def test_r1_r14_claims_to_people_who_were_one_are_disputed_while_they_were(rules, by):
    """Asked as known then, though they are two again today."""
    keep(said(project="P1", result_confirmed_at=FIRST), at=TOLD)
    keep(said(person_id="bo", project="P2", result_confirmed_at=SECOND), at=TOLD)
    one, other = (Person.objects.get(identities__value=value) for value in ("ana", "bo"))
    merge = merge_people(absorbed=other, kept=one, reason="One.", by=by, at=SETTLED)
    unmerge_people(merge=merge, reason="Two.", by=by, at=LIFTED)
    rule = rules["participations"]

    def marked(known_at=None) -> list[tuple[str, ...]]:
        filters = Filters(known_at=known_at)
        units = queries.trained(rule, filters, as_of=AS_OF).select_related(*RELATED)
        bound = bound_of(filters, rule.zone)
        told = records_of(one, rule, filters, as_of=AS_OF)
        marks = sorted(disputed_among(units, bound).values())
        assert marks == sorted({each.disputed_with for each in told if each.unit} - {()})
        return marks

    assert marked() == []
    assert marked(date(2014, 2, 1)) == []
    assert marked(date(2014, 4, 1)) == [("P2",)]
    assert marked(date(2014, 7, 1)) == []


def test_r14_a_list_marks_its_disputed_units_in_two_queries(rules, ana, django_assert_num_queries):
    for number in range(5):
        keep(said(person_id=f"p{number}", delivery=f"D{number}"), at=TOLD)
    units = list(
        queries.trained(rules["programme"], Filters(), as_of=AS_OF).select_related(*RELATED)
    )
    assert len(units) == 6

    with django_assert_num_queries(2):
        found = disputed_among(units)

    assert {unit.person_id for unit in units if unit.pk in found} == {ana.pk}
    assert set(found.values()) == {("P2",)}
    assert disputed_among(units, TOLD) == {}  # nobody knew of it before


@pytest.mark.parametrize(
    "other",
    [{"project": ""}, {"project": "P1"}, {"delivery": "D2"}, {"result_confirmed_at": ""}],
)
def test_r14_without_two_projects_in_one_training_there_is_no_dispute(rules, other):
    keep(said(project="P1", result_confirmed_at=FIRST), at=TOLD)
    keep(said(**{"project": "P2", "result_confirmed_at": SECOND} | other), at=TOLD)

    assert list(found_in.disputes()) == []


def test_r14_r1_records_of_two_who_are_one_person_are_disputed_while_they_are_one(rules, by):
    keep(said(person_id="ana", project="P1"), at=TOLD)
    keep(said(person_id="anna", project="P2", result_confirmed_at=SECOND), at=TOLD)
    ana, anna = (Person.objects.get(identities__value=name) for name in ("ana", "anna"))
    before = figures(rules)
    assert list(found_in.disputes()) == []

    merge = merge_people(absorbed=anna, kept=ana, reason="One.", by=by, at=SETTLED)
    ana.refresh_from_db()
    (row,) = found_in.disputes()
    assert row["one"] == ana.pk
    assert [row["one"] for row in found_in.disputes(["P2"])] == [ana.pk]
    assert list(found_in.disputes(["P3"])) == []
    settle(ana, "P1", by)
    assert list(found_in.disputes()) == []
    assert counted_for(rules["participations"]) == ["P1"]
    lift(ana, by)
    unmerge_people(merge=merge, reason="Two.", by=by, at=LIFTED)
    assert figures(rules) == before


ROWS = st.fixed_dictionaries(
    {
        "person_id": st.sampled_from(["ana", "bo"]),
        "project": st.sampled_from(["P1", "P2", "P3", ""]),
        "result_confirmed_at": st.sampled_from([FIRST, SECOND]),
        "assessment": st.sampled_from(["passed", "passed", "failed"]),
        "evidence": st.sampled_from(["list.pdf", ""]),
    }
)


@settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(ROWS, min_size=2, max_size=7), st.randoms(use_true_random=False))
def test_r14_settling_and_undoing_restores_every_figure_in_whatever_order_facts_came(
    rules, by, rows, chance
):
    unique = {(r["person_id"], r["project"], r["result_confirmed_at"]): r for r in rows}
    told = list(unique.values())
    answers = [
        settled_and_undone(rules, by, order) for order in (told, chance.sample(told, len(told)))
    ]

    assert answers[0] == answers[1]


@transaction.atomic
def settled_and_undone(rules, by, rows) -> list:
    """The figures of the rows, and those once each dispute is settled; undone, they are as before."""
    for number, row in enumerate(rows):
        at = TOLD + timedelta(minutes=number)
        keep(said(**row), at=at, is_evidenced=bool(row["evidence"]))
    before, answers = figures(rules, roles=[""]), []
    for number, dispute in enumerate(list(found_in.disputes())):
        moments = [SETTLED + timedelta(days=2 * number + more) for more in (0, 1)]
        person = Person.objects.get(pk=dispute["one"])
        settle(person, dispute["last"], by, at=moments[0])
        after = figures(rules, roles=[""])
        lift(person, by, at=moments[1])
        assert figures(rules, moments[0], roles=[""]) == before
        assert figures(rules, moments[1], roles=[""]) == after
        answers.append((person.identities.get().value, dispute["last"], after))
    assert figures(rules, roles=[""]) == before
    transaction.set_rollback(True)
    return [before, sorted(answers, key=lambda each: each[0])]


def test_r14_settling_twice_writes_once(rules, ana, by):
    first = settle(ana, "P2", by)
    again = settle(ana, "P2", by, at=LIFTED)

    assert [each.pk for each in again] == [each.pk for each in first]
    assert ClaimRefusal.objects.count() == 1
