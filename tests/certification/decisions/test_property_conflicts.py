"""R48 over random histories: nobody ever decides about a person to whom they have a tie.

What happened is told to an oracle of its own as it is written to the database; after each step every
decision that was taken in it is held against the ties of that moment. A history that takes one
kind of tie out of the code is seen by the same check.
"""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certification.appeals.actions import confirm_proposal as confirm_appeal
from certification.appeals.actions import decide_appeal, open_appeal
from certification.appeals.models import Appeal, AppealDecision, AppealProposal
from certification.decisions import conflicts
from certification.decisions.actions import apply, confirm_proposal, decide_application
from certification.decisions.models import Application, Decision, Proposal
from certification.schemes.models import SchemeVersion
from lms.errors import Refused
from lms.people.models import ConflictDeclaration
from tests.factories.courses import AT
from tests.factories.decisions import Case, officer
from tests.factories.people import PersonFactory
from tests.factories.ties import Past

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WINDOW_BEGINS = AT.date().replace(year=AT.year - 2)
OFFICERS, CANDIDATES = 4, 2

tie = st.tuples(
    st.just("tie"),
    st.sampled_from(sorted(Past.TIES)),
    st.integers(0, OFFICERS),  # the last one is an administrator
    st.integers(0, CANDIDATES - 1),
    st.sampled_from([0, 1, 300, 729, 730, 731, 732, 1000]),  # days ago
)
act = st.tuples(
    st.sampled_from(["grant", "refuse", "confirm", "uphold", "dismiss", "confirm appeal"]),
    st.integers(0, OFFICERS),
    st.integers(0, CANDIDATES - 1),
)
histories = st.lists(st.one_of(act, tie, act), min_size=4, max_size=14)


class World:
    """People, their files, and an oracle that knows who was tied to whom when."""

    def __init__(self):
        self.case = Case()
        self.past = Past(self.case.programme)
        self.deciders = [officer() for _ in range(OFFICERS)]
        self.deciders.append(PersonFactory(roles=["administrator"]))
        self.candidates = [PersonFactory() for _ in range(CANDIDATES)]
        for person in self.candidates:
            self.case.pass_test(person)
        self.forbidden: set[tuple[int, int]] = set()
        self.known: set[tuple] = set()

    def happen(self, history) -> None:
        for what, *details in history:
            if what == "tie":
                self.tie(*details)
            else:
                self.act(what, *details)
                self.check()

    def tie(self, name, decider, candidate, days_ago) -> None:
        at = AT - days_ago * DAY
        one, other = self.deciders[decider], self.candidates[candidate]
        if name == "declared" and ConflictDeclaration.objects.filter(person=one, other=other):
            return
        getattr(self.past, name)(one, other, at)
        if at.date() >= WINDOW_BEGINS:
            self.forbidden.add((one.pk, other.pk))

    def act(self, what, decider, candidate) -> None:
        by, person = self.deciders[decider], self.candidates[candidate]
        try:
            with transaction.atomic():
                self.attempt(what, by, person)
        except Refused:
            pass

    def attempt(self, what, by, person) -> None:
        asked = {"by": by, "at": AT}
        if what in ("grant", "refuse"):
            application = apply(
                person=person,
                certificate_type=self.case.certificate_type,
                scope=self.case.scope,
                by=person,
                at=AT,
            )
            outcome = {"grant": "granted", "refuse": "refused"}[what]
            decide_application(application=application, outcome=outcome, reasons="So.", **asked)
        elif what == "confirm":
            proposal = Proposal.objects.filter(application__person=person).last()
            if proposal:
                confirm_proposal(proposal=proposal, **asked)
        elif what == "confirm appeal":
            proposal = AppealProposal.objects.filter(appeal__person=person).last()
            if proposal:
                confirm_appeal(proposal=proposal, **asked)
        else:
            refusal = Decision.objects.filter(person=person, outcome="refused").first()
            if refusal:
                appeal = Appeal.objects.filter(decision=refusal).first() or open_appeal(
                    of=refusal, reason="Look again.", by=person, at=AT
                )
                outcome = {"uphold": "upheld", "dismiss": "dismissed"}[what]
                decide_appeal(appeal=appeal, outcome=outcome, reasons="So.", **asked)

    def check(self) -> None:
        """Each decision is held against the ties of the step in which it was taken."""
        judged = {
            (table._meta.model_name, *row)
            for table, person in ((Decision, "person"), (AppealDecision, "appeal__person"))
            for row in table.objects.values_list("pk", "decided_by", "confirmed_by", person)
        }
        for _table, _pk, first, second, person in judged - self.known:
            assert (first, person) not in self.forbidden
            assert (second, person) not in self.forbidden
            assert first != second
        self.known = judged

    def expect_free_officer_decides(self) -> None:
        """What blocks everybody would hold the property as well: who is free may decide."""
        for person in self.candidates:
            free = [
                each
                for each in self.deciders[:OFFICERS]
                if (each.pk, person.pk) not in self.forbidden
            ]
            waiting = Application.objects.waiting().filter(person=person, proposals__isnull=True)
            needed = SchemeVersion.objects.get().deciders
            if len(free) >= needed and waiting.exists():
                asked = {"outcome": "refused", "reasons": "So.", "at": AT}
                done = decide_application(application=waiting.get(), by=free[0], **asked)
                assert isinstance(done, Decision) is (needed == 1)


@pytest.fixture
def world():
    return World()


def told(world, history, deciders=1) -> None:
    """Tell a history and take it back, so that the next one begins with the same people."""
    world.forbidden, world.known = set(), set()
    with transaction.atomic():
        SchemeVersion.objects.update(deciders=deciders)
        world.happen(history)
        world.expect_free_officer_decides()
        transaction.set_rollback(True)


@settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(histories, st.sampled_from([1, 2]))
def test_r48_over_random_histories_nobody_decides_who_has_a_tie(world, history, deciders):
    told(world, history, deciders)


@pytest.mark.parametrize(("name", "kind"), sorted(Past.TIES.items()))
def test_the_property_is_red_when_a_tie_is_taken_out(world, monkeypatch, name, kind):
    history = [("tie", name, 0, 0, 1), ("grant", 0, 0)]
    told(world, history)
    whole = conflicts.ties_on

    def without(*arguments, **more):
        found = whole(*arguments, **more)
        return {pair: kinds - {kind} for pair, kinds in found.items()}

    monkeypatch.setattr(conflicts, "ties_on", without)
    with pytest.raises(AssertionError):
        told(world, history)


@pytest.mark.parametrize("act", ["confirm", "uphold", "confirm appeal"])
def test_the_property_is_red_when_nobody_asks_for_ties_in(world, monkeypatch, act):
    deciders = 2 if act.startswith("confirm") else 1
    tied = ("tie", "taught", 3, 0, 1)
    before = {
        "confirm": [("grant", 0, 0), tied],
        "uphold": [("refuse", 0, 0), tied],
        "confirm appeal": [("refuse", 0, 0), ("confirm", 1, 0), ("uphold", 2, 0), tied],
    }[act]
    history = [*before, (act, 3, 0)]
    told(world, history, deciders)
    monkeypatch.setattr(conflicts, "ties_on", lambda *arguments, **more: {})
    with pytest.raises(AssertionError):
        told(world, history, deciders)
