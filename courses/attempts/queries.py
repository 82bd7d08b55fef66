"""Where people stand in their assessments, and what waits for a mark."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.db.models import Avg, Count, Exists, F, FloatField, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.assessments.models import Assessment, QuestionVersion
from courses.attempts import rules
from courses.attempts.models import Attempt, AttemptQuestion, Mark, Result, Step
from courses.attempts.rules import Score
from courses.catalogue.models import ModulePage
from courses.deliveries.models import TeachingAuthority
from courses.enrolment.models import Enrolment
from lms.people.models import Person

FEWEST_ANSWERS = 5  # below this a question's average says nothing
POOR_SHARE = 0.4


@dataclass(frozen=True)
class Standing:
    """Where an enrolment stands in one assessment."""

    assessment: Assessment
    attempts_used: int
    open_attempt: Attempt | None
    latest: Attempt | None
    passed_result: Result | None
    awaiting_marking: bool
    next_attempt_at: datetime | None
    code: str  # why no attempt may start now; empty when one may
    refusal: str

    @property
    def attempts_max(self) -> int:
        return self.assessment.attempts_max

    @property
    def is_passed(self) -> bool:
        return self.passed_result is not None

    @property
    def may_start(self) -> bool:
        return not self.code


def standing(enrolment: Enrolment, assessment: Assessment, now: datetime) -> Standing:
    return standings(enrolment, [assessment], now)[assessment.pk]


def standings(
    enrolment: Enrolment, assessments: list[Assessment], now: datetime
) -> dict[int, Standing]:
    """By assessment id, in one query whatever their number."""
    attempts = defaultdict(list)
    for attempt in (
        Attempt.objects.filter(enrolment=enrolment, assessment__in=assessments)
        .select_related("result")
        .order_by("number")
    ):
        attempts[attempt.assessment_id].append(attempt)
    return {
        assessment.pk: _standing(assessment, attempts[assessment.pk], now)
        for assessment in assessments
    }


def _standing(assessment: Assessment, attempts: list[Attempt], now: datetime) -> Standing:
    results = [attempt.result for attempt in attempts if hasattr(attempt, "result")]
    open_attempt = next((a for a in attempts if a.submitted_at is None), None)
    passed = next((result for result in results if result.is_passed), None)
    waiting = any(a.submitted_at and not hasattr(a, "result") for a in attempts)
    last = max((a.submitted_at for a in attempts if a.submitted_at), default=None)
    next_at = rules.next_attempt_at(last, assessment.resit_wait_days)
    code, refusal = "", ""
    if passed:
        code, refusal = "passed", _("You have passed this test.")
    elif open_attempt is None and waiting:
        code, refusal = "awaiting_marking", _("Your last attempt is being marked.")
    elif open_attempt is None and len(attempts) >= assessment.attempts_max:
        code, refusal = "no_attempts_left", _("You have used all your attempts.")
    elif open_attempt is None and next_at and now < next_at:
        code, refusal = "too_soon", _("You may try again later.")
    return Standing(
        assessment=assessment,
        attempts_used=len(attempts),
        open_attempt=open_attempt,
        latest=attempts[-1] if attempts else None,
        passed_result=passed,
        awaiting_marking=waiting,
        next_attempt_at=next_at if code == "too_soon" else None,
        code=code,
        refusal=refusal,
    )


def current_answers(attempt: Attempt) -> dict[int, Step]:
    """The step that counts for each question of the attempt: its last answer."""
    steps = Step.objects.filter(attempt=attempt, kind=Step.Kind.ANSWERED).order_by("pk")
    return {step.question_id: step for step in steps if step.question_id}


def current_marks(attempt: Attempt) -> dict[int, Mark]:
    """The mark that stands for each question of the attempt: its last one."""
    marks = Mark.objects.filter(question__attempt=attempt).order_by("pk")
    return {mark.question_id: mark for mark in marks}


def score_of(attempt: Attempt) -> Score:
    """The score as a function of the marks; unmarked answers count as waiting."""
    marks = current_marks(attempt)
    earned = waiting = maximum = Fraction(0)
    for question in attempt.questions.all():
        points = Fraction(question.points)
        maximum += points
        mark = marks.get(question.pk)
        if mark is None:
            waiting += points
        else:
            earned += Fraction(mark.explanation["share"]) * points
    return Score(earned=earned, waiting=waiting, maximum=maximum)


def markable_modules(person: Person, day) -> QuerySet[ModulePage]:
    """Modules whose answers the person may mark: administrators all, others what they may teach."""
    if "administrator" in person.roles:
        return ModulePage.objects.all()
    rights = TeachingAuthority.objects.valid_on(day).filter(person=person)
    whole = ModulePage.objects.none()
    for authority in rights.select_related("programme").filter(module__isnull=True):
        whole = whole | ModulePage.objects.child_of(authority.programme)
    return (whole | ModulePage.objects.filter(pk__in=rights.values("module"))).distinct()


def marking_queue(person: Person, now: datetime) -> QuerySet[AttemptQuestion]:
    """Submitted open answers without a mark, oldest first; never one's own."""
    modules = markable_modules(person, timezone.localdate(now))
    return (
        AttemptQuestion.objects.filter(
            version__type=QuestionVersion.Type.OPEN_ANSWER,
            attempt__submitted_at__isnull=False,
            attempt__assessment__module__in=modules.values("pk"),
        )
        .filter(~Exists(Mark.objects.filter(question=OuterRef("pk"))))
        .exclude(attempt__enrolment__person=person)
        .select_related("version__question", "attempt__assessment__module")
        .order_by("attempt__submitted_at", "pk")
    )


def waiting_by_module(queue: QuerySet[AttemptQuestion]) -> list[tuple[str, int]]:
    """How many answers of the queue wait, by the code of their module."""
    code = "attempt__assessment__module__code"
    counts = queue.order_by(code).values(code).annotate(waiting=Count("pk"))
    return [(row[code], row["waiting"]) for row in counts]


def questions_with_poor_results(limit: int = 5) -> list[QuestionVersion]:
    """Current question versions whose average share is low, worst first, with `average`, `answers`."""
    return list(
        QuestionVersion.objects.filter(question__current=F("pk"), question__is_retired=False)
        # The rule marks open answers only where they are blank, which tells nothing of the question.
        .exclude(type=QuestionVersion.Type.OPEN_ANSWER)
        .annotate(
            answers=Count("drawn__marks", filter=Q(drawn__marks__marked_by__isnull=True)),
            average=Avg(
                # Without the casts SQLite divides whole points as whole numbers.
                Cast("drawn__marks__points", FloatField()) / Cast("drawn__points", FloatField()),
                filter=Q(drawn__marks__marked_by__isnull=True),
            ),
        )
        .filter(answers__gte=FEWEST_ANSWERS, average__lt=POOR_SHARE)
        .select_related("question__bank")
        .order_by("average")[:limit]
    )
