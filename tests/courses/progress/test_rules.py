"""Who may read, what a role asks for, when it is complete, and what comes next."""

from datetime import UTC, datetime

import pytest

from courses.catalogue.models import ModulePage
from courses.progress.rules import Task, completed_at, may_read, next_task, required_modules

EARLY, LATE = datetime(2013, 2, 1, tzinfo=UTC), datetime(2013, 3, 1, tzinfo=UTC)


@pytest.fixture
def modules(db):  # a page asks for its content type when it is made
    return [ModulePage(pk=1, code="M1"), ModulePage(pk=2, code="M10", is_trainer_only=True)]


@pytest.mark.parametrize(
    ("roles", "has_place", "teaches", "answer"),
    [
        ((), True, False, True),
        ((), False, True, True),
        ((), False, False, False),
        (("author",), False, False, True),
        (("administrator",), False, False, True),
        (("auditor",), False, False, True),
        (("officer", "coordinator"), False, False, False),
    ],
)
def test_learners_read_in_their_place_and_those_who_write_or_teach_without_one(
    roles, has_place, teaches, answer
):
    assert may_read(frozenset(roles), has_place=has_place, teaches=teaches) is answer


def test_managers_need_not_pass_what_is_for_trainers_only(modules):
    assert required_modules(modules, "manager") == modules[:1]
    assert required_modules(modules, "instructor") == modules


@pytest.mark.parametrize(
    ("completions", "moment"),
    [
        ({1: LATE, 2: EARLY}, LATE),
        ({1: EARLY, 2: LATE, 3: datetime(2014, 1, 1, tzinfo=UTC)}, LATE),
        ({1: EARLY}, None),
        ({}, None),
    ],
)
def test_r7_the_date_is_that_of_the_last_condition(modules, completions, moment):
    assert completed_at(modules, completions) == moment


def test_a_programme_that_asks_for_nothing_is_never_complete():
    assert completed_at([], {1: EARLY}) is None


def way(open_tasks: str, running: str = "") -> list[Task]:
    """Two modules of two lessons and a test each: 11 12 T1 21 22 T2; those named can be done."""
    return [
        Task(
            module=int(name[-1] if name.startswith("T") else name[0]),
            lesson=None if name.startswith("T") else int(name),
            can_be_done=name in open_tasks.split(),
            is_running=name == running,
        )
        for name in ["11", "12", "T1", "21", "22", "T2"]
    ]


def name_of(task: Task | None) -> str:
    if task is None:
        return ""
    return f"T{task.module}" if task.lesson is None else str(task.lesson)


ALL = "11 12 T1 21 22 T2"


@pytest.mark.parametrize(
    ("open_tasks", "last", "expected"),
    [
        (ALL, None, "11"),  # begins at the beginning
        (ALL, 12, "12"),  # the lesson read last, not completed
        ("11 T1 21 22 T2", 12, "T1"),  # it is completed: the test follows
        ("11 21 22 T2", 12, "21"),  # the test waits: the next module
        ("11 T1", 22, "11"),  # after the end come the things left behind
        (ALL, 99, "11"),  # the lesson read last is gone
        ("T2", None, "T2"),
        ("", 12, ""),
    ],
)
def test_the_way_goes_on_where_one_stopped(open_tasks, last, expected):
    assert name_of(next_task(way(open_tasks), last)) == expected


def test_a_test_whose_clock_runs_comes_first():
    assert name_of(next_task(way(ALL, running="T2"), 11)) == "T2"


def test_nothing_can_be_done_on_an_empty_way():
    assert next_task([], None) is None
