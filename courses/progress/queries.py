"""Where a learner stands: done, next, and the way through a programme."""

from dataclasses import dataclass
from datetime import datetime

from courses.attempts.queries import Standing, standings
from courses.catalogue.models import LessonPage, ModulePage
from courses.catalogue.queries import lessons_of, modules_of
from courses.enrolment.models import Enrolment
from courses.progress.models import LessonEntry
from courses.progress.rules import required_modules


@dataclass(frozen=True)
class LessonState:
    lesson: LessonPage
    is_done: bool
    is_opened: bool


@dataclass(frozen=True)
class ModuleState:
    """A module with its lessons and test, as one learner sees it."""

    module: ModulePage
    lessons: list[LessonState]
    standing: Standing | None
    is_required: bool

    @property
    def lessons_done(self) -> int:
        return sum(state.is_done for state in self.lessons)

    @property
    def is_passed(self) -> bool:
        return self.standing is not None and self.standing.is_passed

    @property
    def done(self) -> int:
        return self.lessons_done + self.is_passed

    @property
    def total(self) -> int:
        return len(self.lessons) + (self.standing is not None)


@dataclass(frozen=True)
class CourseHome:
    """A learner's way through a programme."""

    enrolment: Enrolment
    modules: list[ModuleState]
    next_lesson: LessonPage | None
    next_test: ModuleState | None

    @property
    def required(self) -> list[ModuleState]:
        return [state for state in self.modules if state.is_required]

    @property
    def passed(self) -> int:
        return sum(state.is_passed for state in self.required)

    @property
    def done(self) -> int:
        return sum(state.done for state in self.required)

    @property
    def total(self) -> int:
        return sum(state.total for state in self.required)


def course_home(enrolment: Enrolment, now: datetime) -> CourseHome:
    """Everything the course home shows, in four queries whatever its size."""
    modules = modules_of(enrolment.programme)
    required = {module.pk for module in required_modules(modules, enrolment.role)}
    tests = standings(enrolment, [m.assessment for m in modules if m.assessment], now)
    entries = list(LessonEntry.objects.filter(enrolment=enrolment).values_list("lesson", "kind"))
    done = {lesson for lesson, kind in entries if kind == LessonEntry.Kind.COMPLETED}
    opened = {lesson for lesson, _kind in entries}
    lessons: dict[str, list[LessonState]] = {module.path: [] for module in modules}
    for lesson in lessons_of(enrolment.programme):
        state = LessonState(lesson, lesson.pk in done, lesson.pk in opened)
        lessons.setdefault(lesson.path[: -LessonPage.steplen], []).append(state)
    states = [
        ModuleState(
            module=module,
            lessons=lessons[module.path],
            standing=tests.get(module.assessment_id) if module.assessment_id else None,
            is_required=module.pk in required,
        )
        for module in modules
    ]
    next_lesson, next_test = _next(states, [lesson for lesson, _kind in entries], done)
    return CourseHome(enrolment, states, next_lesson, next_test)


def _next(
    states: list[ModuleState], entries: list[int], done: set[int]
) -> tuple[LessonPage | None, ModuleState | None]:
    """Where to continue: the lesson opened last and not done, else the first thing not done."""
    unfinished = [pk for pk in entries if pk not in done]
    everything = {s.lesson.pk: s.lesson for state in states for s in state.lessons}
    if unfinished and unfinished[-1] in everything:
        return everything[unfinished[-1]], None
    for state in states:
        if not state.is_required:
            continue
        for lesson in state.lessons:
            if not lesson.is_done and not state.is_passed:
                return lesson.lesson, None
        if state.standing and state.standing.may_start:
            return None, state
    return None, None


@dataclass(frozen=True)
class Reading:
    """Which revision of a lesson a learner reads, and whether there is a newer one."""

    revision_id: int
    is_done: bool
    has_newer: bool


def reading_of(enrolment: Enrolment, lesson: LessonPage) -> Reading:
    """The revision opened last stays; a newer one waits until it is asked for."""
    live = lesson.live_revision_id
    entries = list(LessonEntry.objects.filter(enrolment=enrolment, lesson=lesson))
    opened = [entry for entry in entries if entry.kind == LessonEntry.Kind.OPENED]
    done = any(entry.kind == LessonEntry.Kind.COMPLETED for entry in entries)
    revision_id = opened[-1].revision_id if opened else live
    return Reading(revision_id, done, revision_id != live)


def current_enrolment(person, programme) -> Enrolment | None:
    """The newest place of a person in a programme."""
    return (
        Enrolment.objects.filter(person=person, programme=programme)
        .select_related("programme", "person")
        .first()
    )
