"""What happens to a certificate: each change with its reason, its event, and what speaks against it."""

from datetime import date, timedelta

import pytest

from certification.certificates.actions import (
    correct_name,
    extend,
    lift,
    reduce_scope,
    renew,
    restore,
    supersede,
    suspend,
    withdraw,
)
from certification.certificates.models import Certificate, CertificateRevision, StatusEvent
from certification.certificates.queries import status_of
from certification.certificates.rules import Status
from lms.errors import Refused
from lms.journal.models import Event
from tests.factories.certificates import GRANTED_ON, decision_on, issued, lasting, noon, officer
from tests.factories.courses import enrolment, programme_page
from tests.factories.people import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 9, 1)
NOW = noon(TODAY)
WHY = "A complaint was found to be right."


@pytest.fixture
def certificate() -> Certificate:
    return lasting()


@pytest.fixture
def by():
    return officer()


def status(certificate: Certificate, day: date) -> Status:
    return status_of(Certificate.objects.get(pk=certificate.pk), day).status


def changes() -> list[tuple[str, str]]:
    rows = Event.objects.filter(name="certificates.status_changed").order_by("pk")
    return [(row.subject_type, row.payload["kind"]) for row in rows]


def refused(code: str, action, **arguments) -> None:
    before = StatusEvent.objects.count(), CertificateRevision.objects.count()
    with pytest.raises(Refused) as refusal:
        action(**arguments)
    assert refusal.value.code == code
    assert (StatusEvent.objects.count(), CertificateRevision.objects.count()) == before


def test_r42_suspended_from_a_day_until_it_is_lifted(certificate, by):
    said = {"reason": WHY, "by": by}
    event = suspend(certificate=certificate, effective_on=TODAY, at=NOW, **said)
    assert (event.by, event.reason, event.decided_on) == (by, WHY, TODAY)
    later = TODAY + timedelta(days=30)
    lift(certificate=certificate, effective_on=later, at=noon(later), **said)
    assert status(certificate, TODAY - timedelta(days=1)) is Status.VALID
    assert status(certificate, TODAY) is Status.SUSPENDED
    assert status(certificate, later) is Status.VALID
    assert changes() == [
        ("certification.statusevent", "suspended"),
        ("certification.statusevent", "lifted"),
    ]
    assert CertificateRevision.objects.count() == 1


def test_r42_what_makes_no_sense_is_refused(certificate, by):
    said = {"certificate": certificate, "reason": WHY, "by": by, "at": NOW}
    yesterday = TODAY - timedelta(days=1)
    refused("in_the_past", suspend, effective_on=yesterday, **said)
    refused("ends_before", suspend, effective_on=TODAY, through=yesterday, **said)
    refused("not_suspended", lift, effective_on=TODAY, **said)
    suspend(effective_on=TODAY, **said)
    refused("not_valid", suspend, effective_on=TODAY, **said)
    refused("in_the_past", lift, effective_on=yesterday, **said)
    refused("reason_missing", withdraw, effective_on=TODAY, **(said | {"reason": " "}))
    refused("before_grant", withdraw, effective_on=GRANTED_ON - timedelta(days=1), **said)
    withdraw(effective_on=TODAY, **said)
    refused("withdrawn", withdraw, effective_on=TODAY, **said)
    refused("not_suspended", lift, effective_on=TODAY, **said)
    refused("not_valid", extend, through=date(2028, 6, 1), **said)


@pytest.mark.parametrize("roles", [[], ["administrator"], ["auditor"]])
def test_r48_only_certification_officers_change_certificates(certificate, roles):
    stranger = PersonFactory(roles=roles)
    said = {"certificate": certificate, "reason": WHY, "by": stranger, "at": NOW}
    refused("not_officer", withdraw, effective_on=TODAY, **said)
    refused("not_officer", correct_name, holder_name="Else", **said)


