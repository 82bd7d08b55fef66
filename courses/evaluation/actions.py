"""Plans surveys, asks participants once, and keeps their answers apart from their names."""

import secrets
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from courses.deliveries.models import Delivery
from courses.evaluation import queries, rules
from courses.evaluation.models import Survey, SurveyAnswer, SurveyInvitation
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.models import Person

Occasion = Survey.Occasion


@transaction.atomic
def plan_surveys(*, delivery: Delivery, by: Person | None, at: datetime) -> list[Survey]:
    """Plan the survey after the sessions and the two that follow; once each.

    The first asks with the form of the programme; all are anonymous.
    """
    last_day = max((session.day for session in delivery.sessions.required()), default=None)
    if last_day is None:
        return []
    reaction = delivery.programme.outline.get("feedback_form")
    forms: dict[str, Any] = {occasion: follow_up() for occasion in Occasion.values[1:]}
    if reaction:
        forms[Occasion.REACTION] = reaction
    planned = []
    for occasion, form in forms.items():
        survey, is_new = Survey.objects.get_or_create(
            delivery=delivery,
            occasion=occasion,
            defaults={
                "form": form,
                "due_on": rules.due_on(occasion, last_day),
                "created_at": at,
            },
        )
        if is_new:
            record_event(name="evaluation.survey_planned", subject=survey, by=by, at=at)
        planned.append(survey)
    return planned


def follow_up() -> dict[str, Any]:
    """The form of the follow-up, in the language of the moment."""
    form = rules.FOLLOW_UP
    scale = form["scale"]
    return {
        "intro": str(form["intro"]),
        "scale": {
            key: value if isinstance(value, int) else str(value) for key, value in scale.items()
        },
        "questions": [{key: str(value) for key, value in row.items()} for row in form["questions"]],
    }


@transaction.atomic
def ask_participants(*, survey: Survey, at: datetime) -> list[SurveyInvitation]:
    """Ask every participant who was not asked yet; records `evaluation.asked` for each letter."""
    Survey.objects.select_for_update().get(pk=survey.pk)
    asked = SurveyInvitation.objects.bulk_create(
        SurveyInvitation(
            survey=survey, enrolment=place, token=secrets.token_urlsafe(24), asked_at=at
        )
        for place in queries.not_yet_asked(survey)
    )
    for invitation in asked:
        record_event(name="evaluation.asked", subject=invitation, by=None, at=at)
    return asked


@transaction.atomic
def answer_survey(
    *, invitation: SurveyInvitation, answers: dict[str, Any], on: date
) -> SurveyAnswer:
    """Keep the answers of somebody who was asked; once.

    Where the survey is anonymous nothing ties them to the person: no name, no day, and no event.
    """
    invitation = SurveyInvitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    survey = invitation.survey
    if invitation.has_answered:
        raise Refused("answered", _("You have answered this already. Thank you."))
    try:
        kept = rules.cleaned(survey.form, answers)
    except ValueError as error:
        raise Refused("unclear", str(error)) from error
    invitation.has_answered = True
    invitation.save(update_fields=["has_answered"])
    named = (
        {} if survey.is_anonymous else {"person": invitation.enrolment.person, "answered_on": on}
    )
    return SurveyAnswer.objects.create(survey=survey, answers=kept, **named)
