"""Surveys that are due, what was answered, and the tests before and after."""

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from django.db.models import Count, Prefetch, Q, QuerySet

from courses.assessments.models import Assessment, AssessmentDesign
from courses.attempts.models import Attempt, Result
from courses.catalogue.models import ModulePage
from courses.deliveries.models import Delivery, Session, SessionRole
from courses.deliveries.queries import run_by
from courses.enrolment.models import Enrolment
from courses.enrolment.queries import participants
from courses.evaluation import rules
from courses.evaluation.models import PairedTest, Survey, SurveyInvitation
from courses.evaluation.rules import Finding, Gain, Sitting
from lms.people.models import Person

MOST_LISTED = 200


def results_open_to(person: Person) -> QuerySet[Delivery]:
    """Deliveries whose results the person may read: who teaches, runs or pays for them."""
    if not person.is_authenticated:
        return Delivery.objects.none()
    taught = SessionRole.objects.teaching().filter(person__in=person.selves)
    return Delivery.objects.filter(
        Q(pk__in=run_by(person).values("pk"))
        | Q(pk__in=taught.values("session__delivery"))
        | Q(project__in=person.coordinations.values("project"))
    )


@dataclass(frozen=True)
class Answered:
    """A survey with how many were asked and answered; `findings` is None while it must stay hidden."""

    survey: Survey
    asked: int
    answered: int
    is_final: bool
    findings: list[Finding] | None


def with_counts(surveys: QuerySet[Survey]) -> QuerySet[Survey]:
    counted = surveys.select_related("session", "delivery").annotate(
        asked=Count("invitations"),
        answered=Count("invitations", filter=Q(invitations__has_answered=True)),
    )
    return counted.order_by("due_at", "pk")


def result(survey: Survey, at: datetime) -> Answered:
    answers = list(survey.answers.order_by("pk").values_list("answers", flat=True))
    is_final = rules.is_final(survey.closes_at, survey.closed_at, at)
    return Answered(
        survey,
        survey.invitations.count(),
        len(answers),
        is_final,
        rules.findings(survey.form, answers, is_anonymous=survey.is_anonymous, is_final=is_final),
    )


def due(at: datetime) -> QuerySet[Survey]:
    """Surveys that are open, of deliveries and sessions that were not cancelled."""
    return Survey.objects.filter(
        due_at__lte=at,
        closes_at__gt=at,
        closed_at__isnull=True,
        delivery__cancelled_at__isnull=True,
        session__cancelled_at__isnull=True,
    ).select_related("delivery", "session")


def not_yet_asked(survey: Survey) -> list[Enrolment]:
    asked = survey.invitations.values("enrolment")
    return list(participants(survey.delivery).exclude(pk__in=asked))


def last_end(delivery: Delivery) -> datetime | None:
    """When the last mandatory session ends; None where there is none."""
    return max((session.ends_at for session in delivery.sessions.required()), default=None)


def open_for(person: Person, at: datetime) -> QuerySet[SurveyInvitation]:
    """What the person was asked and may answer now."""
    return SurveyInvitation.objects.filter(
        enrolment__person__in=person.selves, has_answered=False, survey__in=due(at).values("pk")
    ).select_related("survey__delivery", "survey__session")


def sessions_without_survey(delivery: Delivery) -> QuerySet[Session]:
    return delivery.sessions.standing().filter(survey__isnull=True)


# Tests before and after


def paired_test(delivery: Delivery) -> PairedTest | None:
    return (
        PairedTest.objects.filter(delivery=delivery)
        .select_related("before__practised_in", "after__practised_in")
        .first()
    )


def practice_tests(delivery: Delivery) -> QuerySet[Assessment]:
    """What may be taken before and after: the practice tests of the modules that are taught."""
    return Assessment.objects.filter(
        practised_in__in=ModulePage.objects.live().filter(pk__in=delivery.modules.values("module")),
        design__purpose=AssessmentDesign.Purpose.FORMATIVE,
    ).select_related("practised_in", "design")


def is_begun(paired: PairedTest) -> bool:
    """Whether somebody of the delivery has handed one of the two in."""
    return _handed_in(paired).exists()


def _handed_in(paired: PairedTest) -> QuerySet[Attempt]:
    return Attempt.objects.filter(
        enrolment__delivery=paired.delivery_id,
        assessment__in=[paired.before_id, paired.after_id],
        submitted_at__isnull=False,
    )


def days_of(delivery: Delivery) -> tuple[date, date] | None:
    """The first and the last day on which something is held, where it is held."""
    days = [session.day for session in delivery.sessions.standing()]
    return (min(days), max(days)) if days else None


def gain_of(paired: PairedTest) -> Gain:
    """What those who took both tests gained; three queries."""
    days = days_of(paired.delivery)
    if days is None:
        return Gain(0)
    zone = ZoneInfo(paired.delivery.zone)
    first = Prefetch("results", Result.objects.filter(number=1), to_attr="first_results")
    sittings = [_sitting(each, paired, zone) for each in _handed_in(paired).prefetch_related(first)]
    return rules.gain(rules.pairs(sittings, *days))


def _sitting(attempt: Attempt, paired: PairedTest, zone: ZoneInfo) -> Sitting:
    result = next(iter(getattr(attempt, "first_results", ())), None)
    moment = attempt.submitted_at or attempt.started_at
    return Sitting(
        place=attempt.enrolment_id,
        is_before=attempt.assessment_id == paired.before_id,
        is_after=attempt.assessment_id == paired.after_id,
        day=moment.astimezone(zone).date(),
        number=attempt.number,
        share=Fraction(result.points) / Fraction(result.maximum) if result else None,
        known_at=result.confirmed_at if result else None,
    )
