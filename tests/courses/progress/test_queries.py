"""Where a learner stands, from the facts, in a fixed number of queries."""

import uuid
from datetime import date, timedelta

import pytest

from courses.attempts.actions import start_attempt, submit_attempt
from courses.catalogue.models import LessonPage
from courses.deliveries.models import Project
from courses.enrolment.models import Enrolment
from courses.progress.actions import complete_lesson, open_lesson
from courses.progress.models import LessonEntry
from courses.progress.queries import (
    course_home,
    current_enrolment,
    places_of,
    reader_of,
)
from tests.factories.courses import (
    AT,
    answered_attempt,
    enrolment,
    many_lessons,
    modules_of,
    programme_page,
)
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def programme():
    return programme_page(modules=2, lessons=2)


@pytest.fixture
def place(programme):
    return enrolment(programme=programme)


@pytest.fixture
def lessons(programme):
    return list(LessonPage.objects.descendant_of(programme).order_by("path"))


@pytest.fixture
def modules(programme):
    return modules_of(programme)


def note(action, place, lesson, at=AT, revision=None):
    action(
        enrolment=place,
        lesson=lesson,
        revision_id=revision or lesson.live_revision_id,
        by=place.person,
        at=at,
    )


def hand_in(place, module, answer="True", at=AT):
    attempt = answered_attempt(enrolment=place, module=module, answer=answer, at=at)
    submit_attempt(attempt=attempt, key=uuid.uuid4(), by=place.person, at=at)


def test_a_new_place_begins_with_the_first_lesson(place, lessons):
    home = course_home(place, AT)
    assert (home.next_lesson, home.next_test, home.is_begun) == (lessons[0], None, False)
    assert (home.lessons_done, home.lessons_total) == (0, 4)
    assert (home.passed, len(home.required), home.is_complete) == (0, 2, False)


def test_progress_counts_what_was_completed_not_what_was_opened(place, lessons):
    note(open_lesson, place, lessons[0])
    note(complete_lesson, place, lessons[0])
    note(open_lesson, place, lessons[1])
    home = course_home(place, AT)
    assert [item.is_done for item in home.modules[0].lessons] == [True, False]
    assert (home.lessons_done, home.modules[0].lessons_done, home.is_begun) == (1, 1, True)
    assert home.next_lesson == lessons[1]
    assert home.modules[0].time_left == (0, 45)


def test_the_test_follows_the_last_lesson_of_a_module(place, lessons, modules):
    for lesson in lessons[:2]:
        note(complete_lesson, place, lesson)
    home = course_home(place, AT)
    assert (home.next_lesson, home.next_test.module) == (None, modules[0])
    assert home.next_module == modules[0].pk


def test_while_a_resit_waits_the_next_module_is_offered(place, lessons, modules):
    for lesson in lessons[:2]:
        note(complete_lesson, place, lesson)
    hand_in(place, modules[0], answer="False")
    home = course_home(place, AT + DAY)
    assert home.next_lesson == lessons[2]
    assert home.modules[0].standing.next_attempt_at == AT + 7 * DAY
    assert not home.modules[0].is_passed


def test_a_running_test_comes_first(place, lessons, modules):
    note(open_lesson, place, lessons[0])
    start_attempt(enrolment=place, assessment=modules[1].assessment, by=place.person, at=AT)
    home = course_home(place, AT)
    assert (home.next_lesson, home.next_test.module) == (None, modules[1])


def test_a_passed_module_asks_for_nothing_more(place, lessons, modules, deliver_all):
    note(open_lesson, place, lessons[0])
    hand_in(place, modules[0])
    assert course_home(place, AT).modules[0].is_passed
    deliver_all()
    home = course_home(place, AT)
    assert (home.modules[0].is_passed, home.modules[0].completed_at) == (True, AT)
    assert (home.next_lesson, home.passed) == (lessons[2], 1)


def test_a_completion_stands_when_the_module_gets_another_test(place, modules, deliver_all):
    hand_in(place, modules[0])
    deliver_all()
    modules[0].assessment = None
    modules[0].save()
    assert course_home(place, AT).modules[0].is_passed


def test_nothing_is_next_when_everything_is_complete(place, modules, deliver_all):
    for module in modules:
        hand_in(place, module)
    deliver_all()
    home = course_home(place, AT)
    assert (home.next_lesson, home.next_test, home.is_complete) == (None, None, True)


def test_managers_are_led_past_what_is_for_trainers_only_unless_they_are_in_it(
    place, lessons, modules
):
    modules[0].is_trainer_only = True
    modules[0].save()
    home = course_home(place, AT)
    assert (home.next_lesson, home.lessons_total) == (lessons[2], 2)
    note(open_lesson, place, lessons[1])
    assert course_home(place, AT).next_lesson == lessons[1]


def test_what_one_person_did_does_not_show_in_the_place_of_another(place, lessons, programme):
    note(complete_lesson, place, lessons[0])
    assert course_home(enrolment(programme=programme), AT).lessons_done == 0


