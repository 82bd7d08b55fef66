"""Who stands above and below whom, by one recursive query, on histories of every shape (R40)."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from courses.deliveries.models import TeachingAuthority
from courses.lineage import queries, recursion, rules
from courses.lineage.actions import rebuild_sums, sum_up_delivery
from courses.lineage.models import DeliveryOutcome, TrainedTrainer
from courses.lineage.sums import differences
from tests.factories.courses import programme_page
from tests.factories.lineage import DAY, closed_training, complete
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return programme_page(with_tests=False)


def people(number: int):
    return [PersonFactory() for _ in range(number)]


def numbers(line) -> list[tuple[int, int, int, int | None]]:
    """Of each generation: its trainers, their trainings, who completed these, people each once."""
    return [
        (each.trainers, each.sums.trainings, each.sums.completers, each.people)
        for each in line.generations
    ]


def test_r40_trainers_above_with_the_day_the_role_and_the_right_used_then(programme):
    founder, graduate, manager = people(3)
    TeachingAuthority.objects.create(
        person=founder, programme=programme, source="founding faculty", valid_from=DAY
    )
    cohort = closed_training(programme, trainers=[founder], completed=[graduate], kind="cohort")
    later = DAY + timedelta(days=400)
    training = closed_training(programme, trainers=[graduate], completed=[manager], day=later)
    line = queries.line_of(manager)
    assert [
        (edge.steps, edge.trainer, edge.trained, edge.delivery, edge.role) for edge in line.edges
    ] == [
        (1, graduate, [(manager, later)], training, "lead"),
        (2, founder, [(graduate, DAY)], cohort, "lead"),
    ]
    assert [(used.source, used.on) for used in line.edges[1].rights] == [("founding faculty", DAY)]
    assert [(used.source, bool(used.reason)) for used in line.edges[0].rights] == [("", True)]
    assert (line.generation, line.roots) == (2, [founder])
    assert line.above == {1: [graduate], 2: [founder]}


def test_r40_below_by_generation_with_what_each_gave(programme):
    founder, first, second, *managers = people(7)
    closed_training(programme, trainers=[founder], completed=[first, second, managers[0]])
    closed_training(
        programme, trainers=[first], completed=managers[1:3], not_completed=[managers[3]]
    )
    closed_training(programme, trainers=[second, first], completed=[managers[0], managers[3]])
    assert numbers(queries.line_of(founder)) == [(1, 1, 3, 0), (2, 2, 4, 3), (0, 0, 0, 3)]
    assert numbers(queries.line_of(first)) == [(1, 2, 4, 0), (0, 0, 0, 4)]
    assert numbers(queries.line_of(managers[0])) == [(1, 0, 0, 0)]


def test_r40_who_taught_before_being_trained_here_is_a_root_and_stays_one(programme):
    founder, graduate = people(2)
    closed_training(programme, trainers=[founder], completed=[graduate], kind="cohort")
    closed_training(programme, trainers=[graduate], completed=[founder], day=DAY + timedelta(900))
    assert list(queries.lines_of_scheme().people_at_the_top()) == [founder]
    assert queries.line_of(founder).generation == 0
    assert queries.line_of(graduate).generation == 1
    assert numbers(queries.line_of(founder)) == [(1, 1, 1, 0), (1, 1, 1, 1), (0, 0, 0, 0)]


def test_r8_an_information_event_trains_nobody(programme):
    speaker, listener = people(2)
    closed_training(programme, trainers=[speaker], completed=[listener], activity="information")
    assert queries.line_of(listener).edges == []
    assert numbers(queries.line_of(speaker)) == [(1, 0, 0, 0)]
    assert list(queries.lines_of_scheme().people_at_the_top()) == []


def test_lists_page_through_trainings_and_name_each_completed_place_once(programme, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 4)
    founder, *others = people(12)
    for start in (0, 3, 6):
        closed_training(programme, trainers=[founder], completed=others[start : start + 3])
    closed_training(programme, trainers=[others[0]], completed=others[9:])
    pages = [queries.line_of(founder, "people", 1, page).completed for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [4, 4, 1, 0]
    assert [each.person for page in pages for each in page] == others[:9]
    listed = queries.line_of(founder, "trainers", 1, 1).trainers
    assert [(person, sums.completers) for person, sums in listed] == [(others[0], 2)]


def test_people_are_counted_each_once_until_that_would_read_too_many_places(programme, monkeypatch):
    founder, one, other = people(3)
    for _ in range(2):
        closed_training(programme, trainers=[founder], completed=[one, other])
    assert numbers(queries.line_of(founder))[1][3] == 2
    monkeypatch.setattr(recursion, "MOST_PEOPLE", 3)
    assert numbers(queries.line_of(founder))[1][3] is None


def test_a_long_line_is_cut_and_says_so(programme, monkeypatch):
    trainers = people(4)
    manager = PersonFactory()
    closed_training(programme, trainers=trainers, completed=[manager])
    monkeypatch.setattr(recursion, "MOST_EDGES", 3)
    line = queries.line_of(manager)
    assert (len(line.edges), line.is_cut) == (3, True)


def test_a_line_is_one_recursive_query_and_a_few_whatever_its_size(programme):
    founder, *others = people(30)

    def asked() -> list[str]:
        with CaptureQueriesContext(connection) as found:
            queries.line_of(others[9], "trainers")
        return [query["sql"] for query in found]

    closed_training(programme, trainers=[founder], completed=others[:9])
    closed_training(programme, trainers=others[:1], completed=[others[9]])
    closed_training(programme, trainers=others[9:10], completed=others[10:12])
    closed_training(programme, trainers=others[10:11], completed=others[12:14])
    small = asked()
    for trainer in others[1:9]:
        closed_training(programme, trainers=[founder, trainer], completed=others[9:20])
    for trainer in others[11:19]:
        closed_training(programme, trainers=[trainer], completed=others[20:])
    large = asked()
    assert len(small) == len(large) == 7
    assert sum("RECURSIVE" in sql for sql in large) == 1


@st.composite
def histories(draw):
    """Trainings of up to nine people, each on its day: (trainers, completed, not completed, day)."""
    everybody = range(draw(st.integers(2, 9)))
    some = st.lists(st.sampled_from(everybody), unique=True, min_size=1, max_size=3)
    trainings = []
    for _ in range(draw(st.integers(0, 8))):
        trainers = draw(some)
        rest = [each for each in everybody if each not in trainers]
        completed = draw(st.lists(st.sampled_from(rest), unique=True)) if rest else []
        failed = [each for each in rest if each not in completed][: draw(st.integers(0, 2))]
        day = DAY + timedelta(days=draw(st.integers(0, 30)))
        trainings.append((trainers, completed, failed, day))
    return len(everybody), trainings


class AnyHistory(TestCase):
    """Circles as well, which actions refuse: what reads the data ends whatever it holds."""

    @classmethod
    def setUpTestData(cls):
        cls.programme = programme_page(with_tests=False)
        cls.people = [PersonFactory() for _ in range(9)]

    @settings(max_examples=25)
    @given(histories())
    def test_r40_the_query_says_what_the_rules_say(self, history):
        size, trainings = history
        everybody = self.people[:size]
        trained_by, taught, done = defaultdict(set), {}, {}
        below = defaultdict(set)
        for trainers, completed, failed, day in trainings:
            closed_training(
                self.programme,
                trainers=[everybody[each] for each in trainers],
                completed=[everybody[each] for each in completed],
                not_completed=[everybody[each] for each in failed],
                day=day,
            )
            for trainer in trainers:
                taught[trainer] = min(day, taught.get(trainer, day))
                below[trainer].update(completed)
            for person in completed:
                done[person] = min(day, done.get(person, day))
                trained_by[person].update(trainers)
        roots = [each for each in range(size) if rules.is_root(taught.get(each), done.get(each))]
        steps = rules.generations(trained_by, roots)
        for number, person in enumerate(everybody):
            line = queries.line_of(person)
            assert line.generation == steps.get(number)
            down = rules.generations(trained_by, [number])
            up = rules.generations(below, [number])
            distances = {each.pk: found for found, those in line.above.items() for each in those}
            assert distances == {everybody[n].pk: found for n, found in up.items() if n != number}
            assert [each.people for each in line.generations] == [
                sum(found == generation for n, found in down.items() if n != number)
                for generation in range(len(line.generations))
            ]
            assert [each.trainers for each in line.generations[1:]] == [
                sum(found == generation for n, found in down.items() if n in taught)
                for generation in range(1, len(line.generations))
            ]
        scheme = queries.lines_of_scheme().generations
        trainers_in = Counter(found for n, found in steps.items() if n in taught)
        assert [each.trainers for each in scheme] == [trainers_in[n] for n in range(len(scheme))]
        reached = [each for each in trainings if any(n in steps for n in each[0])]
        assert sum(each.sums.trainings for each in scheme) == len(reached)
        assert sum(each.sums.completers for each in scheme) == sum(len(each[1]) for each in reached)

    @settings(max_examples=25)
    @given(histories(), st.randoms())
    def test_sums_are_what_the_facts_say_in_whatever_order_they_were_kept(self, history, random):
        size, trainings = history
        deliveries = [
            closed_training(
                self.programme,
                trainers=[self.people[each] for each in trainers],
                completed=[self.people[each] for each in completed],
                not_completed=[self.people[each] for each in failed],
                day=day,
                sums=False,
            )
            for trainers, completed, failed, day in trainings
        ]
        random.shuffle(deliveries)
        for delivery in deliveries:
            before = differences()
            sum_up_delivery(delivery=delivery)
            sum_up_delivery(delivery=delivery)
            assert differences() <= before
        assert differences() == 0
        rebuild_sums()
        assert differences() == 0
        assert DeliveryOutcome.objects.count() == len(deliveries)


def test_the_line_goes_on_through_who_became_a_trainer_later(programme):
    founder, graduate, manager = people(3)
    closed_training(programme, trainers=[founder], completed=[graduate])
    assert not TrainedTrainer.objects.exists()
    closed_training(programme, trainers=[graduate], completed=[manager], day=DAY + timedelta(400))
    assert differences() == 0
    assert [each.people for each in queries.line_of(founder).generations] == [0, 1, 1]


def test_a_sum_that_is_wrong_is_found_and_made_right(programme):
    founder, graduate, late = people(3)
    delivery = closed_training(
        programme, trainers=[founder], completed=[graduate], not_completed=[late]
    )
    closed_training(programme, trainers=[graduate], completed=[])
    assert differences() == 0
    complete(delivery, late, DAY)
    assert differences() == 2
    TrainedTrainer.objects.all().delete()
    assert differences() == 3
    rebuild_sums()
    assert differences() == 0
    assert DeliveryOutcome.objects.get(delivery=delivery).completers == 2


def test_r35_shares_of_a_training_add_up_to_one():
    minutes = [30, 45, 75]
    assert sum(rules.share(each, sum(minutes)) for each in minutes) == Fraction(1)
    assert rules.share(0, 0) == 0


@pytest.mark.parametrize(
    ("taught", "completed", "is_root"),
    [
        (None, None, False),
        (None, date(2013, 1, 1), False),
        (date(2013, 1, 1), None, True),
        (date(2013, 1, 1), date(2013, 1, 2), True),
        (date(2013, 1, 1), date(2013, 1, 1), False),
        (date(2013, 1, 2), date(2013, 1, 1), False),
    ],
)
def test_r40_a_line_begins_with_who_taught_before_being_trained_here(taught, completed, is_root):
    assert rules.is_root(taught, completed) is is_root
