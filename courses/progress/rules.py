"""Decides who may read, what a role must complete, when everything is, and what comes next."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from courses.catalogue.models import ModulePage
from courses.enrolment.models import Enrolment

READ_WITHOUT_A_PLACE = frozenset({"administrator", "author", "auditor"})


def may_read(roles: Collection[str], *, has_place: bool, teaches: bool) -> bool:
    """Learners read within their place; those who write, teach or audit read without one."""
    return has_place or teaches or not READ_WITHOUT_A_PLACE.isdisjoint(roles)


def required_modules(modules: Iterable[ModulePage], role: str) -> list[ModulePage]:
    """Instructors complete every module, cluster managers those not for trainers only."""
    if role == Enrolment.Role.INSTRUCTOR:
        return list(modules)
    return [module for module in modules if not module.is_trainer_only]


def completed_at(
    required: Iterable[ModulePage], completions: Mapping[int, datetime]
) -> datetime | None:
    """The moment the last required module was completed (R7), or None while one is missing.

    `completions` gives the moment by module id.
    """
    moments = [completions.get(module.pk) for module in required]
    if not moments or any(moment is None for moment in moments):
        return None
    return max(moment for moment in moments if moment is not None)


@dataclass(frozen=True)
class Task:
    """A lesson or a test on the way through a programme; `can_be_done` says whether it is open now."""

    module: int
    lesson: int | None  # none: the test of the module
    can_be_done: bool
    is_running: bool = False


def next_task(tasks: Sequence[Task], last_lesson: int | None) -> Task | None:
    """Where to continue: a test whose clock runs, else the lesson read last, else what follows it.

    After the end of the way come the things left behind; None when nothing can be done now.
    `tasks` are in the order of the programme.
    """
    running = next((task for task in tasks if task.is_running), None)
    if running:
        return running
    place = 0
    if last_lesson is not None:
        place = next((at for at, task in enumerate(tasks) if task.lesson == last_lesson), 0)
    return next((task for task in [*tasks[place:], *tasks[:place]] if task.can_be_done), None)
