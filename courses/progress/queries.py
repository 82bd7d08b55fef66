"""Where a learner stands: done, next, and the way through a programme."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max
from django.db.models.functions import Coalesce

from courses.attempts.queries import Standing, standings
from courses.catalogue.models import LessonPage, ModulePage, ProgrammePage
from courses.catalogue.queries import lessons_of, modules_of
from courses.deliveries.queries import lesson_revisions
from courses.enrolment.models import Enrolment
from courses.progress.models import LessonEntry, ModuleCompletion
from courses.progress.rules import Task, next_task, required_modules
from lms.people.models import Person


@dataclass(frozen=True)
class LessonState:
    lesson: LessonPage
    is_done: bool


@dataclass(frozen=True)
class ModuleState:
    """A module with its lessons and test, as one learner sees it."""

    module: ModulePage
    lessons: list[LessonState]
    standing: Standing | None
    is_required: bool
    completed_at: datetime | None

    @property
    def lessons_done(self) -> int:
        return sum(state.is_done for state in self.lessons)

    @property
    def time_left(self) -> tuple[int, int]:
        """Hours and minutes of the lessons that are not done."""
        return divmod(sum(s.lesson.minutes for s in self.lessons if not s.is_done), 60)

    @property
    def is_begun(self) -> bool:
        return self.lessons_done > 0 or bool(self.standing and self.standing.attempts_used)

    @property
    def is_passed(self) -> bool:
        """The completion is the fact; until it has followed, the passed test says the same."""
        return self.completed_at is not None or bool(self.standing and self.standing.is_passed)

    def tasks(self) -> list[Task]:
        pk = self.module.pk
        tasks = [
            Task(pk, state.lesson.pk, can_be_done=not state.is_done and not self.is_passed)
            for state in self.lessons
        ]
        if self.standing and not self.is_passed:
            is_running = self.standing.open_attempt is not None
            tasks.append(Task(pk, None, self.standing.may_start, is_running))
        return tasks


@dataclass(frozen=True)
class CourseHome:
    """A learner's way through a programme; at most one of lesson and test is next."""

    enrolment: Enrolment
    modules: list[ModuleState]
    next_lesson: LessonPage | None
    next_test: ModuleState | None
    next_module: int | None
    is_begun: bool

    @property
    def required(self) -> list[ModuleState]:
        return [state for state in self.modules if state.is_required]

    @property
    def passed(self) -> int:
        return sum(state.is_passed for state in self.required)

    @property
    def is_complete(self) -> bool:
        return bool(self.required) and self.passed == len(self.required)

    @property
    def lessons_done(self) -> int:
        return sum(state.lessons_done for state in self.required)

    @property
    def lessons_total(self) -> int:
        return sum(len(state.lessons) for state in self.required)


def course_home(enrolment: Enrolment, now: datetime) -> CourseHome:
    """Everything the course home shows, in five queries whatever its size."""
    modules = modules_of(enrolment.programme)
    required = {module.pk for module in required_modules(modules, enrolment.role)}
    tests = standings(enrolment, [m.assessment for m in modules if m.assessment], now)
    entries = list(LessonEntry.objects.filter(enrolment=enrolment).values_list("lesson", "kind"))
    done = {lesson for lesson, kind in entries if kind == LessonEntry.Kind.COMPLETED}
    completed_at = dict(
        enrolment.module_completions.standing().values_list("module", "completed_at")
    )
    lessons = defaultdict(list)
    for lesson in lessons_of(enrolment.programme):
        lessons[lesson.path[: -LessonPage.steplen]].append(LessonState(lesson, lesson.pk in done))
    states = [
        ModuleState(
            module=module,
            lessons=lessons[module.path],
            standing=tests.get(module.assessment_id) if module.assessment_id else None,
            is_required=module.pk in required,
            completed_at=completed_at.get(module.pk),
        )
        for module in modules
    ]
    task = _next(states, entries[-1][0] if entries else None)
    by_pk = {state.module.pk: state for state in states}
    by_lesson = {item.lesson.pk: item.lesson for state in states for item in state.lessons}
    return CourseHome(
        enrolment=enrolment,
        modules=states,
        next_lesson=by_lesson[task.lesson] if task and task.lesson else None,
        next_test=by_pk[task.module] if task and task.lesson is None else None,
        next_module=task.module if task else None,
        is_begun=bool(entries) or any(state.is_begun for state in states),
    )


