"""Records awards, renewals and withdrawals of labels, and keeps what shows them."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from certification.labels.models import LabelEvidence, LabelWithdrawal, OrganisationLabel
from certification.labels.queries import awards_of
from certification.labels.rules import barrier_to, end_of, period_of
from lms.errors import Refused
from lms.journal.actions import record_event, record_events
from lms.people.models import Organisation, Person
from lms.private_files import kept_of

LARGEST_FILE = 20 * 1024 * 1024  # bytes


@transaction.atomic
def award_label(
    *,
    organisation: Organisation,
    level: str,
    awarded_on: date,
    awarded_by: str,
    reference: str,
    by: Person,
    at: datetime,
) -> OrganisationLabel:
    """Record that a body awarded or renewed a label; the rule says until when it is valid (R44).

    The same award again returns the one on record. Refused to others than administrators, for a
    reference that another award has, for a day in the future or before the latest award, and for a
    renewal before its time. Records `labels.label_awarded`.
    """
    refuse_others(by)
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    existing = OrganisationLabel.objects.filter(reference=reference).first()
    if existing is not None:
        same = (organisation.pk, level, awarded_on, awarded_by)
        if (existing.organisation_id, *_said(existing)) != same:
            raise Refused("reference_taken", _("Another award has this reference."))
        return existing
    if level not in OrganisationLabel.Level.values:
        raise Refused("level_unknown", _("Choose bronze, silver or gold."))
    awards = awards_of(organisation, level)
    barrier = barrier_to(awards, awarded_on, timezone.localdate(at))
    if barrier is not None:
        raise Refused(barrier.code, barrier.sentence, barrier.rule)
    period = period_of(awards, awarded_on)
    label = OrganisationLabel.objects.create(
        organisation=organisation,
        level=level,
        turn=period.turn,
        awarded_on=awarded_on,
        starts_on=period.starts_on,
        valid_through=end_of(period),
        awarded_by=awarded_by,
        reference=reference,
        recorded_at=at,
        recorded_by=by,
    )
    record_event(name="labels.label_awarded", subject=label, by=by, at=at)
    return label


@transaction.atomic
def award_labels(*, labels: Sequence[OrganisationLabel], by: Person, at: datetime) -> None:
    """As `award_label` for many whose periods were judged, with few queries."""
    refuse_others(by)
    for label in labels:
        label.recorded_at, label.recorded_by = at, by
    made = OrganisationLabel.objects.bulk_create(labels, batch_size=500)
    record_events(name="labels.label_awarded", subjects=made, by=by, at=at)


@transaction.atomic
def keep_evidence(
    *,
    label: OrganisationLabel,
    by: Person,
    at: datetime,
    link: str = "",
    note: str = "",
    file: File | None = None,
) -> LabelEvidence:
    """Keep what shows that a label was awarded; the same file twice is kept once.

    Refused to others than administrators, with nothing to keep, and for a file over 20 MB.
    Records `labels.evidence_kept`.
    """
    refuse_others(by)
    if not (link or note or file):
        raise Refused("nothing_to_keep", _("Give an address, a note or a file."))
    if file is not None and (file.size or 0) > LARGEST_FILE:
        raise Refused("too_large", _("A file has at most 20 MB."))
    kept = kept_of(file, file.name or "") if file is not None else {}
    if kept:
        same = label.evidence.filter(sha256=kept["sha256"]).first()
        if same is not None:
            return same
    evidence = LabelEvidence.objects.create(
        label=label, link=link, note=note, kept_at=at, kept_by=by, **kept
    )
    record_event(
        name="labels.evidence_kept",
        subject=label,
        by=by,
        at=at,
        payload={"evidence": str(evidence.uid), "sha256": evidence.sha256},
    )
    return evidence


@transaction.atomic
def withdraw_label(
    *, label: OrganisationLabel, effective_on: date, reason: str, by: Person, at: datetime
) -> None:
    """Note that the body took a label back from a day on, with every period that has not ended then.

    Twice is once. Refused to others than administrators, without a reason, for an award that a
    later one followed, and for a day before the award or after its end. Records
    `labels.label_withdrawn` for each period.
    """
    refuse_others(by)
    if not reason.strip():
        raise Refused("reason_missing", _("Say why it was withdrawn."))
    Organisation.objects.select_for_update().get(pk=label.organisation_id)
    chain = OrganisationLabel.objects.filter(organisation=label.organisation_id, level=label.level)
    newest = chain.latest("awarded_on")
    if newest.pk != label.pk:
        raise Refused("not_the_newest", _("A later award is on record; withdraw that one."))
    if newest.withdrawals.exists():
        return
    if not newest.awarded_on <= effective_on <= newest.valid_through:
        raise Refused(
            "not_in_its_time", _("The day lies before the award or after the label's end.")
        )
    running = chain.filter(valid_through__gte=effective_on, withdrawals__isnull=True)
    for each in running:
        LabelWithdrawal.objects.create(
            label=each,
            effective_on=effective_on,
            reason=reason.strip(),
            recorded_at=at,
            recorded_by=by,
        )
        record_event(name="labels.label_withdrawn", subject=each, by=by, at=at)


def refuse_others(by: Person) -> None:
    if "administrator" not in by.roles:
        raise Refused("not_administrator", _("Only administrators record labels."))


def _said(label: OrganisationLabel) -> tuple[str, date, str]:
    return label.level, label.awarded_on, label.awarded_by
