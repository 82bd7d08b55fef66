"""R44: what is held is renewed; what is withdrawn or lapsed is granted anew, as a further turn."""

from datetime import timedelta

import pytest

from certification.certificates.actions import withdraw
from certification.certificates.holding import holding
from certification.certificates.models import Certificate, StatusEvent
from certification.decisions.actions import decide_application
from certification.decisions.models import Decision
from certification.schemes.models import CertificateType
from lms.errors import Refused
from tests.factories.courses import AT
from tests.factories.decisions import Case, officer

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def case():
    case = Case()
    CertificateType.objects.update(valid_months=24, grace_months=12, renewal_months=36)
    case.certificate_type.refresh_from_db()
    return case


@pytest.fixture
def person(case, deliver_all):
    return granted(case, case.application(), deliver_all).person


def granted(case, application, deliver_all, at=AT) -> Decision:
    by = officer()
    decision = decide_application(
        application=application, outcome="granted", reasons="", by=by, at=at
    )
    deliver_all()
    return decision


def held(case, person, day):
    return holding(person, case.certificate_type, case.scope, day)


def test_r44_what_nobody_granted_is_granted_first(case):
    found = held(case, officer(), AT.date())
    assert (found.purpose, found.against_grant) == ("grant", "")


@pytest.mark.parametrize(
    ("years", "days", "purpose"),
    [(0, 1, "renewal"), (2, 0, "renewal"), (3, 0, "renewal"), (3, 1, "grant")],
)
def test_r44_renewed_until_the_grace_is_over_then_granted_anew(case, person, years, days, purpose):
    day = AT.date().replace(year=AT.year + years) + days * DAY
    found = held(case, person, day)
    assert found.purpose == purpose
    assert found.against(purpose) == ""
    assert found.against("grant" if purpose == "renewal" else "renewal") != ""


def test_r44_a_renewal_goes_to_the_certificate_that_is_held(case, person, deliver_all):
    at = AT.replace(year=AT.year + 2) - 30 * DAY
    decision = granted(case, case.application(person, is_complete=False, at=at), deliver_all, at)
    assert (decision.purpose, decision.turn) == ("renewal", 1)
    certificate = Certificate.objects.get()
    assert certificate.status_events.get(kind=StatusEvent.Kind.RENEWED).decision == decision
    assert certificate.current.valid_through == AT.date().replace(year=AT.year + 5)


def test_after_a_withdrawal_it_is_granted_anew_as_a_second_turn(case, person, deliver_all):
    withdraw(
        certificate=Certificate.objects.get(),
        effective_on=AT.date(),
        reason="Misconduct.",
        by=officer(),
        at=AT + DAY,
    )
    decision = granted(case, case.application(person, is_complete=False, at=AT + DAY), deliver_all)
    assert (decision.purpose, decision.turn) == ("grant", 2)
    assert Certificate.objects.count() == 2


def test_what_does_not_expire_is_neither_granted_again_nor_renewed(case, deliver_all):
    CertificateType.objects.update(valid_months=None)
    case.certificate_type.refresh_from_db()
    person = granted(case, case.application(), deliver_all).person
    with pytest.raises(Refused) as refusal:
        case.application(person, is_complete=False)
    assert refusal.value.code == "held"