def _next(states: list[ModuleState], last_lesson: int | None) -> Task | None:
    """Among what is required, and the module that the learner is in."""
    tasks = [
        task
        for state in states
        if state.is_required or any(item.lesson.pk == last_lesson for item in state.lessons)
        for task in state.tasks()
    ]
    return next_task(tasks, last_lesson)


@dataclass(frozen=True)
class Reading:
    """Which revision of a lesson a learner reads, and the newest that there is for this place."""

    revision_id: int
    newest_id: int
    is_noted: bool
    is_done: bool

    @property
    def has_newer(self) -> bool:
        return self.revision_id != self.newest_id


@dataclass(frozen=True)
class Reader:
    """A lesson among the lessons of its module; `reading` only for those with a place."""

    outline: list[LessonState]
    previous: LessonPage | None
    next: LessonPage | None
    reading: Reading | None
    is_module_passed: bool

    @property
    def lessons_done(self) -> int:
        return sum(state.is_done for state in self.outline)

    @property
    def is_module_read(self) -> bool:
        return self.lessons_done == len(self.outline)


def reader_of(lesson: LessonPage, module: ModulePage, enrolment: Enrolment | None) -> Reader:
    """The revision opened last stays; a newer one waits until it is asked for."""
    lessons = list(
        LessonPage.objects.live().child_of(module).defer("body", "teaching_note").order_by("path")
    )
    entries = list(LessonEntry.objects.filter(enrolment=enrolment, lesson__in=lessons))
    done = {entry.lesson_id for entry in entries if entry.kind == LessonEntry.Kind.COMPLETED}
    place = [row.pk for row in lessons].index(lesson.pk)
    return Reader(
        outline=[LessonState(row, row.pk in done) for row in lessons],
        previous=lessons[place - 1] if place else None,
        next=lessons[place + 1] if place + 1 < len(lessons) else None,
        reading=_reading(lesson, entries, enrolment) if enrolment else None,
        is_module_passed=ModuleCompletion.objects.standing()
        .filter(enrolment=enrolment, module=module)
        .exists(),
    )


def _reading(lesson: LessonPage, entries: list[LessonEntry], enrolment: Enrolment) -> Reading:
    own = [entry for entry in entries if entry.lesson_id == lesson.pk]
    opened = [entry.revision_id for entry in own if entry.kind == LessonEntry.Kind.OPENED]
    newest = newest_for(enrolment, lesson)
    revision_id = opened[-1] if opened else newest
    return Reading(
        revision_id=revision_id,
        newest_id=newest,
        is_noted=bool(opened),
        is_done=any(entry.kind == LessonEntry.Kind.COMPLETED for entry in own),
    )


def newest_for(enrolment: Enrolment, lesson: LessonPage) -> int:
    """The revision of the material that the delivery uses (R31); at one's own pace the live one."""
    used = {}
    if enrolment.delivery_id is not None:
        used = lesson_revisions(enrolment.delivery_id, [lesson])
    live: int = lesson.live_revision_id  # type: ignore[assignment] # a view finds no other lesson
    return used.get(lesson.pk, live)


def current_enrolment(person: Person, programme: ProgrammePage) -> Enrolment | None:
    """The newest place of a person in a programme; none while they only asked for one."""
    return Enrolment.objects.visible_to(person).taken().filter(programme=programme).first()


@dataclass(frozen=True)
class Place:
    """A person's place in a programme in short."""

    enrolment: Enrolment
    passed: int
    required: int

    @property
    def is_complete(self) -> bool:
        return bool(self.required) and self.passed == self.required


def places_of(person: Person, limit: int) -> list[Place]:
    """The person's places, the one used last first, in three queries."""
    enrolments = list(
        Enrolment.objects.visible_to(person)
        .taken()
        .select_related("programme")
        .defer("programme__outline")
        .annotate(used_at=Coalesce(Max("lesson_entries__at"), "enrolled_at"))
        .order_by("-used_at", "-pk")[:limit]
    )
    passed = defaultdict(set)
    done = ModuleCompletion.objects.standing().filter(enrolment__in=enrolments)
    for enrolment, module in done.values_list("enrolment", "module"):
        passed[enrolment].add(module)
    modules = defaultdict(list)
    for module in ModulePage.objects.live().only("path", "depth", "is_trainer_only"):
        modules[module.path[: -ModulePage.steplen]].append(module)
    places = []
    for enrolment in enrolments:
        required = required_modules(modules[enrolment.programme.path], enrolment.role)
        count = sum(module.pk in passed[enrolment.pk] for module in required)
        places.append(Place(enrolment, count, len(required)))
    return places
