"""Surveys that are due, what was answered, and the tests before and after."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db.models import QuerySet

from courses.deliveries.models import Delivery
from courses.enrolment.queries import participants
from courses.evaluation import rules
from courses.evaluation.models import Survey, SurveyInvitation
from courses.evaluation.rules import Finding


@dataclass(frozen=True)
class Answered:
    """A survey with how many were asked and answered; `findings` is None while it must stay hidden."""

    survey: Survey
    asked: int
    answered: int
    findings: list[Finding] | None


def results(delivery: Delivery) -> list[Answered]:
    """Every survey of the delivery that somebody was asked."""
    return [result(survey) for survey in delivery.surveys.all()]


def result(survey: Survey) -> Answered:
    answers = list(survey.answers.order_by("pk").values_list("answers", flat=True))
    return Answered(
        survey,
        survey.invitations.count(),
        len(answers),
        rules.findings(survey.form, answers, is_anonymous=survey.is_anonymous),
    )


def due(on: date) -> QuerySet[Survey]:
    """Surveys whose day has come, of deliveries that were not cancelled."""
    return Survey.objects.filter(due_on__lte=on, delivery__cancelled_at__isnull=True)


def not_yet_asked(survey: Survey) -> list:
    asked = survey.invitations.values("enrolment")
    return list(participants(survey.delivery).exclude(pk__in=asked))


def open_for(person) -> QuerySet[SurveyInvitation]:
    """What the person was asked and has not answered."""
    return SurveyInvitation.objects.filter(
        enrolment__person=person, has_answered=False
    ).select_related("survey__delivery")


@dataclass(frozen=True)
class Gain:
    """The mean share before and after, of those who took both tests; None under five of them."""

    people: int
    before: Decimal | None
    after: Decimal | None


def gain(rows: list[tuple[Fraction, Fraction]]) -> Gain:
    """From each person's share before and after."""
    if len(rows) < rules.FEWEST_ANSWERS:
        return Gain(len(rows), None, None)
    means = [sum(column, Fraction(0)) * 100 / len(rows) for column in zip(*rows, strict=True)]
    before, after = (round(Decimal(mean.numerator) / mean.denominator, 1) for mean in means)
    return Gain(len(rows), before, after)
