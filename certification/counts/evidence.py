"""Opens a count: the conditions of each enrolment with their evidence, and why one does not count."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Prefetch

from certification.counts import queries
from certification.counts.models import CompletedPlace, CountingRule
from certification.counts.places import PlaceState, Settled
from certification.counts.rules import (
    Condition,
    Filters,
    Reason,
    bound_of,
    claimed_only,
    local_day,
    seen_until,
    why_not,
)
from courses.attempts.models import Attempt, AttemptQuestion, Mark, Step
from courses.catalogue.models import ModulePage
from courses.enrolment.models import Enrolment, EnrolmentStep
from courses.progress.models import ModuleCompletion
from courses.progress.rules import required_modules
from lms.people.merging.queries import canonical_of
from lms.people.models import Person


@dataclass(frozen=True)
class Verdict:
    """What a counting rule says about one enrolment, and on what grounds (R63)."""

    enrolment: Enrolment
    person: Person  # whom its person is known to be, or was then (R1)
    conditions: list[Condition | Settled]
    unit: CompletedPlace | None  # the counted completion
    reason: Reason | None  # why there is none

    @property
    def is_counted(self) -> bool:
        return self.unit is not None

    @property
    def met(self) -> int:
        return sum(condition.is_met for condition in self.conditions)


def verdicts_on(
    enrolments: list[Enrolment], rule: CountingRule, filters: Filters, *, as_of: date
) -> list[Verdict]:
    """For each enrolment whether it counts, in a fixed number of queries whatever their number."""
    bound = seen_until(filters, as_of, rule.zone)
    conditions = conditions_of(enrolments, bound, as_of)
    states = states_of(enrolments, bound, rule.zone)
    claims = queries.claimed(rule, filters, as_of=as_of).filter(enrolment__in=enrolments)
    units = {unit.enrolment_id: unit for unit in claims}
    done = queries.known(rule, as_of, filters.known_at).filter(enrolment__in=enrolments)
    completions = {row.enrolment_id: row for row in done}
    before = bound_of(filters, rule.zone)
    eligible = set(queries.eligible(done, before).values_list("enrolment", flat=True))
    people = canonical_of((each.person for each in enrolments), before)
    elsewhere = _counted_elsewhere(people.values(), rule, filters, as_of)
    needs_project = bool(filters.project) or rule.uniqueness == CountingRule.Uniqueness.PROJECT
    verdicts = []
    for enrolment in enrolments:
        claim, person = units.get(enrolment.pk), people[enrolment.person_id]
        unit = claim if claim and claim.is_evidenced else None
        completion = completions.get(enrolment.pk)
        state = states.get(enrolment.pk)
        asked = [*(state.settled if state else ()), *conditions[enrolment.pk]]
        reason = claimed_only() if claim and unit is None else None
        if claim is None:
            reason = why_not(
                conditions=asked,
                place=state,
                completed_on=local_day(completion.completed_at, rule.zone) if completion else None,
                counted_on=_other_day(enrolment, completion, elsewhere.get(person.pk, []), rule),
                is_paid=enrolment.project_id is not None,
                is_eligible=enrolment.pk in eligible,
                needs_project=needs_project,
            )
        verdicts.append(Verdict(enrolment, person, asked, unit, reason))
    return verdicts


def _counted_elsewhere(
    people: Iterable[Person], rule: CountingRule, filters: Filters, as_of: date
) -> dict[int, list[CompletedPlace]]:
    """All counted units of these people under the rule, by who the person is (R1)."""
    own = Filters(role=filters.role, known_at=filters.known_at)
    units = queries.trained(rule, own, as_of=as_of)
    by_person: dict[int, list[CompletedPlace]] = {}
    for unit in units.filter(person__in={person.pk for person in people}):
        by_person.setdefault(unit.person_id, []).append(unit)
    return by_person


def _other_day(
    enrolment: Enrolment,
    completion: CompletedPlace | None,
    elsewhere: list[CompletedPlace],
    rule: CountingRule,
) -> date | None:
    """The day of the unit that stands for the same person, year or project instead, if any."""
    if completion is None:
        return None
    own_day = local_day(completion.completed_at, rule.zone)
    for unit in elsewhere:
        day = local_day(unit.completed_at, rule.zone)
        same_unit = {
            CountingRule.Uniqueness.EVER: True,
            CountingRule.Uniqueness.YEAR: day.year == own_day.year,
            CountingRule.Uniqueness.PROJECT: unit.project_id == enrolment.project_id,
        }.get(CountingRule.Uniqueness(rule.uniqueness), False)
        if unit.enrolment_id != enrolment.pk and (same_unit or unit.place == completion.place):
            return day
    return None


def conditions_of(
    enrolments: list[Enrolment], bound: datetime, as_of: date
) -> dict[int, list[Condition]]:
    """By enrolment id what it needs and has, as known before the bound; three queries."""
    completions = {
        (row.enrolment_id, row.module_id): row
        for row in ModuleCompletion.objects.filter(enrolment__in=enrolments, completed_at__lt=bound)
        .standing_on(as_of)
        .select_related("result__attempt")
    }
    attempts: dict[tuple[int, int], list[Attempt]] = {}
    for attempt in (
        Attempt.objects.filter(enrolment__in=enrolments, started_at__lt=bound)
        .select_related("result", "withdrawal")
        .order_by("number")
    ):
        attempts.setdefault((attempt.enrolment_id, attempt.assessment_id), []).append(attempt)
    modules = list(ModulePage.objects.live().order_by("path"))
    answer = {}
    for enrolment in enrolments:
        own = [module for module in modules if module.path.startswith(enrolment.programme.path)]
        answer[enrolment.pk] = [
            Condition(
                module=module,
                completion=completions.get((enrolment.pk, module.pk)),
                attempts=tuple(attempts.get((enrolment.pk, module.assessment_id or 0), ())),
                bound=bound,
                as_of=as_of,
            )
            for module in required_modules(own, enrolment.role)
        ]
    return answer


def states_of(enrolments: list[Enrolment], bound: datetime, zone: str) -> dict[int, PlaceState]:
    """By enrolment id, of places in deliveries, as known before the bound; one query."""
    steps = EnrolmentStep.objects.filter(
        enrolment__in=[each.pk for each in enrolments if each.delivery_id], at__lt=bound
    )
    last = {step.enrolment_id: step for step in steps.order_by("pk")}
    return {pk: PlaceState(step, zone) for pk, step in last.items()}


def attempt_with_evidence(uid: UUID) -> Attempt | None:
    """An attempt with everything that was asked, answered and marked; a fixed number of queries."""
    questions = AttemptQuestion.objects.select_related("version__question").prefetch_related(
        Prefetch("marks", Mark.objects.select_related("marked_by")),
        Prefetch("steps", Step.objects.order_by("pk")),
    )
    return (
        Attempt.objects.filter(uid=uid)
        .select_related(
            "assessment__module",
            "enrolment__person",
            "enrolment__programme",
            "result",
            "withdrawal",
        )
        .prefetch_related(Prefetch("questions", questions))
        .first()
    )
