"""The database's status is the rule's status, and a list asks the same few queries (R42)."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings

from certification.certificates.actions import suspend, withdraw
from certification.certificates.listing import Asked, ends_of_type, found, listed
from certification.certificates.models import Certificate, StatusEvent
from certification.certificates.rules import Status, status_on
from tests.certification.certificates.test_rules import days, histories
from tests.factories.certificates import LABEL, issued, lasting, noon, officer
from tests.factories.courses import programme_page

pytestmark = pytest.mark.django_db


def written(certificate: Certificate, rows: list[StatusEvent]) -> list[StatusEvent]:
    """The history of a certificate as the database keeps it; nonsense it refuses is left out."""
    StatusEvent.objects.filter(undoes__isnull=False).delete()
    StatusEvent.objects.all().delete()
    kept = {}
    for number, row in enumerate(rows):
        key, row.pk, row.certificate, row.reason = row.pk, None, certificate, "of the test"
        if row.kind == "superseded":
            row.superseded_by = certificate
        if row.kind == "renewed":
            row.kind = "extended"
        if row.suspended_through is not None and row.suspended_through < row.effective_on:
            row.suspended_through = None
        if row.undoes_id is not None:
            row.undoes = kept[row.undoes_id]
        row.recorded_at = row.recorded_at + timedelta(seconds=number)
        row.save()
        kept[key] = row
    return list(kept.values())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(histories(), days)
def test_r42_the_database_decides_as_the_rule_does(certificate, rows, day):
    events = written(certificate, rows)
    row = listed(noon(day)).get(pk=certificate.pk)
    rule = status_on(events, day)
    assert row.status_today == rule.status.value
    if rule.status is Status.EXPIRED:
        assert row.end < day


@pytest.fixture
def certificate() -> Certificate:
    return issued()


def asked(day: date, **what) -> list[str]:
    return sorted(row.number for row in found(noon(day), Asked(**what)))


def test_certificates_are_found_by_status_type_end_and_name():
    valid, suspended, withdrawn, endless = lasting(), lasting(), lasting(), issued()
    by, day = officer(), date(2026, 9, 1)
    said = {"effective_on": day, "reason": "of the test", "by": by, "at": noon(day)}
    suspend(certificate=suspended, **said)
    withdraw(certificate=withdrawn, **said)
    assert asked(day, status="suspended") == [suspended.number]
    assert asked(day, status="withdrawn") == [withdrawn.number]
    assert asked(day, status="valid") == sorted([valid.number, endless.number])
    assert asked(date(2028, 3, 3), status="expired") == [valid.number]
    assert asked(day, months=17) == []
    assert asked(day, months=19) == sorted([valid.number, suspended.number])
    assert asked(day, text=valid.current.holder_name) == [valid.number]
    assert asked(day, text=valid.number[:9].lower()) == [valid.number]
    assert len(asked(day, type_code="module-certificate")) == 4
    assert asked(day, type_code="something-else") == []


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_needs_the_same_queries_whatever_stands_on_it(count, django_assert_num_queries):
    for _ in range(count):
        lasting()
    with django_assert_num_queries(3):  # zones, certificates, revisions
        rows = found(noon(date(2026, 9, 1)), Asked())[:50]
        assert len([(row.current.holder_name, row.status_today) for row in rows]) == count


def test_the_ends_of_a_type_leave_out_what_ends_no_more():
    place = lasting(programme=programme_page(modules=4)).decision.enrolment
    second = issued(place=place, scope="M2", **LABEL)
    issued(place=place, scope="M3", **(LABEL | {"valid_months": None}))
    third = issued(place=place, scope="M4", **LABEL)
    day = date(2026, 9, 1)
    withdraw(certificate=third, effective_on=day, reason="x", by=officer(), at=noon(day))
    scheme = second.scheme_version.scheme
    assert ends_of_type(scheme, "module-certificate", noon(day)) == {date(2028, 3, 2): 2}
