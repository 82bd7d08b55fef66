"""Where people stand in their assessments, and whose answers a person may mark."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from django.db.models import Avg, Count, F, FloatField, Q, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.assessments.designs import read_outcomes, read_sections
from courses.assessments.models import Assessment, AssessmentDesign, QuestionVersion
from courses.attempts import rules
from courses.attempts.models import (
    Accommodation,
    Attempt,
    AttemptQuestion,
    Mark,
    Result,
    Step,
)
from courses.attempts.rules import Breakdown, Part, Score
from courses.catalogue.models import ModulePage
from courses.deliveries.models import TeachingAuthority
from courses.enrolment.models import Enrolment
from lms.people.models import Person

FEWEST_ANSWERS = 5  # below this a question's average says nothing
POOR_SHARE = 0.4


@dataclass(frozen=True)
class Measures:
    """What a person's accommodations add; nothing says why (R61)."""

    extra_time_percent: int = 0
    extra_attempts: int = 0
    break_minutes: int = 0


@dataclass(frozen=True)
class Standing:
    """Where an enrolment stands in one assessment."""

    assessment: Assessment
    design: AssessmentDesign
    measures: Measures
    attempts: list[Attempt]
    open_attempt: Attempt | None
    counted_result: Result | None
    awaiting_marking: bool
    next_attempt_at: datetime | None
    code: str  # why no attempt may start now; empty when one may
    refusal: str

    @property
    def attempts_used(self) -> int:
        return len(self.attempts)

    @property
    def attempts_max(self) -> int:
        return self.design.attempts_max + self.measures.extra_attempts

    @property
    def latest(self) -> Attempt | None:
        return self.attempts[-1] if self.attempts else None

    @property
    def passed_result(self) -> Result | None:
        counted = self.counted_result
        return counted if counted and counted.is_passed else None

    @property
    def is_passed(self) -> bool:
        return self.passed_result is not None

    @property
    def may_start(self) -> bool:
        return not self.code

    @property
    def minutes(self) -> int | None:
        """The time limit with this person's extra time, in whole minutes."""
        allowed = rules.minutes_allowed(
            self.design.time_limit_minutes, self.measures.extra_time_percent
        )
        return None if allowed is None else int(allowed)

    @property
    def break_minutes(self) -> int:
        return self.design.break_minutes + self.measures.break_minutes


def standing(enrolment: Enrolment, assessment: Assessment, now: datetime) -> Standing:
    return standings(enrolment, [assessment], now)[assessment.pk]


def standings(
    enrolment: Enrolment, assessments: list[Assessment], now: datetime
) -> dict[int, Standing]:
    """By assessment id, in three queries whatever their number."""
    attempts = defaultdict(list)
    for attempt in (
        Attempt.objects.filter(enrolment=enrolment, assessment__in=assessments)
        .select_related("result", "withdrawal")
        .order_by("number")
    ):
        attempts[attempt.assessment_id].append(attempt)
    designs = AssessmentDesign.objects.in_bulk([each.design_id for each in assessments])
    measures = measures_for(enrolment.person_id, assessments, timezone.localdate(now))
    return {
        each.pk: _standing(each, designs[each.design_id], measures[each.pk], attempts[each.pk], now)
        for each in assessments
    }


def measures_for(person_id: int, assessments: list[Assessment], on: date) -> dict[int, Measures]:
    """By assessment id, the largest of each measure that holds that day, under any record (R1)."""
    held = list(
        Accommodation.objects.filter(
            Q(valid_through__isnull=True) | Q(valid_through__gte=on),
            Q(person=person_id)
            | Q(person__merged_into=person_id)
            | Q(person__absorbed=person_id)
            | Q(person__merged_into__absorbed=person_id),
            valid_from__lte=on,
            ended_at__isnull=True,
        )
    )

    def largest(assessment: Assessment) -> Measures:
        fitting = [each for each in held if each.assessment_id in (None, assessment.pk)]
        return Measures(
            extra_time_percent=max((each.extra_time_percent for each in fitting), default=0),
            extra_attempts=max((each.extra_attempts for each in fitting), default=0),
            break_minutes=max((each.break_minutes for each in fitting), default=0),
        )

    return {assessment.pk: largest(assessment) for assessment in assessments}


