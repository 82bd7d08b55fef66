"""Surveys are planned when a delivery opens and move with its sessions; the clock asks."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from courses.deliveries.models import Delivery, Session
from courses.evaluation import queries, rules
from courses.evaluation.actions import ask_participants, plan_surveys
from courses.evaluation.letters import BY_OCCASION
from courses.evaluation.models import SurveyInvitation
from lms.journal.models import Event
from lms.journal.outbox import subscribe
from lms.notifications.actions import write_letter
from lms.notifications.clock import each_round
from lms.notifications.letters import Value


def plan(delivery: Delivery) -> None:
    if delivery.opened_at is not None and delivery.cancelled_at is None:
        plan_surveys(delivery=delivery, by=None, at=timezone.now())


@subscribe("deliveries.opened", "evaluation.plan")
def plan_for_delivery(event: Event) -> None:
    plan(Delivery.objects.select_related("programme").get(pk=event.subject_id))


@subscribe("deliveries.session_added", "evaluation.plan_with_session_added")
@subscribe("deliveries.session_changed", "evaluation.plan_with_session_changed")
@subscribe("deliveries.session_cancelled", "evaluation.plan_with_session_cancelled")
def plan_for_session(event: Event) -> None:
    plan(Session.objects.select_related("delivery__programme").get(pk=event.subject_id).delivery)


@each_round("evaluation")
def ask_who_is_due(at: datetime) -> None:
    """Everybody is asked once, however often the clock looks; who joins late is asked later."""
    for survey in queries.due(at):
        ask_participants(survey=survey, at=at)


@subscribe("evaluation.asked", "evaluation.write_letter")
def ask_by_letter(event: Event) -> None:
    invitation = SurveyInvitation.objects.select_related(
        "survey__delivery", "survey__session", "enrolment__person"
    ).get(pk=event.subject_id)
    survey = invitation.survey
    letter = BY_OCCASION[survey.occasion]
    values: dict[str, Value] = {
        "training": survey.delivery.title,
        "occasion": survey.when,
        "link": settings.SITE_URL + reverse("survey", args=[invitation.token]),
        "until": survey.closes_at.astimezone(ZoneInfo(survey.delivery.zone)),
        "promise": rules.promise(is_anonymous=survey.is_anonymous),
    }
    write_letter(
        letter=letter,
        person=invitation.enrolment.person,
        reference=str(invitation.pk),
        values={code: value for code, value in values.items() if code in letter.known},
        at=timezone.now(),
    )
