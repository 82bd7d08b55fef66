"""The right to teach follows the accreditation, by rule and through the outbox (R31, R33, R34)."""

from datetime import date, timedelta

import pytest
from hypothesis import given

from certification.certificates.actions import lift, reduce_scope, restore, suspend, withdraw
from certification.certificates.models import StatusEvent
from certification.certificates.rules import Status, status_on
from certification.certificates.teaching import TeachingRight, teaching_rights
from courses.deliveries.models import TeachingAuthority
from courses.deliveries.rules import right_on
from tests.certification.certificates.test_life import renewal
from tests.certification.certificates.test_rules import days, event, granted, histories
from tests.factories.certificates import GRANTED_ON, LABEL, issued, noon, officer
from tests.factories.courses import modules_of, programme_page

Kind = StatusEvent.Kind
END = date(2028, 3, 2)
TODAY = date(2026, 9, 1)
WHY = "of the test"


def rights(*events, module: str = "M1") -> list[TeachingRight]:
    return teaching_rights([granted(GRANTED_ON, END), *events], module)


def test_r31_a_right_begins_with_the_grant_and_ends_with_the_last_day():
    assert rights() == [TeachingRight("M1", 1, GRANTED_ON, END, None, None)]
    assert rights(module="")[0].module == ""


def test_r33_a_withdrawal_ends_it_on_the_day_before():
    (right,) = rights(event(Kind.WITHDRAWN, TODAY))
    assert right.valid_through == TODAY - timedelta(days=1)
    assert rights(event(Kind.WITHDRAWN, GRANTED_ON)) == []


def test_r33_a_suspension_is_noted_with_its_last_day():
    begun = event(Kind.SUSPENDED, TODAY)
    (right,) = rights(begun)
    assert (right.suspended_from, right.suspended_through) == (TODAY, None)
    (right,) = rights(begun, event(Kind.LIFTED, date(2026, 10, 1)))
    assert (right.suspended_from, right.suspended_through) == (TODAY, date(2026, 9, 30))
    (right,) = rights(begun, event(Kind.LIFTED, TODAY))
    assert right.suspended_from is None


def test_r42_from_a_smaller_scope_on_there_is_a_right_for_each_module_left():
    found = rights(event(Kind.REDUCED, TODAY, scope=["M1", "M3"]), module="")
    assert [(right.module, right.valid_from, right.valid_through) for right in found] == [
        ("", GRANTED_ON, TODAY - timedelta(days=1)),
        ("M1", TODAY, END),
        ("M3", TODAY, END),
    ]


def test_a_gap_that_no_renewal_covers_makes_a_second_right():
    later = date(2028, 9, 1)
    found = rights(event(Kind.RENEWED, later, valid_through=date(2031, 9, 1)))
    assert [(right.turn, right.valid_from) for right in found] == [(1, GRANTED_ON), (2, later)]


class Given:
    """A right as deliveries read it."""

    module_id = 1
    source = "certificate"

    def __init__(self, right: TeachingRight) -> None:
        self.valid_from, self.valid_through = right.valid_from, right.valid_through
        self.suspended_from = right.suspended_from
        self.suspended_through = right.suspended_through


@given(histories(), days)
def test_r31_who_may_teach_holds_a_valid_certificate(rows, day):
    """And whose certificate is valid may teach, but for a suspension before the last one."""
    found = [Given(right) for right in teaching_rights(rows, "M1") if right.module == "M1"]
    now = status_on(rows, day).status
    if now is Status.NOT_YET:
        return
    if not any(each.kind == Kind.REDUCED for each in rows) and now is Status.VALID:
        assert right_on(found, 1, day).holds
    if now in (Status.WITHDRAWN, Status.EXPIRED, Status.SUPERSEDED):
        assert not right_on(found, 1, day).holds


@pytest.fixture
def accredited(deliver_all):
    """A certificate that gives the right to teach, with everything that follows it."""
    certificate = issued(
        programme=programme_page(modules=3),
        code="cluster-excellence-manager",
        gives_right_to_teach=True,
        **LABEL,
    )
    deliver_all()
    return certificate


def held(certificate, day: date, module: str = "M1") -> bool:
    programme = certificate.decision.enrolment.programme
    found = next(each for each in modules_of(programme) if each.code == module)
    authorities = TeachingAuthority.objects.filter(person=certificate.person)
    return right_on(authorities, found.pk, day).holds


@pytest.mark.django_db
def test_r33_the_right_follows_every_change(accredited, deliver_all):
    by = officer()

    def said(day: date) -> dict:
        return {"certificate": accredited, "reason": WHY, "by": by, "at": noon(day)}

    authority = TeachingAuthority.objects.get()
    assert accredited.number in authority.source
    assert held(accredited, GRANTED_ON)
    assert held(accredited, END)
    assert not held(accredited, END + timedelta(days=1))

    suspend(effective_on=TODAY, **said(TODAY))
    deliver_all()
    assert not held(accredited, TODAY)
    october = date(2026, 10, 1)
    lift(effective_on=october, **said(october))
    deliver_all()
    assert [held(accredited, day) for day in (TODAY, october)] == [False, True]

    renewal(accredited, date(2028, 2, 1))
    deliver_all()
    assert held(accredited, date(2031, 3, 2))

    day = date(2028, 5, 1)
    reduce_scope(modules=["M2"], **said(day))
    deliver_all()
    assert held(accredited, day, "M2")
    assert not held(accredited, day, "M1")
    assert held(accredited, day - timedelta(days=1), "M1")

    event = withdraw(effective_on=date(2028, 6, 1), **said(date(2028, 6, 1)))
    deliver_all()
    assert held(accredited, date(2028, 5, 31), "M2")
    assert not held(accredited, date(2028, 6, 1), "M2")
    restore(event=event, reason="The appeal was right.", by=by, at=noon(date(2028, 7, 1)))
    deliver_all()
    assert held(accredited, date(2028, 6, 1), "M2")


@pytest.mark.django_db
def test_r34_withdrawn_from_the_day_of_the_grant_it_never_held(accredited, deliver_all):
    said = {"reason": WHY, "by": officer(), "at": noon(TODAY)}
    withdraw(certificate=accredited, effective_on=GRANTED_ON, **said)
    deliver_all()
    assert not any(held(accredited, GRANTED_ON + timedelta(days=n)) for n in (0, 1, 300))
    assert TeachingAuthority.objects.count() == 1


@pytest.mark.django_db
def test_other_certificates_give_no_right(deliver_all):
    issued(**LABEL)
    deliver_all()
    assert not TeachingAuthority.objects.exists()
