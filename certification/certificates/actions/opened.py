"""What every change of a certificate begins and ends with: the lock, who may, the event, the revision."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from certification.certificates import life
from certification.certificates.models import Certificate, CertificateRevision, StatusEvent
from certification.certificates.queries import today_of
from certification.certificates.rules import StatusOn, status_on
from certification.decisions.conflicts import conflicts_of, words_of
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.models import Person


@dataclass(frozen=True)
class Opened:
    """A certificate that is locked, with its events, and today where its issuer is."""

    certificate: Certificate
    events: list[StatusEvent]
    today: date

    def on(self, day: date) -> StatusOn:
        return status_on(self.events, day)

    @property
    def now(self) -> StatusOn:
        return self.on(self.today)


def opened(certificate: Certificate, at: datetime) -> Opened:
    """Lock the certificate first, so that of two changes at the same moment one sees the other."""
    locked = (
        Certificate.objects.select_for_update(of=("self",))
        .select_related("decision__certificate_type", "scheme_version__scheme", "person")
        .get(pk=certificate.pk)
    )
    return Opened(locked, list(locked.status_events.all()), today_of(locked, at))


def opened_by(certificate: Certificate, reason: str, by: Person, at: datetime) -> Opened:
    """As `opened`; refused without the officer's role, without a reason, and for whoever has a tie.

    The ties of R48 bind for withdrawing and suspending as they do for granting.
    """
    found = opened(certificate, at)
    refuse(life.why_not_by(by.roles, is_holder=by.is_same_as(found.certificate.person_id)))
    refuse(life.why_no_reason(reason))
    pair = (by.pk, found.certificate.person_id)
    ties = conflicts_of({by.pk}, {found.certificate.person_id}, timezone.localdate(at))
    if ties.get(pair):
        raise Refused("conflict", _tied(words_of(ties[pair])), "R48")
    return found


def _tied(words: list[str]) -> str:
    return _("You %(ties)s: another officer decides about this certificate.") % {
        "ties": "; ".join(words)
    }


def refuse(refusal: Refused | None) -> None:
    if refusal is not None:
        raise refusal


def append(
    found: Opened,
    kind: str,
    effective_on: date,
    *,
    reason: str = "",
    by: Person | None,
    at: datetime,
    **fields: Any,
) -> StatusEvent:
    """Append what happened; records `certificates.status_changed` about the event of the status."""
    event = StatusEvent.objects.create(
        certificate=found.certificate,
        kind=kind,
        effective_on=effective_on,
        decided_on=found.today,
        reason=reason.strip(),
        by=by,
        recorded_at=at,
        **fields,
    )
    found.events.append(event)
    record_event(
        name="certificates.status_changed", subject=event, by=by, at=at, payload={"kind": kind}
    )
    note_change(found, by, at)
    return event


def note_change(found: Opened, by: Person | None, at: datetime) -> None:
    """The journal's word on the certificate as it now stands, with all its parts."""
    record_event(name="certificates.certificate_changed", subject=found.certificate, by=by, at=at)


def issue_revision(
    found: Opened, cause: str, *, by: Person | None, at: datetime, **changes: Any
) -> CertificateRevision:
    """What the paper says from now on, under the same number (R41).

    The revisions before check as superseded. Records `certificates.revision_issued`, which the
    credential and the document follow.
    """
    before = found.certificate.revisions.order_by("number").last()
    if before is None:
        raise ValueError(f"{found.certificate} has no revision.")
    kept = ("holder_name", "statement", "scope_title", "valid_through")
    says = {name: getattr(before, name) for name in kept}
    revision = CertificateRevision.objects.create(
        certificate=found.certificate,
        number=before.number + 1,
        cause=cause,
        issued_on=found.today,
        issued_at=at,
        issued_by=by,
        **(says | changes),
    )
    record_event(name="certificates.revision_issued", subject=revision, by=by, at=at)
    return revision
