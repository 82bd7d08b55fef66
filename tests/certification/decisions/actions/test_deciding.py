"""Decisions by people: whole files, no ties, reasons, and two people where the scheme asks (R47–R50)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from certification.decisions.actions import (
    confirm_proposal,
    decide_application,
    return_proposal,
    withdraw_application,
)
from certification.decisions.actions.freezing import freeze
from certification.decisions.models import Application, Decision, Proposal
from courses.progress.models import ModuleCompletion
from lms.errors import Refused
from lms.journal.hashing import canonical, digest
from lms.journal.models import Event
from lms.people.models import ConflictDeclaration
from tests.factories.courses import AT
from tests.factories.decisions import Case, officer
from tests.factories.people import PersonFactory
from tests.factories.ties import Past

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def case():
    return Case()


@pytest.fixture
def two():
    return Case(deciders=2)


def decide(application, by, outcome="granted", reasons="", at=AT):
    return decide_application(
        application=application, outcome=outcome, reasons=reasons, by=by, at=at
    )


def refused(code, rule, call, *arguments, **more):
    before = Decision.objects.count()
    with pytest.raises(Refused) as refusal:
        call(*arguments, **more)
    assert (refusal.value.code, refusal.value.rule) == (code, rule)
    assert Decision.objects.count() == before


def test_r48_a_complete_file_is_granted_once_with_its_evidence(case):
    application, by = case.application(), officer()
    decision = decide(application, by)
    assert decide(application, officer()) == decision
    assert (decision.outcome, decision.purpose, decision.turn) == ("granted", "grant", 1)
    assert (decision.decided_by, decision.confirmed_by, decision.rule) == (by, None, "")
    evidence = decision.evidence.get()
    assert evidence.sha256 == digest(canonical(evidence.facts))
    assert evidence.facts["module"] == "M1"
    application.refresh_from_db()
    assert application.state == Application.State.DECIDED
    assert Event.objects.filter(name="decisions.granted", subject_id=decision.pk).count() == 1


def test_r47_nothing_is_granted_that_is_not_complete_at_the_decision(case):
    application, by = case.application(is_complete=False), officer()
    refused("incomplete", "R47", decide, application, by)
    case.pass_test(application.person)
    completion = ModuleCompletion.objects.get()
    assert decide(application, by).evidence.get().subject_id == completion.pk


@pytest.mark.parametrize("tie", ["taught", "marked", "observed", "tutored", "worked_together"])
def test_r48_who_has_a_tie_neither_grants_nor_refuses(case, tie):
    application, tied = case.application(), officer()
    free = officer()
    getattr(Past(case.programme), tie)(tied, application.person, AT - DAY)
    refused("conflict", "R48", decide, application, tied)
    refused("conflict", "R48", decide, application, tied, "refused", "No.")
    assert decide(application, free).decided_by == free


def test_r48_nobody_but_officers_decides_while_one_is_free(case):
    application, free = case.application(), officer()
    for person in (
        PersonFactory(),
        PersonFactory(roles=["auditor"]),
        PersonFactory(roles=["administrator"]),
    ):
        refused("conflict", "R48", decide, application, person)
    assert decide(application, free)


def test_r48_an_officer_does_not_decide_about_themselves(case):
    candidate = officer()
    application = case.application(candidate)
    officer()
    refused("conflict", "R48", decide, application, candidate)


def test_r50_a_refusal_has_reasons(case):
    application, by = case.application(), officer()
    refused("no_reasons", "R50", decide, application, by, "refused", "  ")
    refused("outcome_unknown", "", decide, application, by, "conditional", "Later.")
    decision = decide(application, by, "refused", " The mark is under review. ")
    assert (decision.outcome, decision.reasons) == ("refused", "The mark is under review.")
    assert Event.objects.filter(name="decisions.refused", subject_id=decision.pk).exists()


def test_what_is_withdrawn_is_not_decided(case):
    application = case.application()
    withdraw_application(application=application, by=application.person, at=AT)
    refused("withdrawn", "", decide, application, officer())


def test_after_a_refusal_one_may_apply_again_and_be_granted(case):
    first, by = case.application(), officer()
    decide(first, by, "refused", "Not yet.")
    second = case.application(first.person, is_complete=False)
    assert second != first
    assert decide(second, by).turn == 1


def test_a_decision_belongs_to_the_newest_place_in_a_delivery(case):
    person = PersonFactory()
    case.pass_test(person)
    past = Past(case.programme)
    older, newer = (past.place(past.delivery(AT), person, AT - days * DAY) for days in (9, 3))
    past.place(past.delivery(AT), person, AT, kind="applied")
    assert decide(case.application(person, is_complete=False), officer()).enrolment == newer
    assert older != newer


def test_who_has_no_delivery_is_decided_about_by_the_place_of_their_own_pace(case):
    decision = decide(case.application(), officer())
    assert decision.enrolment == decision.person.enrolments.get()


# Two people


def test_two_people_decide_where_the_scheme_says_so(two):
    application, first, second = two.application(), officer(), officer()
    proposal = decide(application, first)
    assert isinstance(proposal, Proposal)
    assert Decision.objects.count() == 0
    refused("proposed", "", decide, application, second)
    refused("conflict", "R48", confirm_proposal, proposal=proposal, by=first, at=AT)
    decision = confirm_proposal(proposal=proposal, by=second, at=AT)
    assert (decision.decided_by, decision.confirmed_by) == (first, second)
    assert confirm_proposal(proposal=proposal, by=second, at=AT) == decision


def test_r47_an_incomplete_file_is_not_even_proposed(two):
    application, first = two.application(is_complete=False), officer()
    officer()
    refused("incomplete", "R47", decide, application, first)


def test_r48_both_are_free_of_ties_when_the_second_confirms(two):
    application, first, second, third = two.application(), officer(), officer(), officer()
    proposal = decide(application, first)
    past = Past(two.programme)
    past.taught(second, application.person, AT - DAY)
    refused("conflict", "R48", confirm_proposal, proposal=proposal, by=second, at=AT)
    past.marked(first, application.person, AT)
    officer()
    refused("first_tied", "R48", confirm_proposal, proposal=proposal, by=third, at=AT)
    return_proposal(proposal=proposal, reasons="They marked the test.", by=third, at=AT)
    again = decide(application, third)
    assert again.number == 2


def test_r47_what_is_no_longer_complete_is_not_confirmed(two):
    application, first, second = two.application(), officer(), officer()
    proposal = decide(application, first)
    two.certificate_type.requirements.update(parameters={"modules": ["M9"]})
    refused("incomplete", "R47", confirm_proposal, proposal=proposal, by=second, at=AT)


def test_a_returned_proposal_is_no_decision(two):
    application, first, second = two.application(), officer(), officer()
    proposal = decide(application, first, "refused", "The report is missing.")
    with pytest.raises(Refused) as refusal:
        return_proposal(proposal=proposal, reasons="", by=second, at=AT)
    assert refusal.value.code == "no_reasons"
    returned = return_proposal(proposal=proposal, reasons="It is there.", by=second, at=AT)
    assert return_proposal(proposal=proposal, reasons="Twice.", by=second, at=AT) == returned
    refused("returned", "", confirm_proposal, proposal=proposal, by=second, at=AT)
    assert decide(application, second).proposed_by == second


def test_who_proposed_may_take_it_back_and_others_without_a_part_may_not(two):
    application, first = two.application(), officer()
    officer()
    proposal = decide(application, first)
    with pytest.raises(Refused) as refusal:
        return_proposal(proposal=proposal, reasons="Why not", by=PersonFactory(), at=AT)
    assert refusal.value.code == "conflict"
    assert return_proposal(proposal=proposal, reasons="A slip.", by=first, at=AT)


# What the database holds by itself


@pytest.mark.parametrize(
    "wrong",
    [
        {"rule": "some rule"},
        {"decided_by": None},
        {"decided_by": None, "application": None},
        {"outcome": "refused", "reasons": ""},
        {"outcome": "perhaps"},
        {"purpose": "gift"},
        {"turn": 0},
        {"application": None},
        {
            "rule": "r",
            "decided_by": None,
            "application": None,
            "outcome": "refused",
            "reasons": "x",
        },
    ],
)
def test_the_database_refuses_decisions_that_cannot_be(case, wrong):
    decision = decide(case.application(), officer())
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(**wrong)


def test_the_database_refuses_who_may_not_decide(case):
    decision = decide(case.application(), officer())
    for wrong in (
        {"confirmed_by": decision.decided_by},
        {"confirmed_by": decision.person},
        {"decided_by": decision.person},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Decision.objects.filter(pk=decision.pk).update(**wrong)


def test_the_database_refuses_a_second_grant_of_one_turn(case):
    decision = decide(case.application(), officer())
    again = case.application(decision.person, is_complete=False)
    decision.pk, decision.application = None, again
    with pytest.raises(IntegrityError), transaction.atomic():
        decision.save(force_insert=True)


def test_the_same_piece_of_evidence_is_frozen_once(case):
    application = case.application()
    decision = decide(application, officer())
    with pytest.raises(IntegrityError), transaction.atomic():
        from certification.decisions.actions.applying import file_of

        freeze(decision, list(file_of(application, AT).evidence))


def test_the_tie_that_is_declared_on_the_day_binds_on_the_day(case):
    application, tied = case.application(), officer()
    officer()
    ConflictDeclaration.objects.create(
        person=tied,
        other=application.person,
        kind="relative",
        declared_at=AT,
        declared_by=tied,
    )
    refused("conflict", "R48", decide, application, tied)
