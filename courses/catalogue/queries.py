"""Reads pages in their order, and lessons rendered once for each revision."""

import hashlib
from dataclasses import dataclass
from functools import cache as once
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.cache import cache
from django.db.models import PROTECT, ForeignObjectRel, Model, QuerySet
from django.template.loader import get_template, render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.blocks import StreamValue
from wagtail.models import Page, Revision

from courses.assessments.models import Assessment, AssessmentDesign
from courses.catalogue.models import LessonPage, ModulePage, ProgrammePage

RENDERED_FOR = 24 * 3600  # seconds; a revision never changes, but its pictures may be replaced


@dataclass(frozen=True)
class RenderedLesson:
    """A lesson of one revision without anything personal, shared by all its readers."""

    title: str
    minutes: int
    kind: str
    html: SafeString
    sections: list[tuple[str, str]]
    outcomes: list[int]


def rendered_lesson(revision_id: int) -> RenderedLesson:
    """The lesson as it was in that revision, rendered once and kept in the cache."""
    key = f"lesson:{templates_of_blocks()}:{get_language()}:{revision_id}"
    parts: dict[str, Any] | None = cache.get(key)
    if parts is None:
        lesson = Revision.objects.get(pk=revision_id).as_object()
        parts = {
            "title": lesson.title,
            "minutes": lesson.minutes,
            "kind": str(lesson.get_kind_display()),
            "html": str(render_to_string("catalogue/lesson_body.html", {"body": lesson.body})),
            "sections": sections_of(lesson.body),
            "outcomes": list(lesson.outcomes),
        }
        cache.set(key, parts, RENDERED_FOR)
    return RenderedLesson(**parts | {"html": mark_safe(parts["html"])})  # noqa: S308 - our template


@once
def templates_of_blocks() -> str:
    """Changes when a template of a block does, so that nothing rendered by an older one is shown."""
    template: Any = get_template("blocks/heading.html")
    folder = Path(template.origin.name).parent
    text = b"".join(path.read_bytes() for path in sorted(folder.glob("*.html")))
    return hashlib.sha256(text).hexdigest()[:12]


def sections_of(body: StreamValue) -> list[tuple[str, str]]:
    """The anchors and titles of a lesson's sections, for a table of contents."""
    sections = {}
    for block in body:
        if block.block_type == "heading" and block.value["level"] == "h2":
            sections[block.value.anchor] = block.value["text"]
        elif block.block_type == "activity":
            sections[block.value.anchor] = block.value["title"]
    return list(sections.items())


def modules_of(programme: ProgrammePage) -> list[ModulePage]:
    """The published modules in their order, with their assessments."""
    return list(
        ModulePage.objects.live().child_of(programme).select_related("assessment").order_by("path")
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


def modules_without_assessment() -> QuerySet[ModulePage]:
    return ModulePage.objects.filter(assessment=None).order_by("path")


OWN_PARTS = (ModulePage, AssessmentDesign)  # what a page or a test is made of is no record


def records_pointing_to(page: Page) -> int:
    """How many records would lose their page if this one, with those under it, were deleted.

    Records protect what they point to; rooms above need not be known here by name.
    """
    pages = Page.objects.descendant_of(page, inclusive=True).values_list("pk", flat=True)
    tests = ModulePage.objects.filter(pk__in=list(pages)).values_list("assessment", flat=True)
    return sum(
        _protecting(model, list(pages))
        for model in apps.get_models()
        if issubclass(model, Page) and not model._meta.abstract
    ) + _protecting(Assessment, [pk for pk in tests if pk])


def _protecting(model: type[Model], pks: list[int]) -> int:
    found = 0
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel) or relation.model is not model:
            continue
        if relation.on_delete is PROTECT and relation.related_model not in OWN_PARTS:
            rows: Any = relation.related_model
            name = relation.field.name
            found += rows._base_manager.filter(**{f"{name}__in": pks}).count()
    return found
