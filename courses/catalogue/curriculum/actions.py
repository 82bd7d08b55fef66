"""Publishes checked curriculum data as pages, questions and assessments; only what differs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from wagtail.models import Page

from courses.assessments.actions import (
    open_bank,
    retire_question,
    revise_question,
    set_up_assessment,
)
from courses.assessments.designs import plain_section
from courses.assessments.models import Assessment, AssessmentDesign, QuestionBank
from courses.catalogue.actions import open_home_page
from courses.catalogue.curriculum.items import Items
from courses.catalogue.curriculum.pictures import Pictures
from courses.catalogue.curriculum.questions import QuestionData
from courses.catalogue.curriculum.reading import CurriculumData, LessonData, ModuleData
from courses.catalogue.curriculum.storing import digest_of, lesson_values, parts_of_lesson
from courses.catalogue.models import CurriculumItem, LessonPage, ModulePage, ProgrammePage
from lms.journal.actions import record_event
from lms.people.models import Person

PRACTICE_ATTEMPTS = 50
TIME_LIMIT_MINUTES = 60
CLOSED_DRAWN, OPEN_DRAWN = 7, 1


@dataclass
class Imported:
    """How many pages were new, revised, the same as before, or left to the people here.

    Drafted: edited here since, so the new text is a draft. Absent: deleted here. No longer named:
    published by an earlier import, but not in this curriculum.
    """

    created: int = 0
    revised: int = 0
    unchanged: int = 0
    drafted: int = 0
    absent: int = 0
    no_longer_named: int = 0


def publish_curriculum(*, curriculum: CurriculumData, by: Person | None, at: datetime) -> Imported:
    """Write the whole curriculum or nothing; a second time changes nothing.

    A page gets a new revision only when its part of the curriculum differs from the last import.
    What people edited here since then stays published: the curriculum's text becomes a draft.
    Records `catalogue.curriculum_imported` when anything was written.
    """
    pictures = Pictures()
    try:
        with transaction.atomic():
            writer = _Writer(curriculum, pictures, by, at)
            writer.write()
    except BaseException:
        pictures.discard_new()
        raise
    return writer.imported


class _Writer:
    def __init__(
        self, curriculum: CurriculumData, pictures: Pictures, by: Person | None, at: datetime
    ) -> None:
        self.curriculum, self.pictures, self.by, self.at = curriculum, pictures, by, at
        self.items = Items.of(curriculum.slug)
        self.imported = Imported()

    def write(self) -> None:
        curriculum = self.curriculum
        values = {
            "title": curriculum.title,
            "summary": curriculum.summary,
            "audience": curriculum.audience,
            "attendance_minimum_percent": curriculum.attendance_percent,
            "outline": curriculum.outline,
        }
        programme = self.page(
            ProgrammePage, None, {"slug": curriculum.slug, "code": curriculum.slug}, values
        )
        if programme is None:
            return
        modules = [self.write_module(programme, module) for module in curriculum.modules]
        self.keep_order("#order", programme, modules)
        self.imported.no_longer_named = len(self.items.no_longer_named)
        if self.items.changed:
            self.items.save()
            counts = {name: count for name, count in vars(self.imported).items() if count}
            record_event(
                name="catalogue.curriculum_imported",
                subject=programme,
                by=self.by,
                at=self.at,
                payload=counts,
            )

    def keep_order(self, key: str, parent: Page, pages: list[Page | None]) -> None:
        """Put pages into the curriculum's order when that order has changed."""
        order = [page.pk for page in pages if page]
        is_first = self.items.get(key) is None
        if not self.items.take(key, digest_of(order)) or is_first:
            return
        for pk in order:
            Page.objects.get(pk=pk).move(Page.objects.get(pk=parent.pk), pos="last-child")

    def write_module(self, programme: Page, module: ModuleData) -> Page | None:
        values = {
            "title": module.title,
            "purpose": module.purpose,
            "hours": module.hours,
            "week": module.week,
            "areas": module.areas,
            "outcomes": module.outcomes,
            "is_trainer_only": module.is_trainer_only,
        }
        assessment, practice = self.assessment(module), self.practice(module)
        page = self.page(
            ModulePage,
            programme,
            {"code": module.code, "slug": module.slug},
            values | {"assessment": assessment, "practice": practice},
            said=values
            | {"assessment": assessment is not None}
            | ({"practice": True} if practice else {}),
        )
        if page is not None:
            lessons = [self.write_lesson(page, module, lesson) for lesson in module.lessons]
            self.keep_order(f"{module.code}#order", page, lessons)
        return page

    def write_lesson(
        self, module_page: Page, module: ModuleData, lesson: LessonData
    ) -> Page | None:
        key = f"{module.code}/{lesson.slug}"
        said = parts_of_lesson(lesson, module.figures)
        item = self.items.get(key)
        if item and item.digest == digest_of(said):
            return self.unchanged(item)
        return self.page(
            LessonPage,
            module_page,
            {"slug": lesson.slug},
            lesson_values(lesson, self.pictures.of(said["figures"])),
            key=key,
            said=said,
        )

    def assessment(self, module: ModuleData) -> Assessment | None:
        """The test that closes a module."""
        curriculum = self.curriculum
        is_open = [question.is_open for question in module.questions]
        settings: dict[str, Any] = {
            "title": f"Test of {module.code}: {module.title}",
            "sections": plain_section(
                min(is_open.count(False), CLOSED_DRAWN), min(is_open.count(True), OPEN_DRAWN)
            ),
            "pass_percent": curriculum.pass_percent,
            "time_limit_minutes": TIME_LIMIT_MINUTES,
            "attempts_max": curriculum.resits + 1,
            "resit_wait_days": curriculum.days_between,
        }
        return self.test(module, module.code, module.questions, "test", settings)

    def practice(self, module: ModuleData) -> Assessment | None:
        """The practice test of a module: every closed question, with how certain one is."""
        closed = sum(not question.is_open for question in module.practice)
        if not closed:
            return None
        settings: dict[str, Any] = {
            "title": f"Practice for {module.code}: {module.title}",
            "sections": plain_section(closed, 0),
            "pass_percent": self.curriculum.pass_percent,
            "purpose": AssessmentDesign.Purpose.FORMATIVE,
            "attempts_max": PRACTICE_ATTEMPTS,
            "layout": AssessmentDesign.Layout.ONE,
            "asks_certainty": True,
            "shows_key": AssessmentDesign.Shown.AT_ONCE,
        }
        bank = f"{module.code}-practice"
        return self.test(module, bank, module.practice, "practice", settings)

    def test(
        self,
        module: ModuleData,
        bank_code: str,
        questions: list[QuestionData],
        kind: str,
        settings: dict[str, Any],
    ) -> Assessment | None:
        """A test of a module; what was changed here stays until the curriculum changes it."""
        if not questions:
            return None
        code = f"{self.curriculum.slug}-{module.code.lower()}-{kind}"
        bank = open_bank(code=bank_code, title=module.title, by=self.by, at=self.at)
        for question in questions:
            self.question(bank, question, module)
        self.retire_dropped(bank, {question.code for question in questions})
        if not self.items.take(f"{module.code}#{kind}", digest_of(settings)):
            known = Assessment.objects.filter(code=code).first()
            if known is not None:
                return known
        return set_up_assessment(code=code, bank=bank, by=self.by, at=self.at, **settings)

    def question(self, bank: QuestionBank, question: QuestionData, module: ModuleData) -> None:
        figure = vars(module.figures[question.picture]) if question.picture else None
        said = vars(question) | {"points": question.points, "picture": figure}
        key = f"{bank.code}#{question.code}"
        was_dropped = key in self.items.known and not self.items.known[key].digest
        if not self.items.take(key, digest_of(said)):
            return
        said["picture"] = self.pictures.stored(figure) if figure else None
        version = revise_question(bank=bank, by=self.by, at=self.at, **said)
        if was_dropped:
            retire_question(question=version.question, is_retired=False, by=self.by, at=self.at)

    def retire_dropped(self, bank: QuestionBank, codes: set[str]) -> None:
        """Questions that the folder no longer has are not drawn any more; attempts keep them."""
        for code in self.items.questions_dropped(bank.code, codes):
            for question in bank.questions.filter(code=code):
                retire_question(question=question, is_retired=True, by=self.by, at=self.at)
            self.items.set(f"{bank.code}#{code}", "")

    def page(
        self,
        model: type[Page],
        parent: Page | None,
        name: dict[str, str],
        values: dict[str, Any],
        *,
        key: str = "",
        said: dict[str, Any] | None = None,
    ) -> Page | None:
        """The page of that key, written if the curriculum says something new about it.

        None when people deleted it here: an import does not bring it back.
        """
        key = key or name["code"]
        digest = digest_of(said or values)
        item = self.items.get(key)
        if item and (item.digest == digest or item.page is None):
            return self.unchanged(item)
        page = item.page if item else self.find(model, parent, name)
        revision_id: int | None
        if page is None:
            page, revision_id = self.create(model, parent, name | values)
        else:
            page, revision_id = self.revise(page.specific, values, item)
        self.items.set(key, digest, page, revision_id)
        return page

    def unchanged(self, item: CurriculumItem) -> Page | None:
        if item.page is None:
            self.imported.absent += 1
        else:
            self.imported.unchanged += 1
        return item.page

    def find(self, model: type[Page], parent: Page | None, name: dict[str, str]) -> Page | None:
        """A page that was there before its first import: by its code, else by its slug."""
        pages = model.objects.child_of(parent) if parent else model.objects.all()
        identity = {"code": name["code"]} if "code" in name else {"slug": name["slug"]}
        return pages.filter(**identity).first()

    def create(
        self, model: type[Page], parent: Page | None, values: dict[str, Any]
    ) -> tuple[Page, int]:
        parent = parent or open_home_page()
        page = parent.add_child(instance=model(live=False, **values))
        page.full_clean()
        revision = page.save_revision(user=self.by, log_action=True)
        revision.publish(user=self.by)
        self.imported.created += 1
        return model.objects.get(pk=page.pk), revision.pk

    def revise(
        self, page: Page, values: dict[str, Any], item: CurriculumItem | None
    ) -> tuple[Page, int | None]:
        """A new revision with these values: published, unless people edited the page since."""
        live = page.live_revision_id
        if all(is_same(page, field, value) for field, value in values.items()):
            self.imported.unchanged += 1
            return page, live
        was_edited = page.has_unpublished_changes or not page.live
        if item and item.revision_id != live:
            was_edited = True
        for field, value in values.items():
            setattr(page, field, value)
        page.full_clean()
        revision = page.save_revision(user=self.by, log_action=True)
        if was_edited:
            self.imported.drafted += 1
            return page, item.revision_id if item else live
        revision.publish(user=self.by)
        self.imported.revised += 1
        return page, revision.pk


def is_same(page: Page, field: str, value: Any) -> bool:
    stored = getattr(page, field)
    if field in {"body", "teaching_note"}:
        return list(stored.get_prep_value()) == list(value.get_prep_value())
    return stored == value
