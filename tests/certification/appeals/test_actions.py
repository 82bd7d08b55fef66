"""R50: appeals are handled by others, within the period; a refusal is put aside by a grant, a withdrawal undone."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from certification.appeals.actions import (
    confirm_proposal,
    decide_appeal,
    name_outside_decider,
    open_appeal,
    return_proposal,
)
from certification.appeals.models import Appeal, AppealDecision
from certification.appeals.queries import last_day, panel_of
from certification.certificates.actions import suspend, withdraw
from certification.certificates.models import Certificate
from certification.certificates.queries import status_of
from certification.decisions.actions import (
    confirm_proposal as confirm_decision,
)
from certification.decisions.actions import (
    decide_application,
)
from certification.decisions.actions import (
    return_proposal as return_decision,
)
from certification.decisions.models import Decision
from lms.errors import Refused
from lms.journal.models import Event
from lms.notifications.models import Notification
from tests.factories.courses import AT
from tests.factories.decisions import Case, officer
from tests.factories.people import PersonFactory
from tests.factories.ties import Past

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def case():
    return Case()


def refusal(case, by=None, *, application=None) -> Decision:
    application = application or case.application()
    return decide_application(
        application=application, outcome="refused", reasons="Not yet.", by=by or officer(), at=AT
    )


def appealed(subject, by=None, at=AT) -> Appeal:
    person = by or subject.person
    return open_appeal(of=subject, reason="It is all there.", by=person, at=at)


def decide(appeal, by, outcome="upheld", reasons="It is there indeed.", at=AT):
    return decide_appeal(appeal=appeal, outcome=outcome, reasons=reasons, by=by, at=at)


def refused(code, rule, call, *arguments, **more):
    with pytest.raises(Refused) as found:
        call(*arguments, **more)
    assert (found.value.code, found.value.rule) == (code, rule)
    assert AppealDecision.objects.count() == 0


@pytest.mark.parametrize(("days", "is_late"), [(0, False), (30, False), (31, True)])
def test_r50_within_the_appeal_period_of_the_scheme_its_last_day_included(case, days, is_late):
    decision = refusal(case)
    assert last_day(decision) == date(2026, 4, 1)
    at = AT + days * DAY
    if is_late:
        refused("too_late", "R50", appealed, decision, at=at)
    else:
        assert appealed(decision, at=at) == appealed(decision, at=at + 90 * DAY)
        assert Event.objects.filter(name="appeals.appeal_opened").count() == 1


def test_r50_the_period_is_the_schemes():
    decision = refusal(Case(appeal_days=60))
    assert last_day(decision) == date(2026, 5, 1)


def test_r50_only_whom_it_concerns_appeals_and_only_of_a_refusal(case):
    decision = refusal(case)
    refused("not_yours", "R50", appealed, decision, by=PersonFactory())
    refused("no_reason", "R50", open_appeal, of=decision, reason=" ", by=decision.person, at=AT)
    granted = decide_application(
        application=case.application(), outcome="granted", reasons="", by=officer(), at=AT
    )
    refused("nothing_to_appeal", "R50", appealed, granted)


def test_r50_others_than_who_decided_handle_it(case):
    first, other = officer(), officer()
    appeal = appealed(refusal(case, first))
    refused("conflict", "R50", decide, appeal, first)
    assert decide(appeal, other).decided_by == other
    assert decide(appeal, other) == AppealDecision.objects.get()


def test_r50_whoever_had_a_part_in_a_decision_of_two_is_out(deliver_all):
    case = Case(deciders=2)
    one, two, three = officer(), officer(), officer()
    application = case.application()
    asked = {"outcome": "refused", "reasons": "Not yet.", "at": AT}
    returned = decide_application(application=application, by=three, **asked)
    return_decision(proposal=returned, reasons="Say more.", by=one, at=AT)
    proposal = decide_application(application=application, by=one, **asked)
    appeal = appealed(confirm_decision(proposal=proposal, by=two, at=AT))
    four, five = officer(), officer()
    panel = panel_of(appeal, AT)
    assert panel.free == {four.pk, five.pk}
    for person in (one, two, three):
        refused("conflict", "R50", decide, appeal, person)


@pytest.mark.parametrize("tie", ["taught", "marked", "observed", "worked_together"])
def test_r50_who_has_a_tie_does_not_handle_it(case, tie):
    appeal, tied = appealed(refusal(case)), officer()
    officer()
    getattr(Past(case.programme), tie)(tied, appeal.person, AT - DAY)
    refused("conflict", "R50", decide, appeal, tied)


def test_r50_an_upheld_appeal_grants_by_those_who_upheld_it(case, deliver_all):
    decision = refusal(case)
    appeal, by = appealed(decision), officer()
    outcome = decide(appeal, by)
    granted = outcome.granted
    assert (granted.follows, granted.outcome, granted.decided_by) == (decision, "granted", by)
    assert granted.evidence.count() == 1
    deliver_all()
    assert Certificate.objects.get().decision == granted
    letter = Notification.objects.get(kind="appeal_decided")
    assert "upheld" in letter.body
    assert "It is there indeed." in letter.body
    assert f"/appeals/{appeal.uid}/" in letter.body


def test_r47_an_appeal_grants_nothing_that_is_not_complete(case):
    appeal = appealed(refusal(case, application=case.application(is_complete=False)))
    refused("incomplete", "R47", decide, appeal, officer())
    assert decide(appeal, officer(), "dismissed").granted is None


def test_r50_a_dismissed_appeal_changes_nothing(case):
    appeal = appealed(refusal(case))
    refused("no_reasons", "R50", decide, appeal, officer(), "dismissed", " ")
    refused("outcome_unknown", "", decide, appeal, officer(), "partly")
    decide(appeal, officer(), "dismissed")
    assert Decision.objects.count() == 1


def test_r50_two_people_decide_an_appeal_where_two_decide():
    case = Case(deciders=2)
    one, two = officer(), officer()
    application = case.application()
    asked = {"outcome": "refused", "reasons": "Not yet.", "at": AT}
    proposal = decide_application(application=application, by=one, **asked)
    appeal = appealed(confirm_decision(proposal=proposal, by=two, at=AT))
    three, four = officer(), officer()
    first = decide(appeal, three)
    refused("conflict", "R50", confirm_proposal, proposal=first, by=three, at=AT)
    refused("conflict", "R50", confirm_proposal, proposal=first, by=one, at=AT)
    returned = return_proposal(proposal=first, reasons="Say which.", by=four, at=AT)
    assert returned.returned_by == four
    refused("returned", "", confirm_proposal, proposal=first, by=four, at=AT)
    second = decide(appeal, four)
    Past(case.programme).taught(four, appeal.person, AT - DAY)
    officer()
    refused("first_tied", "R48", confirm_proposal, proposal=second, by=three, at=AT)
    return_proposal(proposal=second, reasons="A tie.", by=four, at=AT)
    third = decide(appeal, three)
    five = officer()
    outcome = confirm_proposal(proposal=third, by=five, at=AT)
    assert (outcome.granted.decided_by, outcome.granted.confirmed_by) == (three, five)
    assert confirm_proposal(proposal=third, by=five, at=AT) == outcome


def test_r50_where_no_other_officer_is_left_it_goes_to_the_administrators(case, deliver_all):
    by, administrator = officer(), PersonFactory(roles=["administrator"])
    appeal = appealed(refusal(case, by))
    deliver_all()
    event = Event.objects.get(name="appeals.escalated")
    assert event.payload["against"] == [
        {"name": str(by), "ties": ["had a part in what is appealed against"]}
    ]
    assert Notification.objects.get(kind="appeal_escalated").person == administrator
    assert decide(appeal, administrator).decided_by == administrator


def test_r50_somebody_from_outside_is_named_when_nobody_is_left(case):
    by, administrator, outsider = officer(), PersonFactory(roles=["administrator"]), PersonFactory()
    appeal = appealed(refusal(case, by))

    def name(person):
        return name_outside_decider(appeal=appeal, person=person, by=administrator, at=AT)

    refused("not_needed", "R48", name, outsider)
    Past(case.programme).taught(administrator, appeal.person, AT - DAY)
    name(outsider)
    assert decide(appeal, outsider).decided_by == outsider


# What was done to a certificate


@pytest.fixture
def certificate(case, deliver_all):
    decide_application(
        application=case.application(), outcome="granted", reasons="", by=officer(), at=AT
    )
    deliver_all()
    return Certificate.objects.get()


def test_r50_a_withdrawal_is_undone_with_its_original_dates(certificate):
    before = status_of(certificate, AT.date() + 9 * DAY)
    by = officer()
    event = withdraw(
        certificate=certificate, effective_on=AT.date(), reason="Misconduct.", by=by, at=AT + DAY
    )
    certificate.refresh_from_db()
    appeal = appealed(event, by=certificate.person, at=AT + 2 * DAY)
    assert status_of(certificate, AT.date() + 9 * DAY).status == "withdrawn"
    refused("conflict", "R50", decide, appeal, by, at=AT + 3 * DAY)
    outcome = decide(appeal, officer(), at=AT + 3 * DAY)
    assert outcome.restored.undoes == event
    certificate = Certificate.objects.get()
    assert status_of(certificate, AT.date() + 9 * DAY) == before
    assert certificate.issued_on == AT.date()


def test_r50_a_suspension_stays_while_it_is_appealed_against(certificate):
    event = suspend(
        certificate=certificate,
        effective_on=(AT + DAY).date(),
        reason="A complaint.",
        by=officer(),
        at=AT + DAY,
    )
    appeal = appealed(event, by=certificate.person, at=AT + 2 * DAY)
    on = AT.date() + 5 * DAY
    assert status_of(Certificate.objects.get(), on).status == "suspended"
    decide(appeal, officer(), "dismissed", at=AT + 3 * DAY)
    assert status_of(Certificate.objects.get(), on).status == "suspended"


def test_r50_the_grant_itself_is_not_appealed_against(certificate):
    granted = certificate.status_events.get()
    refused("nothing_to_appeal", "R50", appealed, granted, by=certificate.person)


@pytest.mark.parametrize("wrong", [{"outcome": "upheld"}, {"reasons": ""}, {"outcome": "partly"}])
def test_the_database_refuses_outcomes_that_cannot_be(case, wrong):
    outcome = decide(appealed(refusal(case)), officer(), "dismissed")
    with pytest.raises(IntegrityError), transaction.atomic():
        AppealDecision.objects.filter(pk=outcome.pk).update(**wrong)


def test_the_database_refuses_an_appeal_of_nothing_and_of_two_things(case):
    appeal = appealed(refusal(case))
    for wrong in ({"decision": None}, {"reason": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Appeal.objects.filter(pk=appeal.pk).update(**wrong)