def _standing(
    assessment: Assessment,
    design: AssessmentDesign,
    measures: Measures,
    attempts: list[Attempt],
    now: datetime,
) -> Standing:
    today = timezone.localdate(now)
    results = [each.result for each in attempts if each.result and not _is_withdrawn(each, today)]
    counted = rules.counted(results, design.counting)
    open_attempt = next((each for each in attempts if each.submitted_at is None), None)
    last = max((each.submitted_at for each in attempts if each.submitted_at), default=None)
    next_at = rules.next_attempt_at(last, design.resit_wait_days)
    waiting = any(each.submitted_at and each.result_id is None for each in attempts)
    code, refusal = "", ""
    if design.counts and counted and counted.is_passed:
        code, refusal = "passed", _("You have passed this test.")
    elif open_attempt is not None:
        pass
    elif waiting and design.counts:
        code, refusal = "awaiting_marking", _("Your last attempt is being marked.")
    elif len(attempts) >= design.attempts_max + measures.extra_attempts:
        code, refusal = "no_attempts_left", _("You have used all your attempts.")
    elif design.opens_at and now < design.opens_at:
        code, refusal = "not_open", _("This test is not open yet.")
    elif design.closes_at and now >= design.closes_at:
        code, refusal = "closed", _("This test is closed.")
    elif next_at and now < next_at:
        code, refusal = "too_soon", _("You may try again later.")
    return Standing(
        assessment=assessment,
        design=design,
        measures=measures,
        attempts=attempts,
        open_attempt=open_attempt,
        counted_result=counted,
        awaiting_marking=waiting,
        next_attempt_at=next_at if code == "too_soon" else None,
        code=code,
        refusal=refusal,
    )


def _is_withdrawn(attempt: Attempt, on: date) -> bool:
    return hasattr(attempt, "withdrawal") and attempt.withdrawal.effective_on <= on


def candidate_sight(attempt: Attempt, standing: Standing, now: datetime) -> rules.Sight:
    """What the design of the attempt lets its candidate see now."""
    design = attempt.design
    return rules.sight_of_candidate(
        marks=design.shows_marks,
        feedback=design.shows_feedback,
        key=design.shows_key,
        has_result=attempt.result_id is not None,
        is_closed=design.closes_at is not None and now >= design.closes_at,
        is_at_end=standing.is_passed or standing.code == "no_attempts_left",
    )


def current_answers(attempt: Attempt) -> dict[int, Step]:
    """The step that counts for each question of the attempt: its last answer."""
    steps = Step.objects.filter(attempt=attempt, kind=Step.Kind.ANSWERED).order_by("pk")
    return {step.question_id: step for step in steps if step.question_id}


def newest_answers(question: AttemptQuestion) -> list[Step]:
    """The last two answers to a question, the newest first."""
    return list(question.steps.filter(kind=Step.Kind.ANSWERED).order_by("-pk")[:2])


def flagged_questions(attempt: Attempt) -> set[int]:
    """Ids of the questions that the learner means to return to."""
    kinds = (Step.Kind.FLAGGED, Step.Kind.UNFLAGGED)
    steps = Step.objects.filter(attempt=attempt, kind__in=kinds).order_by("pk")
    last = {step.question_id: step.kind for step in steps if step.question_id}
    return {pk for pk, kind in last.items() if kind == Step.Kind.FLAGGED}


def opened_elsewhere(attempt: Attempt, window: str, closed: list[str]) -> Step | None:
    """The last time another window opened the attempt; `closed` are known to be gone."""
    steps = Step.objects.filter(attempt=attempt, kind=Step.Kind.OPENED)
    return steps.exclude(window__in=[window, *closed]).order_by("pk").last()


@dataclass(frozen=True)
class BreakState:
    """Whether the clock stands still, and how much of the allowance is left."""

    is_paused: bool
    seconds_left: int


def break_state(attempt: Attempt, now: datetime) -> BreakState:
    """From the break steps; a break ends by itself when the allowance is used up."""
    left = attempt.break_minutes * 60
    if not left:
        return BreakState(is_paused=False, seconds_left=0)
    began: datetime | None = None
    steps = Step.objects.filter(
        attempt=attempt, kind__in=(Step.Kind.PAUSED, Step.Kind.RESUMED)
    ).order_by("pk")
    for step in steps:
        if step.kind == Step.Kind.PAUSED:
            began = step.at
        elif began is not None:
            left, began = rules.break_left(left, began, step.at), None
    if began is None:
        return BreakState(is_paused=False, seconds_left=left)
    left = rules.break_left(left, began, now)
    return BreakState(is_paused=left > 0, seconds_left=left)


