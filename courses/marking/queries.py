"""Who has a tie to whom, what waits for a marker, and who may still mark an answer."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    FloatField,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from courses.attempts.models import AttemptQuestion, Mark
from courses.attempts.queries import markable_assessments
from courses.attempts.rules import needs_moderation
from courses.catalogue.models import ModulePage
from courses.deliveries.models import TeachingAuthority
from courses.enrolment import ties
from courses.fieldwork.queries import tutored_between
from courses.marking import rules
from courses.marking.models import Allocation
from lms.people.merging.alike import alike
from lms.people.models import AccessGrant, Person
from lms.people.rules import TIE_WORDS, Declared, Pair, ties_on, ties_since

Ids = Collection[int] | QuerySet
# An answer's module is the one that its test closes, or in which it is for practice.
TAUGHT_IN = ("attempt__assessment__module", "attempt__assessment__practised_in")
MODULE_CODE = Coalesce(*(f"{path}__code" for path in TAUGHT_IN))


def conflicts_of(markers: Collection[int], candidates: Ids, on: date) -> dict[Pair, frozenset[str]]:
    """The ties of markers to candidates that block on that day, in a fixed number of queries (R48).

    Every tie that keeps somebody from marking is read here and in `ties_between`: what they
    declared, the same organisation, who trained whom in a delivery, and who was whose tutor.
    """
    same = alike(markers, candidates)
    between = ties_between(same.judges, same.candidates, ties_since(on))
    of_markers, of_candidates = ties.employments(same.judges, same.candidates)
    return same.spread(ties_on(same.judges, between, of_markers, of_candidates, on))


def ties_between(people: Collection[int], candidates: Ids, since: date) -> list[Declared]:
    """What was declared, and who trained or tutored whom since a day, either way; decisions add theirs."""
    return [
        *ties.declared_between(people, candidates),
        *ties.trained_between(people, candidates, since),
        *tutored_between(people, candidates),
    ]


def has_conflict(marker: Person, candidate_id: int, on: date) -> frozenset[str]:
    """The ties of one marker to one candidate; empty where there is none."""
    return conflicts_of([marker.pk], [candidate_id], on).get((marker.pk, candidate_id), frozenset())


# What waits


def unsettled() -> QuerySet:
    """Answers that were handed in and that no rule, moderator, appeal or regrade has settled.

    `marked` and `held` count the people who have marked and who hold a marker's part.
    """
    marks = Mark.objects.filter(question=OuterRef("pk"))
    held = Allocation.objects.current().filter(question=OuterRef("pk"), part__in=rules.PARTS)
    return (
        AttemptQuestion.objects.filter(attempt__submitted_at__isnull=False)
        .filter(~Exists(marks.filter(kind__in=rules.SETTLING)))
        .annotate(
            marked=_how_many(marks.filter(kind=Mark.Kind.MARKER), "marked_by"),
            held=_how_many(held, "marker"),
        )
    )


def _how_many(rows: QuerySet, field: str) -> Coalesce:
    counted = rows.order_by().values("question").annotate(n=Count(field, distinct=True))
    return Coalesce(Subquery(counted.values("n")), 0, output_field=IntegerField())


def without_enough_marks() -> QuerySet:
    return unsettled().filter(marked__lt=F("attempt__design__markers_needed"))


def to_moderate() -> list[int]:
    """Ids of the answers on which two markers differ by more than the margin, in two queries.

    The database finds those that may differ; the rule, with exact shares, decides.
    """
    points = Q(marks__kind=Mark.Kind.MARKER)
    margin = Cast("attempt__design__moderation_margin", FloatField())
    allowed = Cast("points", FloatField()) * margin / 100
    near = (
        unsettled()
        .filter(attempt__design__markers_needed=2, marked__gte=2)
        .annotate(
            apart=Cast(Max("marks__points", filter=points), FloatField())
            - Cast(Min("marks__points", filter=points), FloatField())
        )
        .filter(apart__gt=0, apart__gte=allowed - 0.001)
        .select_related("attempt__design")
        .prefetch_related(Prefetch("marks", Mark.objects.order_by("pk")))
        .order_by()
    )
    return [
        question.pk
        for question in near
        if needs_moderation(
            list(question.marks.all()),
            question.attempt.design.markers_needed,
            question.attempt.design.moderation_margin,
        )
    ]


def is_to_give_out(moderated: list[int]) -> Combinable:
    """Whether a part of an answer is held by nobody: of a marker, or of a moderator."""
    moderators = Allocation.objects.current().filter(
        question=OuterRef("pk"), part=Allocation.Part.MODERATOR
    )
    return Q(
        marked__lt=F("attempt__design__markers_needed"),
        held__lt=F("attempt__design__markers_needed"),
    ) | (Q(pk__in=moderated) & ~Exists(moderators))


def marking_queue(person: Person, now: datetime) -> QuerySet[AttemptQuestion]:
    """What waits for this person, oldest first: what they hold (`is_mine`) and what they may take.

    Only answers of modules that they may mark today (R31) and of people to whom they have no tie
    (R48); never an answer of which they hold or have marked another part.
    """
    on = timezone.localdate(now)
    own_marks = Mark.objects.filter(question=OuterRef("pk"), marked_by=person)
    own = Allocation.objects.current().filter(question=OuterRef("pk"), marker=person)
    moderated = to_moderate()
    waiting = unsettled().filter(
        attempt__assessment__in=markable_assessments(person, on).values("pk")
    )
    candidates = waiting.order_by().values("attempt__enrolment__person")
    tied = {candidate for _marker, candidate in conflicts_of([person.pk], candidates, on)}
    return (
        waiting.exclude(attempt__enrolment__person__in=tied)
        .filter(~Exists(own_marks))
        .annotate(
            is_mine=Case(When(Exists(own), then=Value(1)), default=Value(0)),
            is_moderation=Case(When(pk__in=moderated, then=Value(1)), default=Value(0)),
        )
        .filter(Q(is_mine=1) | is_to_give_out(moderated))
        .select_related("version__question", *TAUGHT_IN, "attempt__design")
        .order_by("attempt__submitted_at", "pk")
    )


def given_to(person: Person, questions: Collection[int]) -> dict[int, Allocation]:
    """By answer, what the person holds of these."""
    held = Allocation.objects.current().filter(marker=person, question__in=questions)
    return {allocation.question_id: allocation for allocation in held}


def waiting_by_module(queue: QuerySet[AttemptQuestion]) -> list[tuple[str, int]]:
    """How many answers of the queue wait, by the code of their module."""
    coded = queue.annotate(taught_in=MODULE_CODE).order_by("taught_in")
    counts = coded.values("taught_in").annotate(waiting=Count("pk"))
    return [(row["taught_in"], row["waiting"]) for row in counts]


def of_module(queue: QuerySet[AttemptQuestion], code: str) -> QuerySet[AttemptQuestion]:
    return queue.annotate(taught_in=MODULE_CODE).filter(taught_in=code)


def unallocated() -> QuerySet[AttemptQuestion]:
    """For administrators: every answer of which a part is held by nobody, oldest first."""
    return (
        unsettled()
        .filter(is_to_give_out(to_moderate()))
        .select_related(
            "version__question",
            *TAUGHT_IN,
            "attempt__design",
            "attempt__enrolment",
        )
        .order_by("attempt__submitted_at", "pk")
    )


# Who may


@dataclass(frozen=True)
class Chance:
    """A person with the right to mark an answer, and what keeps them from it; empty when nothing."""

    person: Person
    against: list[str]


def people_with_right(modules: Iterable[ModulePage], on: date) -> dict[int, set[int]]:
    """By module id, the people who may mark it on that day (R31): administrators mark all."""
    administrators = set(
        AccessGrant.objects.current()
        .filter(role=AccessGrant.Role.ADMINISTRATOR)
        .values_list("person", flat=True)
    )
    rights = TeachingAuthority.objects.valid_on(on).values_list(
        "person", "module", "programme__path"
    )
    held: dict[int, set[int]] = defaultdict(set)
    by_path: dict[str, set[int]] = defaultdict(set)
    for person, module, path in rights:
        (held[module] if module else by_path[path]).add(person)
    return {
        module.pk: administrators | held[module.pk] | by_path[module.path[: -ModulePage.steplen]]
        for module in modules
    }


def chances(questions: list[AttemptQuestion], on: date) -> dict[int, list[Chance]]:
    """By answer, everybody with the right to mark it and what is against each; fixed queries."""
    modules = {each.pk: each.attempt.assessment.taught_in for each in questions}
    rights = people_with_right({module for module in modules.values() if module}, on)
    everybody = set().union(*rights.values()) if rights else set()
    people = Person.objects.in_bulk(everybody)
    tied = conflicts_of(everybody, {each.attempt.enrolment.person_id for each in questions}, on)
    before = people_before([each.pk for each in questions])

    def against(question: AttemptQuestion, person: int) -> list[str]:
        kinds = tied.get((person, question.attempt.enrolment.person_id), frozenset())
        words = [str(TIE_WORDS[kind]) for kind in sorted(kinds)]
        return [*words, *([str(rules.BEFORE)] if person in before[question.pk] else [])]

    return {
        each.pk: sorted(
            (
                Chance(people[person], against(each, person))
                for person in (rights[modules[each.pk].pk] if modules[each.pk] else ())
                if people[person].is_active
            ),
            key=lambda chance: (bool(chance.against), chance.person.last_name, chance.person.pk),
        )
        for each in questions
    }


def people_before(questions: Collection[int]) -> Mapping[int, set[int]]:
    """By answer, who holds a part of it or has marked it."""
    found: dict[int, set[int]] = defaultdict(set)
    for rows in (
        Allocation.objects.current()
        .filter(question__in=questions)
        .values_list("question", "marker"),
        Mark.objects.filter(question__in=questions, marked_by__isnull=False).values_list(
            "question", "marked_by"
        ),
    ):
        for question, person in rows:
            found[question].add(person)
    return found


def held_by(question: AttemptQuestion) -> dict[str, int]:
    """Who holds which part of an answer now."""
    return dict(
        Allocation.objects.current().filter(question=question).values_list("part", "marker")
    )


def is_stuck(found: list[Chance]) -> bool:
    """Whether everybody with the right has something against it, or nobody has the right."""
    return all(chance.against for chance in found)
