"""Renews, extends, reduces and renames: what changes the paper, so that a new revision is issued."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from certification.certificates import life
from certification.certificates.actions.issuing import shortened
from certification.certificates.actions.opened import (
    append,
    issue_revision,
    note_change,
    opened,
    opened_by,
    refuse,
)
from certification.certificates.models import Certificate, CertificateRevision, StatusEvent
from certification.certificates.queries import modules_covered, policy_of
from certification.certificates.rules import end_of, known_events
from certification.decisions.models import Decision
from lms.errors import Refused
from lms.people.models import Person

Kind, Cause = StatusEvent.Kind, CertificateRevision.Cause


@transaction.atomic
def renew(
    *, certificate: Certificate, decision: Decision, by: Person | None, at: datetime
) -> StatusEvent:
    """Open the next period by a decision to renew; once for a decision (R44, R45).

    Within the window or the grace it begins on the day after the old end, so that no day is lost.
    The type of the decision says for how long and how it is dated. Refused for what is withdrawn or
    superseded, does not expire, or is over since more than the grace. Records
    `certificates.status_changed` and `certificates.revision_issued`.
    """
    existing = StatusEvent.objects.filter(decision=decision, kind=Kind.RENEWED).first()
    if existing:
        return existing
    found = opened(certificate, at)
    policy = policy_of(decision.certificate_type)
    end = end_of(known_events(found.events))
    if end is None:
        raise Refused("no_end", _("It does not expire, so there is nothing to renew."), "R44")
    period = policy.after(end, found.today)
    refuse(life.why_not_renew(found.now, period.turn))
    issue_revision(found, Cause.RENEWED, by=by, at=at, valid_through=period.valid_through)
    return append(
        found,
        Kind.RENEWED,
        period.starts_on,
        valid_through=period.valid_through,
        decision=decision,
        by=by,
        at=at,
    )


@transaction.atomic
def extend(
    *, certificate: Certificate, through: date, reason: str, by: Person, at: datetime
) -> StatusEvent:
    """Give more time, with a reason, within what the type allows from the end it had (R38).

    `by` approves it. Refused after the end, and for a type that allows no extension.
    """
    found = opened_by(certificate, reason, by, at)
    known = known_events(found.events)
    refuse(
        life.why_not_extend(
            found.now,
            through=through,
            first_end=end_of(each for each in known if each.kind != Kind.EXTENDED),
            limit_months=found.certificate.decision.certificate_type.extension_months,
        )
    )
    issue_revision(found, Cause.EXTENDED, by=by, at=at, valid_through=through)
    return append(
        found, Kind.EXTENDED, found.today, valid_through=through, reason=reason, by=by, at=at
    )


@transaction.atomic
def reduce_scope(
    *,
    certificate: Certificate,
    modules: Sequence[str],
    reason: str,
    by: Person,
    at: datetime,
) -> StatusEvent:
    """From today on it stands for these modules only, named by their codes (R42).

    Refused where nothing would be left, nothing would be taken away, or it is about one module.
    """
    found = opened_by(certificate, reason, by, at)
    covered = modules_covered(found.certificate, found.now)
    left = [code for code in covered if code in set(modules)]
    known = set(modules) <= set(covered)
    refuse(life.why_not_reduce(found.now, left=left if known else modules, covered=list(covered)))
    titles = ", ".join(f"{code} {covered[code]}" for code in left)
    first = found.certificate.revisions.order_by("number")[0]
    issue_revision(
        found,
        Cause.REDUCED,
        by=by,
        at=at,
        scope_title=shortened(titles),
        statement=_("%(statement)s Reduced in scope to: %(modules)s.")
        % {"statement": first.statement, "modules": titles},
    )
    return append(found, Kind.REDUCED, found.today, scope=left, reason=reason, by=by, at=at)


@transaction.atomic
def correct_name(
    *, certificate: Certificate, holder_name: str, reason: str, by: Person, at: datetime
) -> CertificateRevision:
    """Issue it again under the same number with the right name; the old paper is superseded (R41).

    Refused for the name that stands on it already. The status is not touched.
    """
    found = opened_by(certificate, reason, by, at)
    refuse(life.why_not_rename(found.certificate.current.holder_name, holder_name))
    revision = issue_revision(
        found,
        Cause.NAME_CORRECTED,
        by=by,
        at=at,
        holder_name=holder_name.strip(),
        reason=reason.strip(),
    )
    note_change(found, by, at)
    return revision
