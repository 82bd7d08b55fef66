"""Settles who completed a delivery, and closes it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from courses.closing import queries, rules
from courses.closing.models import TrainerCredit
from courses.closing.queries import ParticipantStanding
from courses.deliveries.actions import allow_correction
from courses.deliveries.models import Delivery
from courses.deliveries.queries import run_by
from courses.enrolment.actions import note_rights, take_step
from courses.enrolment.models import Enrolment, EnrolmentStep
from courses.enrolment.queries import places_of, state_of
from courses.progress.models import ProgrammeCompletion
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.models import Person

Kind = EnrolmentStep.Kind


@transaction.atomic
def settle_completions(
    *, delivery: Delivery, by: Person, at: datetime, reason: str = ""
) -> list[Enrolment]:
    """Note as completed every participant who has met all conditions; returns those who are new.

    Only once every session is over. In a closed delivery it is a correction with its reason, so a
    resit passed afterwards still counts (R27). Records `courses.programme_completed` for each,
    which certification follows.
    """
    delivery = _locked(delivery, by)
    if any(session.ends_at > at for session in delivery.sessions.standing()):
        raise Refused("sessions_running", _("Some sessions are not over yet."), "R36")
    ready = [
        each
        for each in queries.standings(delivery)
        if each.standing.completed_at is not None and state_of(each.enrolment) != Kind.COMPLETED
    ]
    if ready:
        allow_correction(delivery=delivery, reason=reason, by=by, at=at)
    for each in ready:
        _complete(delivery, each, by, at, reason)
    return [each.enrolment for each in ready]


def _complete(
    delivery: Delivery, participant: ParticipantStanding, by: Person, at: datetime, reason: str
) -> None:
    completed_at = participant.standing.completed_at
    if completed_at is None:
        return
    enrolment = participant.enrolment
    take_step(
        enrolment=enrolment,
        kind=Kind.COMPLETED,
        by=by,
        at=at,
        reason=reason,
        basis={"conditions": participant.standing.basis()},
        counted_on=rules.counted_on(completed_at, delivery.zone),
    )
    if not queries.trains_for_the_programme(delivery, enrolment.role):
        return
    done = ProgrammeCompletion.objects.filter(enrolment=enrolment)
    if not done.standing().exists():
        completion = ProgrammeCompletion.objects.create(
            enrolment=enrolment,
            number=done.count() + 1,
            completed_at=completed_at,
            recorded_at=max(at, completed_at),
        )
        record_event(name="courses.programme_completed", subject=completion, by=by, at=at)


@transaction.atomic
def settle_as_not_completed(
    *, enrolment: Enrolment, reason: str, by: Person, at: datetime
) -> EnrolmentStep:
    """Note that a participant has not completed, and why; once. Later completion still counts.

    For who joined a closed delivery by a correction, this is one as well (R27).
    """
    if enrolment.delivery is None:
        raise Refused("own_pace", _("This place does not belong to a delivery."))
    delivery = _locked(enrolment.delivery, by)
    state = state_of(enrolment)
    if state == Kind.NOT_COMPLETED:
        return enrolment.steps.latest("pk")
    if state != Kind.ENROLLED:
        raise Refused("not_open", _("This place has its outcome, or never began."))
    if not reason.strip():
        raise Refused("reason_missing", _("Say why, in words the participant may read."))
    standing = next(
        each for each in queries.standings(delivery) if each.enrolment.pk == enrolment.pk
    )
    if standing.standing.completed_at is not None:
        raise Refused("has_completed", _("This participant has met every condition."))
    allow_correction(delivery=delivery, reason=reason, by=by, at=at)
    return take_step(
        enrolment=enrolment,
        kind=Kind.NOT_COMPLETED,
        by=by,
        at=at,
        reason=reason,
        basis={"conditions": standing.standing.basis()},
    )


@transaction.atomic
def close_delivery(*, delivery: Delivery, by: Person, at: datetime) -> Delivery:
    """Close a delivery when nothing is missing (R36); from now on it is corrected by additions.

    Who has met every condition is noted as completed first; who never got a place is declined.
    Refused with what is missing. Twice is once. Records `courses.delivery_closed`, which the
    evidence of its trainers follows.
    """
    delivery = _locked(delivery, by)
    if delivery.closed_at is not None:
        return delivery
    if delivery.opened_at is None:
        raise Refused("not_open", _("This delivery was never opened."), "R36")
    if not any(session.ends_at > at for session in delivery.sessions.standing()):
        settle_completions(delivery=delivery, by=by, at=at)
    missing = queries.gaps(delivery, at)
    if missing:
        raise Refused("not_complete", " ".join(str(gap) for gap in missing), "R36")
    for session in delivery.sessions.standing():
        note_rights(session=session, at=at)
    credit_trainers(delivery=delivery, at=at)
    for place in places_of(delivery).in_state(*rules.NOT_YET_IN):
        take_step(
            enrolment=place,
            kind=Kind.DECLINED,
            by=by,
            at=at,
            reason=_("The delivery ended before a place was free."),
        )
    delivery.closed_at = at
    delivery.save(update_fields=["closed_at"])
    record_event(name="courses.delivery_closed", subject=delivery, by=by, at=at)
    return delivery


def credit_trainers(*, delivery: Delivery, at: datetime) -> list[TrainerCredit]:
    """Write what the delivery counts for each trainer (R35); once for each, callers hold its lock."""
    known = set(TrainerCredit.objects.filter(delivery=delivery).values_list("person", flat=True))
    parts = queries.parts_of_trainers(delivery)
    in_all = sum(session.minutes for session in delivery.sessions.standing())
    return TrainerCredit.objects.bulk_create(
        TrainerCredit(
            delivery=delivery,
            person_id=person,
            role=TrainerCredit.Role.LEAD if part.has_led else TrainerCredit.Role.CO_TRAINER,
            minutes=part.minutes,
            minutes_without_right=part.minutes_without_right,
            minutes_in_all=in_all,
            taught_from=part.taught_from,
            taught_through=part.taught_through,
            credited_at=at,
        )
        for person, part in parts.items()
        if person not in known
    )


@transaction.atomic
def credit_added_trainers(
    *, delivery: Delivery, reason: str, by: Person, at: datetime
) -> list[TrainerCredit]:
    """Credit who was noted as a trainer only after closing; a correction with its reason (R27).

    What is credited already stays as it is. Records `courses.trainers_credited` for the delivery.
    """
    delivery = _locked(delivery, by)
    if delivery.closed_at is None:
        raise Refused("not_closed", _("Trainers are credited when the delivery is closed."), "R36")
    if not queries.trainers_to_credit(delivery):
        return []
    allow_correction(delivery=delivery, reason=reason, by=by, at=at)
    for session in delivery.sessions.standing():
        note_rights(session=session, at=at)
    credited = credit_trainers(delivery=delivery, at=at)
    record_event(
        name="courses.trainers_credited",
        subject=delivery,
        by=by,
        at=at,
        payload={"people": [credit.person_id for credit in credited]},
    )
    return credited


@transaction.atomic
def sign_for_co_lead(*, credit: TrainerCredit, by: Person, at: datetime) -> TrainerCredit:
    """The lead signs that a co-trainer led the delivery with them (R36); once.

    Refused for anybody else, and for oneself. Records `courses.co_lead_signed`.
    """
    credit = TrainerCredit.objects.select_for_update(of=("self",)).get(pk=credit.pk)
    lead = TrainerCredit.Role.LEAD
    leads = TrainerCredit.objects.filter(
        delivery=credit.delivery_id, person__in=by.selves, role=lead
    )
    if by.is_same_as(credit.person_id) or not leads.exists():
        raise Refused("not_lead", _("Only the lead of this delivery signs for a co-lead."), "R36")
    if credit.signed_at is None:
        credit.signed_at, credit.signed_by = at, by
        credit.save(update_fields=["signed_at", "signed_by"])
        record_event(name="courses.co_lead_signed", subject=credit, by=by, at=at)
    return credit


def _locked(delivery: Delivery, by: Person) -> Delivery:
    """The delivery's own row, for somebody who runs it."""
    if not run_by(by).filter(pk=delivery.pk).exists():
        raise Refused(
            "not_yours", _("Only who leads this delivery, or an administrator, may do this.")
        )
    locked = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    if locked.cancelled_at is not None:
        raise Refused("cancelled", _("This delivery is cancelled."))
    return locked
