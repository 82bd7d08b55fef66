"""Keeps observations of teaching until both have signed; every save and signature is appended."""

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from courses.deliveries.models import Session
from courses.observations import queries, rules
from courses.observations.models import Observation, ObservationEntry
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.models import Person

Kind = ObservationEntry.Kind


@transaction.atomic
def begin_observation(
    *, uid: uuid.UUID, session: Session, observed: Person, by: Person, at: datetime
) -> Observation:
    """Begin an observation with the form of the programme; the same `uid` again is the same one.

    Refused where it would not count (R37). Records `observations.begun`.
    """
    Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    known = Observation.objects.filter(uid=uid).first()
    known = (
        known or Observation.objects.filter(session=session, observed=observed, observer=by).first()
    )
    if known is not None:
        if (known.session_id, known.observed_id, known.observer_id) != (
            session.pk,
            observed.pk,
            by.pk,
        ):
            raise Refused("id_reused", _("This form's id was used for another observation."))
        return known
    refusal = queries.refusal(session, observed, by, at)
    if refusal:
        raise Refused(*refusal, "R37")
    form = session.delivery.programme.outline.get("observation_form")
    if not form:
        raise Refused("no_form", _("The programme has no observation form."))
    observation = Observation.objects.create(
        uid=uid, session=session, observed=observed, observer=by, form=form, began_at=at
    )
    record_event(name="observations.begun", subject=observation, by=by, at=at)
    return observation


@transaction.atomic
def save_observation(
    *,
    observation: Observation,
    key: uuid.UUID,
    based_on: int,
    levels: dict[str, Any],
    remarks: dict[str, str],
    summary: str,
    by: Person,
    at: datetime,
) -> Observation:
    """Save what the observer has filled in so far; the same `key` again changes nothing.

    `based_on` is the version that it was written on: an older copy, from another tablet perhaps,
    overwrites nothing and is refused. So is anything after the observer has signed.
    """
    observation = _locked(observation)
    if ObservationEntry.objects.filter(key=key).exists():
        return observation
    if observation.observer_id != by.pk:
        raise Refused("not_yours", _("Only the observer writes this form."))
    if observation.observer_signed_at is not None:
        raise Refused("signed", _("The form is signed; it no longer changes."), "R37")
    if based_on != observation.version:
        raise Refused("older_copy", _("This form was saved elsewhere since; look at it first."))
    problem = rules.problem_with(observation.form, levels, remarks)
    if problem:
        raise Refused("unclear", problem)
    observation.levels, observation.remarks = levels, remarks
    observation.summary, observation.version = summary.strip(), observation.version + 1
    observation.save(update_fields=["levels", "remarks", "summary", "version"])
    content = {"levels": levels, "remarks": remarks, "summary": observation.summary}
    _append(observation, kind=Kind.SAVED, key=key, content=content, by=by, at=at)
    return observation


@transaction.atomic
def sign_observation(
    *, observation: Observation, key: uuid.UUID, by: Person, at: datetime, comment: str = ""
) -> Observation:
    """The observer signs the whole form, then the person observed, who may comment; then it is frozen.

    Twice is once. Refused while something is missing, and out of turn. Records
    `observations.signed`, and `observations.frozen` with the second signature.
    """
    observation = _locked(observation)
    if ObservationEntry.objects.filter(key=key).exists():
        return observation
    if by.pk == observation.observer_id:
        if observation.observer_signed_at is not None:
            return observation
        missing = rules.missing_to_sign(observation.form, observation.levels, observation.remarks)
        if missing:
            raise Refused("not_filled_in", " ".join(missing), "R37")
        observation.observer_signed_at = at
        observation.save(update_fields=["observer_signed_at"])
        _append(observation, kind=Kind.OBSERVER_SIGNED, key=key, by=by, at=at)
        record_event(name="observations.signed", subject=observation, by=by, at=at)
        return observation
    if by.pk != observation.observed_id:
        raise Refused("not_yours", _("Only the two people concerned sign this form."))
    if observation.observer_signed_at is None:
        raise Refused("out_of_turn", _("The observer signs first."), "R37")
    if observation.observed_signed_at is None:
        observation.comment, observation.observed_signed_at = comment.strip(), at
        observation.save(update_fields=["comment", "observed_signed_at"])
        said = {"comment": observation.comment}
        _append(observation, kind=Kind.OBSERVED_SIGNED, key=key, content=said, by=by, at=at)
        record_event(name="observations.frozen", subject=observation, by=by, at=at)
    return observation


def _locked(observation: Observation) -> Observation:
    return Observation.objects.select_for_update(of=("self",)).get(pk=observation.pk)


def _append(observation: Observation, **said: Any) -> None:
    ObservationEntry.objects.create(observation=observation, **said)