def marks_by_question(attempt: Attempt) -> dict[int, list[Mark]]:
    """All marks of each question of the attempt, in the order in which they were given."""
    marks = defaultdict(list)
    for mark in Mark.objects.filter(question__attempt=attempt).order_by("pk"):
        marks[mark.question_id].append(mark)
    return dict(marks)


def current_marks(attempt: Attempt) -> dict[int, Mark]:
    """The newest mark of each question of the attempt."""
    return {pk: marks[-1] for pk, marks in marks_by_question(attempt).items()}


def standing_shares(attempt: Attempt) -> dict[int, Fraction | None]:
    """By question id, the share that stands; None while a mark is missing."""
    keys = attempt.questions.values_list("pk", flat=True)
    return shares_of(attempt.design, keys, marks_by_question(attempt))


def shares_of(
    design: AssessmentDesign, questions: Iterable[int], marks: Mapping[int, list[Mark]]
) -> dict[int, Fraction | None]:
    """The same from loaded marks, by question id."""
    return {
        pk: rules.standing_share(marks.get(pk, []), design.markers_needed, design.moderation_margin)
        for pk in questions
    }


def breakdown(attempt: Attempt) -> Breakdown:
    """The score as a function of the marks: of the whole, each section and each outcome."""
    questions = list(attempt.questions.select_related("version"))
    return breakdown_with(attempt, questions, marks_by_question(attempt))


def breakdown_with(
    attempt: Attempt, questions: list[AttemptQuestion], marks: Mapping[int, list[Mark]]
) -> Breakdown:
    """The same with its questions and their marks loaded before."""
    shares = shares_of(attempt.design, [each.pk for each in questions], marks)
    return breakdown_of(attempt.design, questions, shares)


def breakdown_of(
    design: AssessmentDesign,
    questions: list[AttemptQuestion],
    shares: Mapping[int, Fraction | None],
) -> Breakdown:
    """The same from loaded questions, with the share of each by its id."""

    def part(number: int, title: str, pass_percent: Decimal | None, asked: list) -> Part:
        rows = ((Fraction(each.points), shares[each.pk]) for each in asked)
        return Part(number, title, rules.score(rows), pass_percent)

    return Breakdown(
        whole=part(0, "", design.pass_percent, questions),
        sections=[
            part(
                number,
                section.title,
                section.pass_percent,
                [each for each in questions if each.section == number],
            )
            for number, section in enumerate(read_sections(design.sections), start=1)
        ],
        outcomes=[
            part(
                rule.outcome,
                rule.title,
                rule.pass_percent,
                [each for each in questions if each.version.outcome == rule.outcome],
            )
            for rule in read_outcomes(design.outcomes)
        ],
    )


def score_of(attempt: Attempt) -> Score:
    """The score of the whole; answers without a mark count as waiting."""
    return breakdown(attempt).whole.score


def verdict_of(attempt: Attempt) -> bool | None:
    """Passed by the whole and by every section and outcome with a pass mark; None while open."""
    return breakdown(attempt).verdict


def counts(result: Result) -> bool:
    """Whether a passed result completes something: a test that counts, by its counting rule."""
    attempt = result.attempt
    attempts = (
        Attempt.objects.filter(enrolment=attempt.enrolment_id, assessment=attempt.assessment_id)
        .select_related("result", "withdrawal")
        .order_by("number")
    )
    on = timezone.localdate(result.confirmed_at)
    results = [each.result for each in attempts if each.result and not _is_withdrawn(each, on)]
    chosen = rules.counted(results, attempt.design.counting)
    return attempt.design.counts and chosen is not None and chosen.is_passed


def markable_modules(person: Person, day) -> QuerySet[ModulePage]:
    """Modules whose answers the person may mark: administrators all, others what they may teach."""
    if "administrator" in person.roles:
        return ModulePage.objects.all()
    rights = TeachingAuthority.objects.valid_on(day).filter(person__in=person.selves)
    whole = ModulePage.objects.none()
    # Pages are wide; where one stands in the tree is enough.
    for authority in (
        rights.filter(module__isnull=True)
        .select_related("programme")
        .only("programme__path", "programme__depth")
    ):
        whole = whole | ModulePage.objects.child_of(authority.programme)
    return (whole | ModulePage.objects.filter(pk__in=rights.values("module"))).distinct()


def markable_assessments(person: Person, day: date) -> QuerySet[Assessment]:
    """The tests that close these modules, and those for practice in them."""
    modules = markable_modules(person, day).values("pk")
    return Assessment.objects.filter(Q(module__in=modules) | Q(practised_in__in=modules))


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