def test_r48_a_tie_binds_for_withdrawing_as_for_granting(by):
    own = lasting(place=enrolment(programme=programme_page(), person=by))
    refused("own", suspend, certificate=own, effective_on=TODAY, reason=WHY, by=by, at=NOW)
    employer = OrganisationFactory()
    other = PersonFactory()
    for person in (by, other):
        person.memberships.create(organisation=employer, starts_on=date(2020, 1, 1))
    theirs = lasting(place=enrolment(programme=programme_page(), person=other))
    refused("conflict", withdraw, certificate=theirs, effective_on=TODAY, reason=WHY, by=by, at=NOW)


def test_r34_a_withdrawal_may_reach_back_and_was_not_known_before(certificate, by):
    back = TODAY - timedelta(days=60)
    event = withdraw(certificate=certificate, effective_on=back, reason=WHY, by=by, at=NOW)
    assert (event.effective_on, event.decided_on) == (back, TODAY)
    assert status(certificate, back) is Status.WITHDRAWN
    assert status(certificate, back - timedelta(days=1)) is Status.VALID


def test_r50_a_restoration_gives_back_the_original_days(certificate, by):
    event = withdraw(certificate=certificate, effective_on=TODAY, reason=WHY, by=by, at=NOW)
    end = status_of(certificate, GRANTED_ON).valid_through
    later = TODAY + timedelta(days=40)
    said = {"reason": "The appeal was right.", "by": by, "at": noon(later)}
    restore(event=event, **said)
    for day in (TODAY, later):
        assert status(certificate, day) is Status.VALID
    assert status_of(Certificate.objects.get(), later).valid_through == end
    refused("undone", restore, event=event, **said)
    refused("nothing_to_undo", restore, event=StatusEvent.objects.get(kind="granted"), **said)


def renewal(certificate: Certificate, on: date) -> StatusEvent:
    previous = certificate.decision
    decision = decision_on(
        previous.certificate_type, on, place=previous.enrolment, type_code="renewed"
    )
    return renew(certificate=certificate, decision=decision, by=None, at=noon(on))


def test_r44_renewed_within_the_grace_from_the_old_end(by):
    certificate = lasting(on=date(2019, 7, 25))
    assert certificate.current.valid_through == date(2021, 7, 25)
    event = renewal(certificate, date(2021, 12, 1))
    assert (event.effective_on, event.decided_on) == (date(2021, 7, 26), date(2021, 12, 1))
    fresh = Certificate.objects.get()
    assert fresh.current.valid_through == date(2024, 7, 25)
    assert (fresh.current.number, fresh.current.cause) == (2, "renewed")
    gap = status_of(fresh, date(2021, 10, 1))
    assert (gap.is_valid, gap.covered_by) == (True, date(2021, 12, 1))
    names = list(Event.objects.order_by("pk").values_list("name", flat=True))
    assert names[-3:] == [
        "certificates.revision_issued",
        "certificates.status_changed",
        "certificates.certificate_changed",
    ]


def test_r44_renewed_early_no_day_is_lost(certificate):
    event = renewal(certificate, date(2027, 12, 1))
    assert (event.effective_on, event.valid_through) == (date(2028, 3, 3), date(2031, 3, 2))


def test_r44_after_the_grace_it_is_granted_anew_and_not_renewed():
    certificate = lasting(on=date(2019, 7, 25))
    with pytest.raises(Refused) as refusal:
        renewal(certificate, date(2022, 7, 26))
    assert refusal.value.code == "lapsed"
    assert CertificateRevision.objects.count() == 1


def test_r44_a_decision_renews_once(certificate):
    first = renewal(certificate, date(2027, 12, 1))
    again = renew(certificate=certificate, decision=first.decision, by=None, at=first.recorded_at)
    assert again == first
    assert CertificateRevision.objects.count() == 2


def test_r42_what_is_withdrawn_or_does_not_expire_is_not_renewed(certificate, by):
    withdraw(certificate=certificate, effective_on=TODAY, reason=WHY, by=by, at=NOW)
    for row in (certificate, issued()):
        with pytest.raises(Refused):
            renewal(row, date(2027, 12, 1))


def test_r46_a_suspended_one_is_renewed_and_stays_suspended(certificate, by):
    on = date(2027, 12, 1)
    suspend(certificate=certificate, effective_on=on, reason=WHY, by=by, at=noon(on))
    renewal(certificate, on)
    assert status(certificate, on) is Status.SUSPENDED


