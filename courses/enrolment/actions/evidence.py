"""Keeps the files that show what happened: scans of signed lists, logs of platforms, packs."""

from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from courses.deliveries.models import Delivery, Session
from courses.enrolment import queries, rules
from courses.enrolment.models import Evidence
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.models import Person
from lms.private_files import kept_of


@transaction.atomic
def keep_evidence(
    *, session: Session, kind: str, data: bytes, name: str, by: Person, at: datetime
) -> Evidence:
    """Keep a file about a session, away from the public; the same file is kept once.

    Refused for who does not keep the session's list, for an empty or too large file, and for a scan
    whose content is not PDF, JPEG or PNG, whatever it is called.
    """
    if not queries.recorded_by(by).filter(pk=session.pk).exists():
        raise Refused(
            "not_allowed", _("Only those who teach the session or run the delivery add files.")
        )
    delivery = Delivery.objects.select_for_update(of=("self",)).get(pk=session.delivery_id)
    if not data:
        raise Refused("empty", _("This file is empty."))
    if len(data) > rules.LARGEST_EVIDENCE:
        raise Refused("too_large", _("A file has at most 20 MB."))
    if kind == Evidence.Kind.SIGNED_LIST and not rules.kind_of_scan(data):
        raise Refused("kind_unknown", _("A scan is a PDF, a JPEG or a PNG; this file is none."))
    said = {"delivery": delivery, "session": session}
    file = kept_of(ContentFile(data), name or _("without a name"))
    known = Evidence.objects.filter(**said, sha256=file["sha256"]).first()
    if known is not None:
        return known
    evidence = Evidence.objects.create(**said, **file, kind=kind, added_at=at, added_by=by)
    record_event(
        name="enrolment.evidence_kept",
        subject=evidence,
        by=by,
        at=at,
        payload={"sha256": evidence.sha256, "kind": str(kind)},
    )
    return evidence


@transaction.atomic
def note_handed_out(*, evidence: Evidence, by: Person, at: datetime) -> None:
    """Record `enrolment.evidence_handed_out`: who was given a file that shows who was there (R60)."""
    record_event(
        name="enrolment.evidence_handed_out",
        subject=evidence,
        by=by,
        at=at,
        payload={"sha256": evidence.sha256},
    )
