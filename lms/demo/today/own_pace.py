"""People who are in the middle of the programme on the day the demonstration is made, at their own pace."""

from datetime import datetime, timedelta

from courses.catalogue.models import LessonPage, ModulePage
from courses.catalogue.queries import lessons_of
from courses.enrolment.models import Enrolment
from courses.progress.actions import complete_lesson, open_lesson
from lms.demo.following import RESIT_AFTER
from lms.demo.history import History, take_place
from lms.demo.sittings import Outcome, mark, sit

STEP = 8  # days from one module test to the next
# Each a country, how many tests are passed, and how the next one stands.
RUNNING = [
    ("AT", 0, "enrolled"),
    ("BE", 1, "waiting"),
    ("CZ", 2, "reading"),
    ("DE", 3, "waiting"),
    ("DK", 1, "failed"),
    ("ES", 4, "waiting"),
    ("FI", 2, "waiting"),
    ("FR", 5, "reading"),
    ("GR", 0, "waiting"),
    ("HU", 3, "failed"),
    ("IE", 1, "lost"),
    ("IT", 6, "waiting"),
    ("LT", 2, "reading"),
    ("NL", 4, "reading"),
    ("PT", 0, "enrolled"),
    ("SE", 5, "waiting"),
]
TRAINERS = 3  # the last of them follow the programme as instructors


def tell_present(history: History, now: datetime) -> None:
    """People who follow the programme at their own pace, each somewhere on the way."""
    lessons = lessons_of(history.programme)
    for number, (country, passed, state) in enumerate(RUNNING):
        role = "instructor" if number >= len(RUNNING) - TRAINERS else "manager"
        enrolled_at = now - timedelta(days=STEP * (passed + 1) + 30, hours=number)
        person = history.cast.invent(country, enrolled_at)
        place = take_place(history, person, role, enrolled_at)
        work(history, place, passed, now)
        leave(
            place, history.modules[passed], state, lessons, now - timedelta(hours=20 + 3 * passed)
        )


def work(history: History, place: Enrolment, passed: int, now: datetime) -> None:
    """Pass the first modules, one after the other."""
    for number, module in enumerate(history.modules[:passed]):
        moment = now - timedelta(days=STEP * (passed - number) + 3, hours=number % 5)
        outcome = Outcome.MARK if number == 1 else Outcome.PASS
        sitting = sit(enrolment=place, module=module, number=1, outcome=outcome, at=moment)
        mark(sitting=sitting, by=history.instructor, at=sitting.ended_at + timedelta(hours=30))


def leave(
    place: Enrolment, module: ModulePage, state: str, lessons: list[LessonPage], at: datetime
) -> None:
    """Leave the next module as it stands: its test waits for a mark, is failed, or is not taken."""
    if state == "waiting":
        sit(enrolment=place, module=module, number=1, outcome=Outcome.MARK, at=at)
    elif state == "failed":
        moment = at - timedelta(days=2)
        sit(enrolment=place, module=module, number=1, outcome=Outcome.FAIL, at=moment)
    elif state == "lost":
        for number in range(1, 4):
            moment = at - timedelta(days=RESIT_AFTER * (4 - number))
            sit(enrolment=place, module=module, number=number, outcome=Outcome.FAIL, at=moment)
    elif state == "reading":
        read(place, [lesson for lesson in lessons if lesson.is_child_of(module)][:3], at)


def read(place: Enrolment, lessons: list[LessonPage], at: datetime) -> datetime:
    """Read lessons to their end, one after the other."""
    for lesson in lessons:
        open_lesson(
            enrolment=place,
            lesson=lesson,
            revision_id=lesson.live_revision_id,
            by=place.person,
            at=at,
        )
        at += timedelta(minutes=lesson.minutes)
        complete_lesson(
            enrolment=place,
            lesson=lesson,
            revision_id=lesson.live_revision_id,
            by=place.person,
            at=at,
        )
    return at


def continue_here(history: History, place: Enrolment, now: datetime) -> None:
    """The manager's account: three modules passed, one by a resit; the fourth half read."""
    lessons = lessons_of(history.programme)
    modules = history.modules[:4]
    own = [[lesson for lesson in lessons if lesson.is_child_of(module)] for module in modules]
    for module, days in zip(range(3), (41, 34, 17), strict=True):
        read(place, own[module], now - timedelta(days=days))
    sit(enrolment=place, module=modules[0], number=1, outcome=Outcome.PASS, at=now - timedelta(38))
    sit(enrolment=place, module=modules[1], number=1, outcome=Outcome.FAIL, at=now - timedelta(31))
    resit = sit(
        enrolment=place, module=modules[1], number=2, outcome=Outcome.MARK, at=now - timedelta(22)
    )
    mark(sitting=resit, by=history.faculty.examiners[0], at=now - timedelta(20))
    sit(enrolment=place, module=modules[2], number=1, outcome=Outcome.PASS, at=now - timedelta(12))
    read(place, own[3][:3], now - timedelta(days=4))
    half_read = own[3][3]
    open_lesson(
        enrolment=place,
        lesson=half_read,
        revision_id=half_read.live_revision_id,
        by=place.person,
        at=now - timedelta(days=1),
    )