def test_r38_extended_within_the_limit_of_the_type(certificate, by):
    said = {"certificate": certificate, "reason": "Ill for months.", "by": by, "at": NOW}
    refused("over_limit", extend, through=date(2028, 9, 3), **said)
    refused("not_later", extend, through=date(2028, 3, 2), **said)
    extend(through=date(2028, 6, 2), **said)
    extend(through=date(2028, 9, 2), **said)
    refused("over_limit", extend, through=date(2028, 9, 3), **said)
    current = Certificate.objects.get().current
    assert (current.number, current.cause) == (3, "extended")
    assert current.valid_through == date(2028, 9, 2)
    assert status(certificate, date(2028, 9, 2)) is Status.VALID
    assert status(certificate, date(2028, 9, 3)) is Status.EXPIRED


def test_r38_what_has_no_end_or_no_extension_is_not_extended(by):
    said = {"through": date(2030, 1, 1), "reason": WHY, "by": by, "at": NOW}
    refused("no_end", extend, certificate=issued(), **said)
    refused("no_extension", extend, certificate=issued(valid_months=24), **said)


@pytest.fixture
def wide() -> Certificate:
    return issued(
        programme=programme_page(modules=3), code="cluster-excellence-manager", valid_months=24
    )


def test_r42_reduced_to_some_modules_the_paper_says_so(wide, by):
    said = {"certificate": wide, "reason": WHY, "by": by, "at": NOW}
    refused("nothing_left", reduce_scope, modules=[], **said)
    refused("not_less", reduce_scope, modules=["M1", "M2", "M3"], **said)
    refused("not_less", reduce_scope, modules=["M1", "M9"], **said)
    reduce_scope(modules=["M3", "M1"], **said)
    reduce_scope(modules=["M1"], **(said | {"at": noon(TODAY + timedelta(days=1))}))
    current = Certificate.objects.get().current
    assert (current.number, current.cause) == (3, "reduced")
    assert current.scope_title.startswith("M1 ")
    assert current.statement.count("Reduced in scope") == 1
    assert status_of(wide, TODAY).scope == ("M1", "M3")


def test_r42_a_certificate_of_one_module_is_not_reduced(certificate, by):
    said = {"certificate": certificate, "reason": WHY, "by": by, "at": NOW}
    refused("one_module", reduce_scope, modules=["M1"], **said)


def test_r42_replaced_by_another_valid_one_of_the_same_person(certificate, by):
    successor = issued(place=certificate.decision.enrolment, code="cluster-excellence-manager")
    said = {"certificate": certificate, "reason": "The longer one.", "by": by, "at": NOW}
    refused("not_theirs", supersede, successor=certificate, **said)
    refused("not_theirs", supersede, successor=issued(), **said)
    supersede(successor=successor, **said)
    after = status_of(Certificate.objects.get(pk=certificate.pk), TODAY)
    assert (after.status, after.superseded_by) == (Status.SUPERSEDED, successor.pk)
    refused("successor", supersede, **(said | {"certificate": successor, "successor": certificate}))


def test_r41_a_name_is_corrected_under_the_same_number(certificate, by):
    said = {"certificate": certificate, "reason": "Married.", "by": by, "at": NOW}
    refused("same_name", correct_name, holder_name=certificate.current.holder_name, **said)
    refused("name_missing", correct_name, holder_name="  ", **said)
    correct_name(holder_name="Robin Newname", **said)
    fresh = Certificate.objects.get()
    assert fresh.number == certificate.number
    revisions = list(fresh.revisions.all())
    assert [row.number for row in revisions] == [1, 2]
    assert (revisions[1].holder_name, revisions[1].cause) == ("Robin Newname", "name_corrected")
    assert revisions[1].valid_through == revisions[0].valid_through
    assert revisions[0].holder_name != "Robin Newname"
    assert StatusEvent.objects.count() == 1
    issue = Event.objects.filter(name="certificates.revision_issued").last()
    assert (issue.subject_id, issue.by) == (revisions[1].pk, by)
