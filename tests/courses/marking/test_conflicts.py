"""R48 as a property: whatever happens, nobody holds an answer of somebody to whom they have a tie."""

from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.attempts.models import AttemptQuestion, Mark
from courses.enrolment.models import Enrolment
from courses.marking.actions import allocate, give_back, give_back_tied, mark_answer
from courses.marking.models import Allocation
from courses.marking.queries import marking_queue
from lms.errors import Refused
from lms.people.actions import declare_conflict
from lms.people.models import ConflictDeclaration, Membership
from tests.factories.courses import AT
from tests.factories.marking import DAY, Paper
from tests.factories.people import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db
MARKERS, PAPERS, ORGANISATIONS = 4, 3, 2

marker, paper = st.integers(0, MARKERS - 1), st.integers(0, PAPERS - 1)
days_ago = st.integers(0, 1_200)
memberships = st.lists(
    st.tuples(
        st.integers(0, MARKERS + PAPERS - 1),
        st.integers(0, ORGANISATIONS - 1),
        days_ago,
        st.none() | days_ago,
    ),
    max_size=5,
)
employers = st.lists(
    st.none() | st.integers(0, ORGANISATIONS - 1), min_size=PAPERS, max_size=PAPERS
)
steps = st.lists(
    st.one_of(
        st.tuples(
            st.just("declare"),
            marker,
            paper,
            st.sampled_from(ConflictDeclaration.Kind.values),
            st.none() | days_ago,
        ),
        st.tuples(st.just("take"), marker, paper),
        st.tuples(st.just("take"), marker, paper),
        st.tuples(st.just("give"), marker, paper),
        st.tuples(st.just("back"), marker, paper),
        st.tuples(st.just("mark"), marker, paper, st.sampled_from([0, 4])),
    ),
    min_size=3,
    max_size=10,
)


@contextmanager
def undone():
    """What an example writes is gone after it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class World:
    """Four markers, of whom one is a candidate too, three papers for two markers each."""

    def __init__(self):
        test = Paper(markers_needed=2, moderation_margin=10)
        self.markers = [test.marker() for _ in range(MARKERS)]
        candidates = [self.markers[0], PersonFactory(), PersonFactory()]
        self.papers = [test.answer(person=person) for person in candidates]
        self.people = [*self.markers, *candidates]
        self.organisations = [OrganisationFactory() for _ in range(ORGANISATIONS)]
        self.administrator = PersonFactory(roles=["administrator"])

    def settle(self, memberships, employers):
        for person, organisation, ago, until in memberships:
            starts = AT.date() - timedelta(days=ago)
            ends = None if until is None else max(starts, AT.date() - timedelta(days=until))
            Membership.objects.get_or_create(
                person=self.people[person],
                organisation=self.organisations[organisation],
                starts_on=starts,
                defaults={"ends_on": ends},
            )
        for question, number in zip(self.papers, employers, strict=True):
            place = Enrolment.objects.filter(attempts__questions=question)
            place.update(organisation=None if number is None else self.organisations[number])

    def do(self, what, who, which, *more, at):
        person, question = self.markers[who], self.papers[which]
        if what == "declare":
            self.declare(person, question.attempt.enrolment.person, *more, at=at)
        elif what in {"take", "give"}:
            by = person if what == "take" else self.administrator
            is_offered = marking_queue(person, at).filter(pk=question.pk, is_mine=0).exists()
            holds = Allocation.objects.current().filter(question=question, marker=person).exists()
            try:
                allocate(question=question, marker=person, by=by, at=at)
            except Refused:
                assert not is_offered
            else:
                assert is_offered or holds
        elif what == "back":
            for held in Allocation.objects.current().filter(question=question, marker=person):
                give_back(allocation=held, by=person, at=at)
        else:
            points = [more[0], more[0]]
            mark_answer(question=question, criterion_points=points, comment="", by=person, at=at)

    def declare(self, person, other, kind, ago, *, at):
        held = None if ago is None else at.date() - timedelta(days=ago)
        declare_conflict(person=person, other=other, kind=kind, held_through=held, by=person, at=at)
        give_back_tied(one=person, other=other, at=at)


def two_years_before(day: date) -> date:
    return day.replace(year=day.year - 2)


def is_tied(marker, candidate, day: date) -> bool:
    """The rule once more, as plainly as it can be said."""
    since = two_years_before(day)
    if marker.pk == candidate.pk:
        return True
    for row in ConflictDeclaration.objects.filter(ended_at__isnull=True):
        is_between = {row.person_id, row.other_id} == {marker.pk, candidate.pk}
        is_recent = row.held_through is None or row.held_through >= since
        if is_between and is_recent and row.declared_at.date() <= day:
            return True

    def employers(person):
        return {
            row.organisation_id
            for row in Membership.objects.filter(person=person)
            if row.starts_on <= day and (row.ends_on is None or row.ends_on >= since)
        }

    of_candidate = employers(candidate) | set(
        Enrolment.objects.filter(person=candidate).values_list("organisation", flat=True)
    )
    return bool(employers(marker) & of_candidate)


def check_allocations():
    for allocation in Allocation.objects.current().select_related(
        "marker", "question__attempt__enrolment__person"
    ):
        candidate = allocation.question.attempt.enrolment.person
        assert not is_tied(allocation.marker, candidate, allocation.allocated_at.date())
    for question in AttemptQuestion.objects.all():
        held = list(question.allocations.current().values_list("marker", "part"))
        assert len({who for who, _part in held}) == len({part for _who, part in held}) == len(held)
        kinds = set(Mark.objects.filter(question=question).values_list("marked_by", "kind"))
        assert len({who for who, _kind in kinds}) == len(kinds), "somebody moderated themselves"


def test_r48_no_allocation_ever_has_a_tie_on_its_day_and_nobody_marks_twice():
    world = World()

    @given(memberships, employers, steps)
    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    def holds(memberships, employers, steps):
        with undone():
            world.settle(memberships, employers)
            for number, step in enumerate(steps):
                try:
                    with transaction.atomic():
                        world.do(*step, at=AT + (number + 1) * DAY)
                except Refused:
                    pass
                check_allocations()

    holds()
