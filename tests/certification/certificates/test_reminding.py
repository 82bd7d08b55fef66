"""Holders are told in time what ends and when it may be renewed, once each (R38, R44)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certification.certificates.actions import correct_name, suspend, withdraw
from certification.certificates.reminders import remind
from certification.certificates.reminding import Occasion, due_on, ends_due, occasions
from certification.certificates.simulation import Policy
from lms.notifications.models import Notification
from tests.certification.certificates.test_life import renewal
from tests.factories.certificates import issued, lasting, noon, officer

LABELS = Policy(valid_months=24, renewal_months=36, window_months=6, grace_months=12)
END = date(2028, 3, 2)


def test_r44_everything_that_is_told_in_its_order():
    told = [(each.occasion, each.on) for each in occasions(END, LABELS)]
    assert told == [
        (Occasion.WINDOW, date(2027, 9, 2)),
        (Occasion.DAYS_90, date(2027, 12, 3)),
        (Occasion.DAYS_30, date(2028, 2, 1)),
        (Occasion.DAYS_7, date(2028, 2, 24)),
        (Occasion.ENDED, date(2028, 3, 3)),
        (Occasion.GRACE, date(2029, 1, 31)),
    ]


def test_without_grace_nothing_is_promised():
    told = [each.occasion for each in occasions(END, Policy(valid_months=24))]
    assert told[-1] is Occasion.ENDED_FOR_GOOD
    assert Occasion.GRACE not in told


def test_a_letter_is_still_written_a_week_later_and_not_after_it():
    due = date(2028, 2, 1)
    assert due_on(END, LABELS, due - timedelta(days=1)) is None
    assert due_on(END, LABELS, due) is Occasion.DAYS_30
    assert due_on(END, LABELS, due + timedelta(days=6)) is Occasion.DAYS_30
    assert due_on(END, LABELS, due + timedelta(days=7)) is None


@given(
    st.dates(date(2024, 1, 1), date(2030, 1, 1)),
    st.integers(1, 12),
    st.integers(0, 24),
    st.integers(-800, 800),
)
def test_the_ends_that_the_database_is_asked_for_are_all_that_are_due(today, window, grace, off):
    policy = Policy(valid_months=24, window_months=window, grace_months=grace)
    end = today + timedelta(days=off)
    assert ends_due(policy, today).get(end) is due_on(end, policy, today)


def letters(kind: str = "certificate_reminder") -> list[str]:
    return list(
        Notification.objects.filter(kind=kind).order_by("pk").values_list("body", flat=True)
    )


@pytest.mark.django_db
def test_r38_each_occasion_is_told_once(mailoutbox):
    certificate = lasting()
    assert certificate.current.valid_through == END
    day = date(2027, 8, 1)
    while day < date(2029, 3, 1):
        remind(noon(day))
        remind(noon(day))
        day += timedelta(days=5)
    told = letters()
    assert len(told) == 6
    assert "may be renewed from today on" in told[0]
    assert "It ends in a week" in told[3]
    assert "only granted anew" in told[5]


@pytest.mark.django_db
def test_r38_what_was_renewed_suspended_or_withdrawn_is_not_reminded_of():
    by = officer()
    on = date(2028, 1, 15)
    said = {"reason": "of the test", "by": by, "at": noon(on)}
    renewal(lasting(), on)
    suspend(certificate=lasting(), effective_on=on, **said)
    withdraw(certificate=lasting(), effective_on=on, **said)
    issued()
    remind(noon(date(2028, 2, 1)))
    assert letters() == []
    remind(noon(date(2031, 2, 1)))
    assert len(letters()) == 1  # of the renewed one, before its new end


@pytest.mark.django_db
def test_the_holder_is_told_of_every_change_and_why(deliver_all):
    certificate = lasting()
    said = {"certificate": certificate, "by": officer(), "at": noon(date(2026, 9, 1))}
    suspend(effective_on=date(2026, 9, 5), reason="A complaint.", **said)
    correct_name(holder_name="Robin Newname", reason="Married.", **said)
    deliver_all()
    (letter,) = letters("certificate_status_changed")
    assert "Saturday 5 September 2026" in letter
    assert "Reason: A complaint." in letter
    (again,) = letters("certificate_issued_again")
    assert "Dear Robin Newname" in again
    assert "name corrected" in again
    assert len(letters("certificate_granted")) == 1
