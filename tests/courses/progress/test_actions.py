"""What was read and completed: noted once, in the revision it was, with its events."""

import uuid
from datetime import timedelta

import pytest

from courses.attempts.actions import submit_attempt
from courses.attempts.models import Result
from courses.catalogue.models import LessonPage
from courses.progress.actions import complete_lesson, open_lesson, record_completion
from courses.progress.models import LessonEntry, ModuleCompletion, ProgrammeCompletion
from lms.errors import Refused
from lms.journal.models import Event
from tests.factories.courses import AT, answered_attempt, enrolment, modules_of, programme_page
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def programme():
    return programme_page(modules=2)


@pytest.fixture
def place(programme):
    return enrolment(programme=programme)


@pytest.fixture
def lesson(programme):
    return LessonPage.objects.descendant_of(programme).order_by("path").first()


def read(action, place, lesson, revision_id=None, at=AT, by=None):
    return action(
        enrolment=place,
        lesson=lesson,
        revision_id=revision_id or lesson.live_revision_id,
        by=by or place.person,
        at=at,
    )


def sit(place, module, *, answer="True", at=AT) -> Result:
    attempt = answered_attempt(enrolment=place, module=module, answer=answer, at=at)
    submit_attempt(attempt=attempt, key=uuid.uuid4(), by=place.person, at=at)
    return Result.objects.get(attempt=attempt)


def events(name: str) -> list[Event]:
    return list(Event.objects.filter(name=name).order_by("pk"))


def test_opening_a_revision_twice_is_one_entry_and_a_newer_one_is_another(place, lesson):
    first = read(open_lesson, place, lesson)
    assert read(open_lesson, place, lesson, at=AT + DAY) == first
    newer = lesson.save_revision()
    second = read(open_lesson, place, lesson, newer.pk, at=AT + DAY)
    assert list(LessonEntry.objects.values_list("revision", "at")) == [
        (first.revision_id, AT),
        (second.revision_id, AT + DAY),
    ]


def test_completing_twice_counts_the_first_time_with_one_event(place, lesson):
    first = read(complete_lesson, place, lesson)
    newer = lesson.save_revision()
    again = read(complete_lesson, place, lesson, newer.pk, at=AT + DAY)
    assert (again.pk, again.at, again.revision_id) == (first.pk, AT, lesson.live_revision_id)
    [event] = events("progress.lesson_completed")
    assert (event.subject_id, event.by, event.at) == (first.pk, place.person, AT)


@pytest.mark.parametrize("action", [open_lesson, complete_lesson])
def test_nobody_reads_in_somebody_elses_place(action, place, lesson):
    with pytest.raises(Refused) as refused:
        read(action, place, lesson, by=PersonFactory())
    assert refused.value.code == "not_yours"
    assert not LessonEntry.objects.exists()


@pytest.mark.parametrize("action", [open_lesson, complete_lesson])
def test_a_lesson_of_another_programme_is_refused(action, place):
    other = LessonPage.objects.descendant_of(programme_page()).get()
    with pytest.raises(Refused) as refused:
        read(action, place, other)
    assert refused.value.code == "other_programme"
    assert not LessonEntry.objects.exists()


def test_r7_a_module_is_complete_when_its_result_was_confirmed(place, programme):
    module = modules_of(programme)[0]
    result = sit(place, module, at=AT + DAY)
    completion = record_completion(result=result, at=AT + 3 * DAY)
    assert (completion.module, completion.completed_at) == (module, AT + DAY)
    [event] = events("courses.completion_recorded")
    assert event.payload == {"enrolment": place.pk, "module": module.code}
    assert (event.by, event.at) == (None, AT + 3 * DAY)


def test_a_failed_test_completes_nothing(place, programme):
    result = sit(place, modules_of(programme)[0], answer="False")
    assert record_completion(result=result, at=AT) is None
    assert not ModuleCompletion.objects.exists()


def test_a_test_that_belongs_to_no_module_any_more_completes_nothing(place, programme):
    module = modules_of(programme)[0]
    result = sit(place, module)
    module.assessment = None
    module.save()
    assert record_completion(result=result, at=AT) is None


def test_recording_a_completion_twice_is_once(place, programme):
    result = sit(place, modules_of(programme)[0])
    first = record_completion(result=result, at=AT)
    assert record_completion(result=result, at=AT + DAY) == first
    assert len(events("courses.completion_recorded")) == 1


def test_r10_failing_then_passing_counts_once_at_the_pass(place, programme, deliver_all):
    module = modules_of(programme)[0]
    sit(place, module, answer="False")
    passed = sit(place, module, at=AT + 7 * DAY)
    deliver_all()
    assert list(ModuleCompletion.objects.values_list("result", "completed_at")) == [
        (passed.pk, AT + 7 * DAY)
    ]


def test_the_programme_is_complete_with_the_last_module_at_its_moment(
    place, programme, deliver_all
):
    first, second = modules_of(programme)
    sit(place, second, at=AT + 2 * DAY)
    deliver_all()
    assert not ProgrammeCompletion.objects.exists()
    sit(place, first, at=AT + DAY)
    deliver_all()
    assert ProgrammeCompletion.objects.get().completed_at == AT + 2 * DAY
    [event] = events("courses.programme_completed")
    assert event.subject_id == place.programme_completions.get().pk


@pytest.mark.parametrize(("role", "is_complete"), [("manager", True), ("instructor", False)])
def test_what_is_for_trainers_only_is_not_asked_of_managers(
    programme, deliver_all, role, is_complete
):
    first, second = modules_of(programme)
    second.is_trainer_only = True
    second.save()
    place = enrolment(programme=programme, role=role)
    sit(place, first)
    deliver_all()
    assert ProgrammeCompletion.objects.filter(enrolment=place).exists() is is_complete


def test_passing_in_one_place_completes_nothing_in_another(place, programme, deliver_all):
    other = enrolment(programme=programme, person=place.person, role="instructor")
    for module in modules_of(programme):
        sit(place, module)
    deliver_all()
    assert not other.module_completions.exists()
    assert ProgrammeCompletion.objects.get().enrolment == place
