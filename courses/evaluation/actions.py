"""Plans surveys, asks participants once, and keeps their answers apart from their names."""

import secrets
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from courses.assessments.models import Assessment
from courses.deliveries.models import Delivery, Session
from courses.evaluation import queries, rules
from courses.evaluation.models import PairedTest, Survey, SurveyAnswer, SurveyInvitation
from lms.errors import Refused
from lms.journal.actions import record_event, record_events
from lms.people.models import Person

Occasion = Survey.Occasion


@transaction.atomic
def plan_surveys(*, delivery: Delivery, by: Person | None, at: datetime) -> list[Survey]:
    """Plan the survey after the sessions and the two that follow; once each, all anonymous.

    Called again when sessions move: those for which nobody was asked yet move with them.
    """
    Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    last_end = queries.last_end(delivery)
    if last_end is None:
        return []
    forms = {
        Occasion.REACTION: reaction_form(delivery),
        Occasion.FOUR_WEEKS: in_words(rules.FOLLOW_UP),
        Occasion.SIX_MONTHS: in_words(rules.FOLLOW_UP),
    }
    planned = [
        _plan(
            Survey.objects.filter(delivery=delivery, session=None, occasion=occasion).first()
            or Survey(delivery=delivery, occasion=occasion, form=form, created_at=at),
            rules.due_at(occasion, last_end, delivery.zone),
            by,
            at,
        )
        for occasion, form in forms.items()
    ]
    for survey in Survey.objects.filter(delivery=delivery).exclude(session=None):
        if survey.session is not None:
            _plan(survey, survey.session.ends_at, by, at)
    return planned


@transaction.atomic
def plan_session_survey(*, session: Session, by: Person, at: datetime) -> Survey:
    """Ask after one session as well; once. Refused when it is cancelled or long over."""
    Delivery.objects.select_for_update(of=("self",)).get(pk=session.delivery_id)
    survey = Survey.objects.filter(session=session).first()
    if survey is not None:
        return survey
    if session.cancelled_at is not None or session.delivery.cancelled_at is not None:
        raise Refused("cancelled", _("This session is cancelled."))
    if at >= session.ends_at + rules.STAYS_OPEN[Occasion.REACTION]:
        raise Refused("too_late", _("This session is too long ago; nobody would remember."))
    survey = Survey(
        delivery=session.delivery,
        session=session,
        occasion=Occasion.REACTION,
        form=reaction_form(session.delivery),
        created_at=at,
    )
    return _plan(survey, session.ends_at, by, at)


def _plan(survey: Survey, due: datetime, by: Person | None, at: datetime) -> Survey:
    if survey.pk and (survey.due_at == due or survey.invitations.exists()):
        return survey
    is_new = survey.pk is None
    survey.due_at, survey.closes_at = due, due + rules.STAYS_OPEN[survey.occasion]
    survey.save()
    if is_new:
        record_event(name="evaluation.survey_planned", subject=survey, by=by, at=at)
    return survey


def reaction_form(delivery: Delivery) -> dict[str, Any]:
    """The programme's own form, else the one that ships."""
    return delivery.programme.outline.get("feedback_form") or in_words(rules.REACTION)


def in_words(form: Any) -> Any:
    """A form that ships, in the language of the moment."""
    if isinstance(form, dict):
        return {key: in_words(value) for key, value in form.items()}
    if isinstance(form, list):
        return [in_words(value) for value in form]
    return str(form) if isinstance(form, Promise) else form


@transaction.atomic
def ask_participants(*, survey: Survey, at: datetime) -> list[SurveyInvitation]:
    """Ask every participant who was not asked yet; records `evaluation.asked` for each letter.

    Nobody is asked before it is due or once it is over.
    """
    survey = Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    if not rules.is_open(survey.due_at, survey.closes_at, survey.closed_at, at):
        return []
    asked = SurveyInvitation.objects.bulk_create(
        SurveyInvitation(
            survey=survey, enrolment=place, token=secrets.token_urlsafe(24), asked_at=at
        )
        for place in queries.not_yet_asked(survey)
    )
    record_events(name="evaluation.asked", subjects=asked, by=None, at=at)
    return asked


@transaction.atomic
def answer_survey(
    *, invitation: SurveyInvitation, answers: dict[str, Any], at: datetime, on: date
) -> SurveyAnswer:
    """Keep the answers of somebody who was asked; once, and while it is open.

    Where the survey is anonymous nothing ties them to the person: no name, no day, and no event.
    With the last answer of those who were asked it is over.
    """
    survey = Survey.objects.select_for_update(of=("self",)).get(pk=invitation.survey_id)
    invitation = SurveyInvitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if invitation.has_answered:
        raise Refused("answered", _("You have answered this already. Thank you."))
    if not rules.is_open(survey.due_at, survey.closes_at, survey.closed_at, at):
        raise Refused("closed", _("This survey is over; answers are no longer taken."))
    try:
        kept = rules.cleaned(survey.form, answers)
    except ValueError as error:
        raise Refused("unclear", str(error)) from error
    invitation.has_answered = True
    invitation.save(update_fields=["has_answered"])
    named = (
        {} if survey.is_anonymous else {"person": invitation.enrolment.person, "answered_on": on}
    )
    answer = SurveyAnswer.objects.create(survey=survey, answers=kept, **named)
    if not survey.invitations.filter(has_answered=False).exists():
        survey.closed_at = at
        survey.save(update_fields=["closed_at"])
    return answer


@transaction.atomic
def pair_tests(
    *, delivery: Delivery, before: Assessment, after: Assessment, by: Person, at: datetime
) -> PairedTest:
    """Say which practice tests are taken before and after; one may be both.

    Refused for a test that counts, and for others once somebody has handed one in: two means over
    nearly the same people would tell somebody's own.
    """
    Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    allowed = {each.pk: each for each in queries.practice_tests(delivery)}
    if before.pk not in allowed or after.pk not in allowed:
        raise Refused("not_for_practice", _("Choose practice tests of modules that are taught."))
    design = allowed[before.pk].design
    if before == after and design is not None and design.attempts_max < 2:
        raise Refused("taken_once", _("This test can be taken only once; choose another one."))
    paired = PairedTest.objects.filter(delivery=delivery).first()
    if paired is not None and (paired.before_id, paired.after_id) == (before.pk, after.pk):
        return paired
    if paired is not None and queries.is_begun(paired):
        raise Refused("begun", _("Somebody has taken them already; they stay as they are."))
    paired = paired or PairedTest(delivery=delivery)
    paired.before, paired.after = before, after
    paired.save()
    record_event(name="evaluation.tests_paired", subject=paired, by=by, at=at)
    return paired
