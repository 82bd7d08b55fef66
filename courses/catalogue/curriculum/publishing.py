"""Publishes checked curriculum data as pages, questions and assessments; only what differs."""

import hashlib
import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from django.core.files.images import ImageFile
from django.db import transaction
from wagtail.images import get_image_model
from wagtail.models import Page, Site

from courses.assessments.actions import open_bank, revise_question, set_up_assessment
from courses.assessments.models import Assessment
from courses.catalogue.curriculum.reading import CurriculumData, LessonData, ModuleData
from courses.catalogue.models import HomePage, LessonPage, ModulePage, ProgrammePage
from lms.people.models import Person

TIME_LIMIT_MINUTES = 60
CLOSED_DRAWN, OPEN_DRAWN = 7, 1


@dataclass
class Imported:
    """How many pages were new, revised and left as they were."""

    created: int = 0
    revised: int = 0
    unchanged: int = 0


def publish_curriculum(*, curriculum: CurriculumData, by: Person | None, at: datetime) -> Imported:
    """Write the whole curriculum or nothing; a second time changes nothing.

    A page gets a new revision only when something in it differs from what is live.
    """
    with transaction.atomic():
        writer = _Writer(by, at)
        writer.write(curriculum)
    return writer.imported


class _Writer:
    def __init__(self, by: Person | None, at: datetime) -> None:
        self.by, self.at = by, at
        self.imported = Imported()

    def write(self, curriculum: CurriculumData) -> None:
        programme = self.page(
            ProgrammePage,
            home_page(),
            curriculum.slug,
            {
                "title": curriculum.title,
                "code": curriculum.slug,
                "summary": curriculum.summary,
                "audience": curriculum.audience,
                "attendance_minimum_percent": curriculum.attendance_percent,
                "outline": curriculum.outline,
            },
        )
        for module in curriculum.modules:
            self.write_module(curriculum, programme, module)

    def write_module(
        self, curriculum: CurriculumData, programme: ProgrammePage, module: ModuleData
    ) -> None:
        page = self.page(
            ModulePage,
            programme,
            module.slug,
            {
                "title": module.title,
                "code": module.code,
                "purpose": module.purpose,
                "hours": module.hours,
                "week": module.week,
                "areas": module.areas,
                "outcomes": module.outcomes,
                "is_trainer_only": module.is_trainer_only,
                "assessment": self.assessment(curriculum, module),
            },
        )
        images = {
            figure.file: self.image(module.code, figure) for figure in module.figures.values()
        }
        for lesson in module.lessons:
            self.write_lesson(page, module, lesson, images)

    def assessment(self, curriculum: CurriculumData, module: ModuleData) -> Assessment | None:
        if not module.questions:
            return None
        bank = open_bank(code=module.code, title=module.title, by=self.by, at=self.at)
        for question in module.questions:
            revise_question(
                bank=bank,
                code=question.code,
                type=question.type,
                stem=question.stem,
                content=question.content,
                feedback=question.feedback,
                outcome=question.outcome,
                points=question.points,
                by=self.by,
                at=self.at,
            )
        is_open = [question.type == "open answer" for question in module.questions]
        return set_up_assessment(
            code=f"{curriculum.slug}-{module.code.lower()}-test",
            title=f"Test of {module.code}: {module.title}",
            bank=bank,
            closed_questions=min(is_open.count(False), CLOSED_DRAWN),
            open_questions=min(is_open.count(True), OPEN_DRAWN),
            pass_percent=curriculum.pass_percent,
            time_limit_minutes=TIME_LIMIT_MINUTES,
            attempts_max=curriculum.resits + 1,
            resit_wait_days=curriculum.days_between,
            by=self.by,
            at=self.at,
        )

    def write_lesson(
        self, module_page: ModulePage, module: ModuleData, lesson: LessonData, images: dict
    ) -> None:
        def blocks(rows: list[dict[str, Any]]) -> str:
            return json.dumps([stored_block(row, module, images) for row in rows])

        self.page(
            LessonPage,
            module_page,
            lesson.slug,
            {
                "title": lesson.title,
                "kind": lesson.kind,
                "minutes": lesson.minutes,
                "outcomes": lesson.outcomes,
                "body": blocks(lesson.blocks),
                "teaching_note": blocks(lesson.teaching_note),
            },
        )

    def page(self, model: type[Page], parent: Page, slug: str, values: dict[str, Any]) -> Any:
        """The child page of that slug with these values, created, revised or left alone."""
        page = model.objects.child_of(parent).filter(slug=slug).first()
        if page is None:
            page = parent.add_child(instance=model(slug=slug, live=False, **values))
            self.imported.created += 1
        elif page.live and all(is_same(page, field, value) for field, value in values.items()):
            self.imported.unchanged += 1
            return page
        else:
            for field, value in values.items():
                setattr(page, field, value)
            self.imported.revised += 1
        page.full_clean()
        page.save_revision(user=self.by, log_action=True).publish(user=self.by)
        return model.objects.get(pk=page.pk)

    def image(self, code: str, figure) -> Any:
        """The stored picture of a figure; its title names the content, so it is stored once."""
        Image = get_image_model()
        digest = hashlib.sha256(figure.svg.encode()).hexdigest()[:16]
        name = figure.file.rsplit("/", 1)[-1]
        title = f"{code} {name} {digest}"
        image = Image.objects.filter(title=title).first()
        if image is None:
            file = ImageFile(BytesIO(figure.svg.encode()), name=f"{code.lower()}-{name}")
            image = Image(title=title, description=figure.alt[:255], file=file)
            image.save()
        return image


def stored_block(block: dict[str, Any], module: ModuleData, images: dict) -> dict[str, Any]:
    """A block in the form that a StreamField stores; its id follows from its content."""
    value = block["value"]
    if block["type"] == "image":
        figure = module.figures[value["figure"]]
        value = {
            "image": images[figure.file].pk,
            "alternative_text": figure.alt,
            "long_description": figure.long_description,
            "caption": value["caption"],
        }
    elif block["type"] == "case":
        value = {"parts": [item(stored_part(part, module, images)) for part in value["parts"]]}
    return item(value, block["type"])


def stored_part(part: dict[str, Any], module: ModuleData, images: dict) -> dict[str, Any]:
    return {
        "title": part["title"],
        "body": [stored_block(block, module, images) for block in part["body"]],
        "questions": [item(question) for question in part["questions"]],
    }


def item(value: Any, kind: str = "item") -> dict[str, Any]:
    digest = hashlib.sha256(json.dumps([kind, value], sort_keys=True).encode()).hexdigest()
    return {"type": kind, "value": value, "id": str(uuid.UUID(digest[:32]))}


def is_same(page: Page, field: str, value: Any) -> bool:
    stored = getattr(page, field)
    if field in {"body", "teaching_note"}:
        block = type(page)._meta.get_field(field).stream_block
        return list(stored.get_prep_value()) == list(
            block.to_python(json.loads(value)).get_prep_value()
        )
    return stored == value


def home_page() -> HomePage:
    """The front page; made, in place of Wagtail's welcome page, when there is none."""
    home = HomePage.objects.first()
    if home is not None:
        return home
    root = Page.objects.get(depth=1)
    home = root.add_child(instance=HomePage(title="Cascade", slug="cascade"))
    home.save_revision().publish()
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    else:
        welcome, site.root_page, site.site_name = site.root_page, home, "Cascade"
        site.save()
        if welcome.depth == 2 and welcome.specific_class is Page and not welcome.numchild:
            welcome.delete()
    return home
