"""Turns a curriculum folder into checked plain data, or into the list of its problems."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.text import slugify

from courses.assessments.actions import check_question
from courses.catalogue.curriculum.folder import Folder
from courses.catalogue.curriculum.lesson_text import read_blocks
from courses.catalogue.curriculum.problems import (
    MOST_LESSONS,
    MOST_MODULES,
    CurriculumRefused,
)
from courses.catalogue.models import LessonPage
from lms.errors import Refused

CODE = re.compile(r"^[A-Za-z0-9-]{1,40}$")
SLUG = re.compile(r"^[a-z0-9-]{1,200}$")
CLOSED_POINTS, OPEN_POINTS = 1, 2
QUESTION_FIELDS = {"id", "type", "stem", "feedback", "outcome"}


@dataclass(frozen=True)
class FigureData:
    file: str
    svg: str
    alt: str
    long_description: str


@dataclass(frozen=True)
class QuestionData:
    code: str
    type: str
    stem: str
    content: dict[str, Any]
    feedback: str
    outcome: int | None
    points: int


@dataclass(frozen=True)
class LessonData:
    slug: str
    title: str
    minutes: int
    kind: str
    outcomes: list[int]
    blocks: list[dict[str, Any]]
    teaching_note: list[dict[str, Any]]


@dataclass(frozen=True)
class ModuleData:
    code: str
    title: str
    slug: str
    purpose: str
    hours: int
    week: int | None
    areas: str
    outcomes: list[str]
    is_trainer_only: bool
    lessons: list[LessonData]
    figures: dict[str, FigureData]
    questions: list[QuestionData]


@dataclass(frozen=True)
class CurriculumData:
    title: str
    slug: str
    summary: str
    audience: str
    attendance_percent: Decimal
    pass_percent: Decimal
    resits: int
    days_between: int
    outline: dict[str, Any]
    modules: list[ModuleData] = field(default_factory=list)


def read_curriculum(directory: Path) -> CurriculumData:
    """The whole folder, checked; raises CurriculumRefused with every problem found."""
    folder = Folder(directory)
    programme = folder.json("programme.json", dict)
    data = _read_programme(folder, programme) if programme is not None else None
    if folder.problems or data is None:
        raise CurriculumRefused(folder.problems)
    return data


class _Fields:
    """Takes typed values out of a JSON object and notes what does not fit, with its line."""

    def __init__(self, folder: Folder, file: str, data: dict[str, Any]) -> None:
        self.folder, self.file, self.data = folder, file, data

    def note(self, key: str, reason: str) -> None:
        self.folder.note(self.file, self.folder.line_of(self.file, f'"{key}"'), reason)

    def text(self, key: str, *, required: bool = True, longest: int = 5_000) -> str:
        value = self.data.get(key, "")
        if not isinstance(value, str) or (required and not value.strip()):
            self.note(key, f"“{key}” must be a text")
            return ""
        if len(value) > longest:
            self.note(key, f"“{key}” is longer than {longest} characters")
        return value.strip()

    def whole(self, key: str, low: int, high: int, default: int | None = None) -> int:
        value = self.data.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            self.note(key, f"“{key}” must be a whole number from {low} to {high}")
            return low
        return value

    def percent(self, key: str) -> Decimal:
        value = self.data.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 100:
            self.note(key, f"“{key}” must be a number from 0 to 100")
            return Decimal(0)
        return Decimal(str(value))

    def rows(self, key: str, kind: type, most: int = 500) -> list[Any]:
        value = self.data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(row, kind) for row in value):
            self.note(key, f"“{key}” must be a list")
            return []
        if len(value) > most:
            self.note(key, f"“{key}” has more than {most} entries")
            return []
        return value


def _read_programme(folder: Folder, data: dict[str, Any]) -> CurriculumData:
    fields = _Fields(folder, "programme.json", data)
    title = fields.text("title", longest=255)
    resits = _Fields(folder, "programme.json", data.get("resits") or {})
    codes = fields.rows("modules", str, MOST_MODULES)
    if not codes:
        fields.note("modules", "“modules” must name at least one module")
    if len(set(codes)) != len(codes):
        fields.note("modules", "a module is named twice")
    trainer_only = fields.rows("trainer_only", str)
    for code in set(trainer_only) - set(codes):
        fields.note("trainer_only", f"{code} is no module of the programme")
    modules = [_read_module(folder, code, code in trainer_only) for code in codes]
    found = [module for module in modules if module]
    _refuse_repeats(folder, found)
    return CurriculumData(
        title=title,
        slug=slugify(title.split(" in ")[0]) or "programme",
        summary=fields.text("summary"),
        audience=fields.text("audience", required=False),
        attendance_percent=fields.percent("attendance_minimum_percent"),
        pass_percent=fields.percent("module_test_pass_percent"),
        resits=resits.whole("max", 0, 20),
        days_between=resits.whole("days_between", 0, 365),
        outline={
            key: data[key]
            for key in (
                "field_project",
                "weeks",
                "rungs",
                "observation_form",
                "feedback_form",
                "rules_note",
            )
            if key in data
        },
        modules=found,
    )


def _refuse_repeats(folder: Folder, modules: list[ModuleData]) -> None:
    seen: dict[str, str] = {}
    for module in modules:
        file = f"{module.code}/questions.json"
        for question in module.questions:
            if question.code in seen:
                line = folder.line_of(file, f'"{question.code}"')
                folder.note(
                    file, line, f"the id {question.code} is used in {seen[question.code]} too"
                )
            seen[question.code] = file
    slugs = [module.slug for module in modules]
    for slug in {slug for slug in slugs if slugs.count(slug) > 1}:
        folder.note("programme.json", 0, f"two modules have the slug “{slug}”")


def _read_module(folder: Folder, code: str, is_trainer_only: bool) -> ModuleData | None:
    file = f"{code}/module.json"
    if not CODE.match(code):
        folder.note("programme.json", 0, f"“{code}” is no code for a module")
        return None
    data = folder.json(file, dict)
    if data is None:
        return None
    fields = _Fields(folder, file, data)
    if fields.text("code") != code:
        fields.note("code", f"“code” must be {code}, as the folder is called")
    slug = fields.text("slug")
    if not SLUG.match(slug):
        fields.note("slug", "“slug” may hold lower-case letters, digits and hyphens")
    outcomes = fields.rows("outcomes", str, 50)
    figures = _read_figures(folder, code, fields)
    rows = fields.rows("lessons", dict, MOST_LESSONS)
    if not rows:
        fields.note("lessons", "“lessons” must name at least one lesson")
    lessons = [_read_lesson(folder, code, row, len(outcomes), figures) for row in rows]
    slugs = [lesson.slug for lesson in lessons]
    for repeated in sorted({slug for slug in slugs if slugs.count(slug) > 1}):
        fields.note("lessons", f"two lessons have the slug “{repeated}”")
    return ModuleData(
        code=code,
        title=fields.text("title", longest=255),
        slug=slug,
        purpose=fields.text("purpose"),
        hours=fields.whole("hours", 1, 1_000),
        week=fields.whole("week", 1, 60) if data.get("week") is not None else None,
        areas=fields.text("areas", required=False, longest=255),
        outcomes=outcomes,
        is_trainer_only=is_trainer_only,
        lessons=lessons,
        figures=figures,
        questions=_read_questions(folder, code, len(outcomes)),
    )


def _read_figures(folder: Folder, code: str, module: _Fields) -> dict[str, FigureData]:
    figures = {}
    for row in module.rows("figures", dict, 200):
        fields = _Fields(folder, module.file, row)
        file = fields.text("file")
        svg = folder.svg(f"{code}/{file}") if file else None
        alt = fields.text("alt", longest=255)
        if svg is not None:
            figures[file] = FigureData(
                file=file,
                svg=svg,
                alt=alt,
                long_description=fields.text("long_description", required=False),
            )
    return figures


def _read_lesson(
    folder: Folder,
    code: str,
    row: dict[str, Any],
    outcomes: int,
    figures: dict[str, FigureData],
) -> LessonData:
    fields = _Fields(folder, f"{code}/module.json", row)
    slug, file = fields.text("slug"), fields.text("file")
    if not SLUG.match(slug):
        fields.note("slug", "“slug” may hold lower-case letters, digits and hyphens")
    kind = fields.text("kind")
    if kind not in LessonPage.Kind.values:
        fields.note("kind", f"“kind” must be one of {', '.join(LessonPage.Kind.values)}")
    supports = fields.rows("outcomes", int)
    for number in supports:
        if not 1 <= number <= outcomes:
            fields.note("outcomes", f"there is no outcome {number} in this module")
    path = f"{code}/{file}"
    note = re.sub(r"\.md$", ".teaching-note.md", path)
    has_note = note != path and (folder.root / note).is_file()
    return LessonData(
        slug=slug,
        title=fields.text("title", longest=255),
        minutes=fields.whole("minutes", 1, 1_000),
        kind=kind,
        outcomes=supports,
        blocks=_read_text(folder, path, figures) if file else [],
        teaching_note=_read_text(folder, note, figures) if has_note else [],
    )


def _read_text(folder: Folder, file: str, figures: dict[str, FigureData]) -> list[dict[str, Any]]:
    text = folder.text(file)
    if text is None:
        return []
    if not text.strip():
        folder.note(file, 1, "the file is empty")
        return []
    return read_blocks(text, figures, lambda line, reason: folder.note(file, line, reason))


def _read_questions(folder: Folder, code: str, outcomes: int) -> list[QuestionData]:
    file = f"{code}/questions.json"
    rows = folder.json(file, list)
    questions = []
    for number, row in enumerate(rows or [], start=1):
        if not isinstance(row, dict):
            folder.note(file, 0, f"question {number} must be an object")
            continue
        question = _read_question(folder, file, number, row, outcomes)
        if question is not None:
            questions.append(question)
    return questions


def _read_question(
    folder: Folder, file: str, number: int, row: dict[str, Any], outcomes: int
) -> QuestionData | None:
    code = row.get("id")
    if not isinstance(code, str) or not CODE.match(code):
        folder.note(file, 0, f"question {number} has no proper “id”")
        return None
    line = folder.line_of(file, f'"{code}"')
    texts = {key: row.get(key, "") for key in ("type", "stem", "feedback")}
    if not all(isinstance(text, str) for text in texts.values()):
        folder.note(file, line, f"{code}: type, stem and feedback must be texts")
        return None
    outcome = row.get("outcome")
    if outcome is not None and (not isinstance(outcome, int) or not 1 <= outcome <= outcomes):
        folder.note(file, line, f"{code}: there is no outcome {outcome} in this module")
        return None
    content = {key: value for key, value in row.items() if key not in QUESTION_FIELDS}
    try:
        cleaned = check_question(type=texts["type"], stem=texts["stem"], content=content)
    except Refused as refusal:
        folder.note(file, line, f"{code}: {refusal.sentence}")
        return None
    is_open = texts["type"] == "open answer"
    return QuestionData(
        code=code,
        content=cleaned,
        outcome=outcome,
        points=OPEN_POINTS if is_open else CLOSED_POINTS,
        **texts,
    )