def test_the_reader_keeps_the_revision_that_was_opened(place, lessons, modules):
    lesson = lessons[0]
    first = lesson.live_revision_id
    note(open_lesson, place, lesson)
    lesson.save_revision().publish()
    lesson.refresh_from_db()
    reading = reader_of(lesson, modules[0], place).reading
    assert (reading.revision_id, reading.has_newer, reading.is_noted) == (first, True, True)
    note(open_lesson, place, lesson, revision=lesson.live_revision_id)
    reading = reader_of(lesson, modules[0], place).reading
    assert (reading.revision_id, reading.has_newer) == (lesson.live_revision_id, False)


def test_who_has_not_opened_a_lesson_gets_the_newest(place, lessons, modules):
    lessons[0].save_revision().publish()
    lessons[0].refresh_from_db()
    reading = reader_of(lessons[0], modules[0], place).reading
    assert reading.revision_id == lessons[0].live_revision_id
    assert (reading.is_noted, reading.is_done, reading.has_newer) == (False, False, False)


def test_without_a_place_nothing_is_noted(lessons, modules):
    reader = reader_of(lessons[0], modules[0], None)
    assert (reader.reading, reader.lessons_done, reader.next) == (None, 0, lessons[1])


def test_the_reader_knows_its_neighbours_within_the_module(place, lessons, modules):
    first = reader_of(lessons[0], modules[0], place)
    last = reader_of(lessons[1], modules[0], place)
    assert (first.previous, first.next) == (None, lessons[1])
    assert (last.previous, last.next) == (lessons[0], None)
    assert [item.lesson for item in first.outline] == lessons[:2]


def test_the_reader_says_when_the_module_is_read_and_passed(place, lessons, modules, deliver_all):
    for lesson in lessons[:2]:
        note(complete_lesson, place, lesson)
    reader = reader_of(lessons[1], modules[0], place)
    assert (reader.is_module_read, reader.is_module_passed) == (True, False)
    hand_in(place, modules[0])
    deliver_all()
    assert reader_of(lessons[1], modules[0], place).is_module_passed


def test_the_current_place_is_the_newest(programme):
    person = PersonFactory()
    assert current_enrolment(person, programme) is None
    enrolment(programme=programme, person=person)
    newest = enrolment(programme=programme, person=person, role="instructor")
    enrolment(programme=programme)
    assert current_enrolment(person, programme) == newest


def test_places_are_listed_with_the_one_used_last_first(programme, lessons, modules, deliver_all):
    person = PersonFactory()
    used = enrolment(programme=programme, person=person)
    other = enrolment(programme=programme, person=person, role="instructor")
    note(open_lesson, used, lessons[0], at=AT + DAY)
    hand_in(other, modules[0])
    deliver_all()
    found = [(row.enrolment, row.passed, row.required) for row in places_of(person, 10)]
    assert found == [(used, 0, 2), (other, 1, 2)]
    assert not any(row.is_complete for row in places_of(person, 10))


@pytest.mark.parametrize("count", [10, 1000])
def test_the_course_home_costs_seven_queries_with_any_number_of_lessons(
    place, modules, lessons, count, django_assert_num_queries
):
    many_lessons(modules[0], count)
    revision = lessons[0].live_revision_id
    LessonEntry.objects.bulk_create(
        LessonEntry(enrolment=place, lesson=lesson, revision_id=revision, kind=kind, at=AT)
        for lesson in LessonPage.objects.descendant_of(place.programme)
        for kind in ("opened", "completed")
    )
    place = Enrolment.objects.select_related("programme").get(pk=place.pk)
    with django_assert_num_queries(7):
        home = course_home(place, AT)
    assert home.lessons_done == home.lessons_total == count + 4


@pytest.mark.parametrize("count", [10, 1000])
def test_the_reader_costs_three_queries_with_any_number_of_lessons(
    place, modules, lessons, count, django_assert_num_queries
):
    many_lessons(modules[0], count)
    with django_assert_num_queries(3):
        reader = reader_of(lessons[0], modules[0], place)
    assert len(reader.outline) == count + 2


@pytest.mark.parametrize("count", [10, 1000])
def test_places_cost_three_queries_however_many(programme, count, django_assert_num_queries):
    person = PersonFactory()
    many_places(person, programme, count)
    with django_assert_num_queries(3):
        assert len(places_of(person, 10)) == 10


def many_places(person, programme, count: int) -> None:
    projects = Project.objects.bulk_create(
        Project(
            code=f"P{number}",
            title="Project",
            starts_on=date(2026, 1, 1),
            ends_on=date(2026, 12, 31),
            zone="Europe/Brussels",
        )
        for number in range(count)
    )
    Enrolment.objects.bulk_create(
        Enrolment(
            person=person, programme=programme, role="manager", project=project, enrolled_at=AT
        )
        for project in projects
    )
