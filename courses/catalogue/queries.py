"""Reads pages in their order, and lessons rendered once for each revision."""

from dataclasses import dataclass

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Revision

from courses.catalogue.models import LessonPage, ModulePage, ProgrammePage

RENDERED_FOR = (
    7 * 24 * 3600
)  # seconds; a revision never changes, so this only frees space
RENDERING = 1  # raise it when the templates of blocks change


@dataclass(frozen=True)
class RenderedLesson:
    """A lesson of one revision without anything personal, shared by all its readers."""

    title: str
    minutes: int
    kind: str
    html: SafeString


def rendered_lesson(revision_id: int) -> RenderedLesson:
    """The lesson as it was in that revision, rendered once and kept in the cache."""
    key = f"lesson:{RENDERING}:{revision_id}"
    parts = cache.get(key)
    if parts is None:
        lesson = Revision.objects.get(pk=revision_id).as_object()
        html = render_to_string("catalogue/lesson_body.html", {"body": lesson.body})
        parts = (lesson.title, lesson.minutes, lesson.get_kind_display(), str(html))
        cache.set(key, parts, RENDERED_FOR)
    title, minutes, kind, html = parts
    return RenderedLesson(title, minutes, str(kind), mark_safe(html))  # noqa: S308 - our template


def modules_of(programme: ProgrammePage) -> list[ModulePage]:
    """The published modules in their order, with their assessments."""
    return list(
        ModulePage.objects.live()
        .child_of(programme)
        .select_related("assessment")
        .order_by("path")
    )


def lessons_of(programme: ProgrammePage) -> list[LessonPage]:
    """The published lessons of a programme in their order, without their text."""
    return list(
        LessonPage.objects.live()
        .descendant_of(programme)
        .defer("body", "teaching_note")
        .order_by("path")
    )


def module_of(lesson: LessonPage) -> ModulePage:
    return ModulePage.objects.get(path=lesson.path[: -LessonPage.steplen])
