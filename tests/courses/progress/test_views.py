"""Enrolling, the course home and the reader, over HTTP."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.assessments.models import AssessmentDesign
from courses.attempts.actions import start_attempt, submit_attempt
from courses.attempts.models import Attempt
from courses.catalogue.models import LessonPage
from courses.deliveries.actions import give_teaching_authority
from courses.enrolment.actions import apply_for_place, take_step
from courses.enrolment.models import Enrolment
from courses.progress.models import LessonEntry
from courses.progress.queries import current_enrolment, places_of
from lms.errors import Refused
from lms.people.actions import grant_access
from lms.people.models import Organisation
from tests.factories.courses import (
    AT,
    answered_attempt,
    enrolment,
    many_lessons,
    modules_of,
    programme_page,
)
from tests.factories.deliveries import training
from tests.factories.people import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def programme():
    return programme_page(modules=1, lessons=2)


@pytest.fixture
def module(programme):
    return modules_of(programme)[0]


@pytest.fixture
def lessons(programme):
    return list(LessonPage.objects.descendant_of(programme).order_by("path"))


@pytest.fixture
def lesson(lessons):
    return lessons[0]


@pytest.fixture
def person():
    return PersonFactory()


@pytest.fixture
def place(programme, person):
    return enrolment(programme=programme, person=person)


@pytest.fixture
def reader(client_of, person):
    return client_of(person)


def enrol_url(programme) -> str:
    return reverse("progress:enrol", args=[programme.pk])


def course_url(place) -> str:
    return reverse("progress:course", args=[place.uid])


def lesson_url(lesson) -> str:
    return reverse("progress:lesson", args=[lesson.pk])


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def publish(lesson, text: str) -> None:
    lesson = LessonPage.objects.get(pk=lesson.pk)
    lesson.body = [("rich_text", f"<p>{text}</p>")]
    lesson.save_revision().publish()


# Enrolling


def test_who_is_not_signed_in_is_led_to_sign_in_and_back(client, programme):
    answer = client.get(enrol_url(programme))
    assert answer["Location"] == f"/accounts/login/?next={enrol_url(programme)}"


def test_enrolling_opens_the_course_as_a_manager(reader, person, programme):
    assert "Enrol as a cluster manager" in text_of(reader.get(enrol_url(programme)))
    answer = reader.post(enrol_url(programme), {"country": "AT", "organisation": " Leather "})
    place = Enrolment.objects.get()
    assert answer["Location"] == course_url(place)
    assert (place.person, place.role, place.country) == (person, "manager", "AT")
    assert (place.organisation.name, place.organisation.country) == ("Leather", "AT")


def test_the_organisation_may_be_left_out(reader, programme):
    reader.post(enrol_url(programme), {"country": "AT", "organisation": "  "})
    assert Enrolment.objects.get().organisation is None


def test_a_known_organisation_is_found_in_its_country_only(reader, programme):
    known = OrganisationFactory(name="Leather Cluster", country="AT")
    OrganisationFactory(name="Leather Cluster", country="IT")
    reader.post(enrol_url(programme), {"country": "AT", "organisation": "leather cluster"})
    assert Enrolment.objects.get().organisation == known
    assert Organisation.objects.count() == 2


@pytest.mark.parametrize("country", ["", "XX", "Austria"])
def test_the_country_is_required_and_known(reader, programme, country):
    answer = reader.post(enrol_url(programme), {"country": country})
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["country"]
    assert not Enrolment.objects.exists()


def test_who_has_a_place_comes_to_the_course_and_gets_no_second_one(reader, place, programme):
    for answer in (reader.get(enrol_url(programme)), reader.post(enrol_url(programme), {})):
        assert answer["Location"] == course_url(place)
    assert Enrolment.objects.count() == 1


def test_a_programme_that_is_not_published_takes_nobody(reader, programme):
    programme.unpublish()
    assert reader.get(enrol_url(programme)).status_code == 404
    assert reader.post(enrol_url(programme), {"country": "AT"}).status_code == 404


# The course home


def test_the_course_home_is_for_its_own_person(client_of, place):
    assert client_of(place.person).get(course_url(place)).status_code == 200
    assert client_of(PersonFactory()).get(course_url(place)).status_code == 404
    assert client_of(roles=["administrator"]).get(course_url(place)).status_code == 404


def test_the_course_home_says_what_is_next(reader, place, lesson):
    text = text_of(reader.get(course_url(place)))
    assert "Begin here" in text
    assert f'href="{lesson_url(lesson)}"' in text
    assert "Lessons completed: 0 of 2" in text


def hand_in(place, module, answer="True", at=AT):
    attempt = answered_attempt(enrolment=place, module=module, answer=answer, at=at)
    submit_attempt(attempt=attempt, key=uuid.uuid4(), by=place.person, at=at)
    return attempt


def not_begun(place, module):
    return "0 of 3 attempts used"


def running(place, module):
    now = timezone.now()
    start_attempt(enrolment=place, assessment=module.assessment, by=place.person, at=now)
    return "Go on with the test"


def waiting_for_the_resit(place, module):
    hand_in(place, module, answer="False", at=timezone.now())
    return "You may try again from"


def free_to_try_again(place, module):
    hand_in(place, module, answer="False", at=timezone.now() - 8 * DAY)
    return "Try again"


def waiting_for_the_mark(place, module):
    attempt = answered_attempt(enrolment=place, module=module)
    Attempt.objects.filter(pk=attempt.pk).update(submitted_at=AT)
    return "waits for its mark"


def out_of_attempts(place, module):
    AssessmentDesign.objects.filter(assessment=module.assessment_id).update(attempts_max=1)
    hand_in(place, module, answer="False", at=timezone.now() - 30 * DAY)
    return "You have used all your attempts."


def passed(place, module):
    hand_in(place, module)
    return "See the result"


@pytest.mark.parametrize(
    "situation",
    [
        not_begun,
        running,
        waiting_for_the_resit,
        free_to_try_again,
        waiting_for_the_mark,
        out_of_attempts,
        passed,
    ],
)
def test_the_course_home_says_how_the_test_stands(reader, place, module, situation):
    expected = situation(place, module)
    text = text_of(reader.get(course_url(place)))
    assert expected in text
    is_startable = situation in (not_begun, free_to_try_again)
    assert (reverse("attempts:start", args=[module.pk]) in text) is is_startable


def test_the_course_home_says_when_everything_is_complete(reader, place, module, deliver_all):
    hand_in(place, module)
    deliver_all()
    text = text_of(reader.get(course_url(place)))
    assert "You have completed everything" in text
    assert "Passed on 2 March 2026." in text


# Reading


def test_who_has_no_place_is_led_to_enrol(reader, programme, lesson):
    answer = reader.get(lesson_url(lesson))
    assert answer["Location"] == enrol_url(programme)
    assert not LessonEntry.objects.exists()


@pytest.mark.parametrize("role", ["author", "administrator", "auditor"])
def test_staff_read_without_a_place_and_nothing_is_noted(client_of, person, lesson, role):
    grant_access(person=person, role=role, by=None, at=AT)
    answer = client_of(person).get(lesson_url(lesson))
    assert answer.status_code == 200
    assert "I have completed this lesson" not in text_of(answer)
    assert not LessonEntry.objects.exists()


def test_those_who_may_teach_read_and_find_the_teaching_note(reader, person, programme, lessons):
    note = '[{"type": "rich_text", "value": "<p>The answer is the buyer.</p>"}]'
    lessons[0].teaching_note = note
    lessons[0].save_revision().publish()
    give_teaching_authority(
        person=person, programme=programme, source="test", valid_from=AT.date(), by=None, at=AT
    )
    address = reverse("deliveries:teaching_note", args=[lessons[0].pk])
    assert address in text_of(reader.get(lesson_url(lessons[0])))
    # No link where there is no note.
    assert "teaching-notes" not in text_of(reader.get(lesson_url(lessons[1])))


def test_learners_find_no_teaching_note(reader, place, lesson):
    lesson.teaching_note = '[{"type": "rich_text", "value": "<p>The answer is the buyer.</p>"}]'
    lesson.save_revision().publish()
    text = text_of(reader.get(lesson_url(lesson)))
    assert "teaching-notes" not in text
    assert "The answer is the buyer." not in text


def test_opening_is_noted_once(reader, place, lesson):
    reader.get(lesson_url(lesson))
    reader.get(lesson_url(lesson))
    entry = LessonEntry.objects.get()
    assert (entry.kind, entry.revision_id) == ("opened", lesson.live_revision_id)


def test_an_edit_does_not_disturb_a_running_learner(reader, place, lesson):
    reader.get(lesson_url(lesson))
    publish(lesson, "Wholly new words.")
    text = text_of(reader.get(lesson_url(lesson)))
    assert "Use two simple tests" in text
    assert "Wholly new words." not in text
    assert "There is a newer one" in text


def test_the_newer_version_is_read_when_it_is_asked_for(reader, place, lesson):
    reader.get(lesson_url(lesson))
    publish(lesson, "Wholly new words.")
    answer = reader.post(reverse("progress:newer", args=[lesson.pk]), follow=True)
    text = text_of(answer)
    assert "Wholly new words." in text
    assert "There is a newer one" not in text


def test_who_begins_later_reads_the_newest_version(reader, place, lesson):
    publish(lesson, "Wholly new words.")
    text = text_of(reader.get(lesson_url(lesson)))
    assert "Wholly new words." in text
    assert "There is a newer one" not in text


def test_completing_without_a_script_comes_back_to_the_page(reader, place, lesson):
    url = reverse("progress:complete", args=[lesson.pk])
    answer = reader.post(url)
    assert answer["Location"] == lesson_url(lesson) + "#completion"
    text = text_of(reader.get(lesson_url(lesson)))
    assert "You have completed this lesson" in text
    assert "1 of 2 lessons of M1 are completed." in text


def test_completing_with_htmx_brings_the_two_parts_that_changed(reader, place, lessons):
    url = reverse("progress:complete", args=[lessons[0].pk])
    text = text_of(reader.post(url, **HTMX))
    assert 'id="completion"' in text
    assert 'id="outline"' in text
    assert 'hx-swap-oob="true"' in text
    assert "<html" not in text
    assert f"Next: {lessons[1].title}" in text


def test_after_the_last_lesson_the_test_is_next(reader, place, lessons):
    for lesson in lessons:
        answer = reader.post(reverse("progress:complete", args=[lesson.pk]), **HTMX)
    assert "Go to the test of M1" in text_of(answer)


def test_the_revision_that_was_read_is_the_one_that_was_completed(reader, place, lesson):
    reader.get(lesson_url(lesson))
    before = lesson.live_revision_id
    publish(lesson, "Wholly new words.")
    reader.post(reverse("progress:complete", args=[lesson.pk]))
    assert LessonEntry.objects.get(kind="completed").revision_id == before


@pytest.mark.parametrize("name", ["progress:complete", "progress:newer"])
def test_without_a_place_nothing_can_be_noted(client_of, lesson, person, name):
    grant_access(person=person, role="administrator", by=None, at=AT)
    assert client_of(person).post(reverse(name, args=[lesson.pk])).status_code == 404
    assert not LessonEntry.objects.exists()


@pytest.mark.parametrize("name", ["progress:complete", "progress:newer"])
def test_a_link_alone_notes_nothing(reader, place, lesson, name):
    assert reader.get(reverse(name, args=[lesson.pk])).status_code == 405


def test_when_the_session_has_ended_htmx_is_led_to_sign_in_and_back(client, lesson):
    page = f"http://testserver{lesson_url(lesson)}"
    url = reverse("progress:complete", args=[lesson.pk])
    answer = client.post(url, **HTMX, HTTP_HX_CURRENT_URL=page)
    assert answer["HX-Redirect"] == f"/accounts/login/?next={lesson_url(lesson)}"


def test_a_lesson_that_is_not_published_is_not_found(reader, place, lesson):
    lesson.unpublish()
    assert reader.get(lesson_url(lesson)).status_code == 404


# What a page costs


@pytest.mark.parametrize("count", [10, 1000])
def test_the_course_home_has_a_fixed_number_of_queries(
    reader, place, module, count, django_assert_num_queries
):
    crowd(place, module, count)
    reader.get(course_url(place))
    with django_assert_num_queries(11):
        reader.get(course_url(place))


@pytest.mark.parametrize("count", [10, 1000])
def test_a_lesson_has_a_fixed_number_of_queries(
    reader, place, module, lesson, count, django_assert_num_queries
):
    crowd(place, module, count)
    reader.get(lesson_url(lesson))
    with django_assert_num_queries(11):
        reader.get(lesson_url(lesson))


def crowd(place, module, count: int) -> None:
    """So many lessons in the module, all completed, and so many other people's places."""
    many_lessons(module, count)
    revision = module.live_revision_id
    LessonEntry.objects.bulk_create(
        LessonEntry(enrolment=place, lesson=row, revision_id=revision, kind="completed", at=AT)
        for row in LessonPage.objects.child_of(module)
    )
    people = PersonFactory.create_batch(count)
    Enrolment.objects.bulk_create(
        Enrolment(person=one, programme=place.programme, role="manager", enrolled_at=AT)
        for one in people
    )


def test_who_only_asked_for_a_place_neither_reads_on_nor_takes_tests(
    client_of, programme, module, lesson
):
    delivery = training(programme=programme)
    place = apply_for_place(delivery=delivery, person=PersonFactory(), at=AT)
    client = client_of(place.person)
    assert client.get(reverse("progress:course", args=[place.uid])).status_code == 404
    assert client.get(reverse("attempts:start", args=[module.pk])).status_code == 404
    assert places_of(place.person, 5) == []
    assert current_enrolment(place.person, programme) is None
    with pytest.raises(Refused, match="no place for you"):
        start_attempt(enrolment=place, assessment=module.assessment, by=place.person, at=AT)

    take_step(enrolment=place, kind="enrolled", by=None, at=AT)
    assert client.get(reverse("progress:course", args=[place.uid])).status_code == 200
    assert client.get(reverse("attempts:start", args=[module.pk])).status_code == 200
