"""Lessons are rendered once for each revision; records keep their pages."""

import pytest
from django.core.cache import cache

from courses.catalogue.models import LessonPage
from courses.catalogue.queries import (
    lessons_of,
    modules_of,
    modules_without_assessment,
    records_pointing_to,
    rendered_lesson,
)
from tests.factories.courses import AT, answered_attempt, enrolment, programme_page

pytestmark = pytest.mark.django_db


def test_a_lesson_is_rendered_once(django_assert_num_queries):
    programme_page()
    lesson = LessonPage.objects.get()
    first = rendered_lesson(lesson.live_revision_id)
    assert "Use two simple tests" in first.html
    assert (first.title, first.minutes, first.kind) == (lesson.title, 45, "reading")
    with django_assert_num_queries(0):
        assert rendered_lesson(lesson.live_revision_id) == first


def test_each_revision_keeps_its_own_text():
    programme_page()
    lesson = LessonPage.objects.get()
    before = lesson.live_revision_id
    lesson.body = [("rich_text", "<p>Newer.</p>")]
    lesson.save_revision().publish()
    lesson.refresh_from_db()
    assert "Use two simple tests" in rendered_lesson(before).html
    assert "Newer." in rendered_lesson(lesson.live_revision_id).html


def test_what_the_cache_forgets_is_rendered_again():
    programme_page()
    lesson = LessonPage.objects.get()
    first = rendered_lesson(lesson.live_revision_id)
    cache.clear()
    assert rendered_lesson(lesson.live_revision_id) == first


def test_the_teaching_note_is_no_part_of_the_rendered_lesson():
    programme_page()
    lesson = LessonPage.objects.get()
    lesson.teaching_note = [("rich_text", "<p>The answer.</p>")]
    lesson.save_revision().publish()
    lesson.refresh_from_db()
    assert "The answer." not in rendered_lesson(lesson.live_revision_id).html


def test_sections_are_named_for_a_table_of_contents():
    programme_page()
    lesson = LessonPage.objects.get()
    lesson.body = [
        ("heading", {"text": "Why?", "level": "h2"}),
        ("heading", {"text": "A detail", "level": "h3"}),
        ("activity", {"title": "Your turn", "text": "<p>Try.</p>", "minutes": None}),
    ]
    lesson.save_revision().publish()
    lesson.refresh_from_db()
    rendered = rendered_lesson(lesson.live_revision_id)
    assert rendered.sections == [("s-why", "Why?"), ("s-your-turn", "Your turn")]
    assert 'id="s-why"' in rendered.html


def test_modules_and_lessons_come_in_order(django_assert_num_queries):
    programme = programme_page(modules=3, lessons=2)
    with django_assert_num_queries(2):
        assert [module.code for module in modules_of(programme)] == ["M1", "M2", "M3"]
        assert len(lessons_of(programme)) == 6


def test_modules_without_a_test_are_found():
    programme_page(modules=1)
    programme = programme_page(modules=2, with_tests=False)
    assert list(modules_without_assessment()) == modules_of(programme)


def test_a_page_without_records_has_none_to_lose():
    assert records_pointing_to(programme_page()) == 0


def test_records_are_found_below_a_page_and_at_its_test():
    programme = programme_page()
    module = modules_of(programme)[0]
    place = enrolment(programme=programme)
    assert records_pointing_to(programme) == 1
    assert records_pointing_to(module) == 0
    answered_attempt(enrolment=place, module=module, at=AT)
    assert records_pointing_to(module) == 1
    assert records_pointing_to(programme) == 2
    assert records_pointing_to(programme.get_parent()) == 2
