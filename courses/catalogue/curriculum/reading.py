"""Turns a curriculum folder into checked plain data, or into the list of its problems."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from django.utils.text import slugify

from courses.catalogue.curriculum.fields import Fields
from courses.catalogue.curriculum.folder import Folder, Named
from courses.catalogue.curriculum.lesson_text import read_blocks
from courses.catalogue.curriculum.problems import MOST_LESSONS, MOST_MODULES, CurriculumRefused
from courses.catalogue.curriculum.questions import CODE, Around, QuestionData, read_questions
from courses.catalogue.models import LessonPage

PROGRAMME = "programme.json"
SLUG = re.compile(r"[a-z0-9-]{1,200}")
OUTLINE = ["field_project", "weeks", "rungs", "observation_form", "feedback_form", "rules_note"]


@dataclass(frozen=True)
class FigureData:
    file: str
    svg: str
    alt: str
    long_description: str


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
    practice: list[QuestionData]


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
    modules: list[ModuleData]


def read_curriculum(directory: Path) -> CurriculumData:
    """The whole folder, checked; raises CurriculumRefused with every problem found."""
    folder = Folder(directory)
    programme = folder.json(PROGRAMME, dict, (PROGRAMME, 0))
    if programme is None:
        raise CurriculumRefused(folder.problems)
    data = _read_programme(Fields(folder, PROGRAMME, programme))
    if folder.problems:
        raise CurriculumRefused(folder.problems)
    return data


def _read_programme(fields: Fields) -> CurriculumData:
    title = fields.text("title", longest=255)
    resits = fields.object("resits")
    codes = fields.rows("modules", str, MOST_MODULES)
    if not codes:
        fields.note("modules", "“modules” must name at least one module")
    trainer_only = fields.rows("trainer_only", str)
    for code in sorted(set(trainer_only) - set(codes)):
        fields.note("trainer_only", f"{code} is no module of the programme")
    modules = _read_modules(fields, codes, set(trainer_only))
    return CurriculumData(
        title=title,
        slug=slugify(title.split(" in ")[0]) or "programme",
        summary=fields.text("summary"),
        audience=fields.text("audience", required=False),
        attendance_percent=fields.percent("attendance_minimum_percent"),
        pass_percent=fields.percent("module_test_pass_percent"),
        resits=resits.whole("max", 0, 20),
        days_between=resits.whole("days_between", 0, 365),
        outline={key: fields.data[key] for key in OUTLINE if key in fields.data},
        modules=modules,
    )


def _read_modules(fields: Fields, codes: list[str], trainer_only: set[str]) -> list[ModuleData]:
    modules = []
    for number, code in enumerate(codes):
        named = fields.file, fields.folder.line(fields.file, ("modules", number))
        if not CODE.fullmatch(code):
            fields.folder.note(*named, f"“{code}” is no code for a module")
        elif code in codes[:number]:
            fields.folder.note(*named, f"the module {code} is named twice")
        elif module := _read_module(fields.folder, code, code in trainer_only, named):
            modules.append(module)
    _refuse_repeated_questions(fields.folder, modules)
    repeated("slug", (module.slug for module in modules), partial(fields.note, "modules"))
    return modules


def repeated(what: str, values: Iterable[str], note: Callable[[str], None]) -> None:
    for value, times in Counter(value for value in values if value).items():
        if times > 1:
            note(f"the {what} “{value}” is used {times} times")


def _refuse_repeated_questions(folder: Folder, modules: list[ModuleData]) -> None:
    seen: dict[str, str] = {}
    files = [
        (f"{module.code}/{name}.json", questions)
        for module in modules
        for name, questions in (("questions", module.questions), ("practice", module.practice))
    ]
    for file, questions in files:
        for number, question in enumerate(questions):
            if question.code in seen:
                line = folder.line(file, (number, "id"))
                where = seen[question.code]
                folder.note(file, line, f"the id {question.code} is used in {where} already")
            seen.setdefault(question.code, file)


def _read_module(
    folder: Folder, code: str, is_trainer_only: bool, named: Named
) -> ModuleData | None:
    file = f"{code}/module.json"
    data = folder.json(file, dict, named)
    if data is None:
        return None
    fields = Fields(folder, file, data)
    if fields.text("code") != code:
        fields.note("code", f"“code” must be {code}, as the folder is called")
    outcomes = fields.rows("outcomes", str, 50)
    figures = _read_figures(code, fields)
    lessons = [_read_lesson(code, row, len(outcomes), figures) for row in _lesson_rows(fields)]
    repeated("slug", (lesson.slug for lesson in lessons), partial(fields.note, "lessons"))
    _refuse_stray_notes(folder, code, fields)

    def read(name: str) -> list[QuestionData]:
        place = fields.place("code")
        return read_questions(folder, f"{code}/{name}", Around(len(outcomes), figures), place)

    return ModuleData(
        code=code,
        title=fields.text("title", longest=255),
        slug=read_slug(fields),
        purpose=fields.text("purpose"),
        hours=fields.whole("hours", 1, 1_000),
        week=fields.whole("week", 1, 60) if data.get("week") is not None else None,
        areas=fields.text("areas", required=False, longest=255),
        outcomes=outcomes,
        is_trainer_only=is_trainer_only,
        lessons=lessons,
        figures=figures,
        questions=read("questions.json"),
        practice=read("practice.json") if (folder.root / code / "practice.json").is_file() else [],
    )


def read_slug(fields: Fields) -> str:
    slug = fields.text("slug")
    if slug and not SLUG.fullmatch(slug):
        fields.note("slug", "“slug” may hold lower-case letters, digits and hyphens")
    return slug


def _read_figures(code: str, module: Fields) -> dict[str, FigureData]:
    figures = {}
    for fields in module.objects("figures", 200):
        file = fields.text("file")
        alt = fields.text("alt", longest=255)
        description = fields.text("long_description", required=False)
        svg = fields.folder.svg(f"{code}/{file}", fields.place("file")) if file else None
        if file in figures:
            fields.note("file", f"the figure {file} is given twice")
        # A figure that was refused still counts as listed: its own problem says enough.
        figures[file] = FigureData(file, svg or "", alt, description)
    return figures


def _lesson_rows(module: Fields) -> list[Fields]:
    rows = module.objects("lessons", MOST_LESSONS)
    if not rows:
        module.note("lessons", "“lessons” must name at least one lesson")
    return rows


def _read_lesson(
    code: str, fields: Fields, outcomes: int, figures: dict[str, FigureData]
) -> LessonData:
    kind = fields.text("kind")
    if kind not in LessonPage.Kind.values:
        fields.note("kind", f"“kind” must be one of {', '.join(LessonPage.Kind.values)}")
    supports = fields.rows("outcomes", int)
    for number in supports:
        if not 1 <= number <= outcomes:
            fields.note("outcomes", f"there is no outcome {number} in this module")
    file = fields.text("file")
    place = fields.place("file")
    if file and not file.endswith(".md"):
        fields.note("file", "a lesson is a Markdown file (.md)")
    note = note_of(f"{code}/{file}")
    has_note = file.endswith(".md") and _is_file(fields.folder.root / note)
    return LessonData(
        slug=read_slug(fields),
        title=fields.text("title", longest=255),
        minutes=fields.whole("minutes", 1, 1_000),
        kind=kind,
        outcomes=supports,
        blocks=_read_text(fields.folder, f"{code}/{file}", figures, place) if file else [],
        teaching_note=_read_text(fields.folder, note, figures, place) if has_note else [],
    )


def note_of(file: str) -> str:
    return re.sub(r"\.md$", ".teaching-note.md", file)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _refuse_stray_notes(folder: Folder, code: str, module: Fields) -> None:
    """A teaching note whose lesson is called otherwise would be lost without a word."""
    rows = module.data.get("lessons")
    files = [row.get("file") for row in rows if isinstance(row, dict)] if rows else []
    wanted = {note_of(f"{code}/{file}") for file in files if isinstance(file, str)}
    for path in sorted((folder.root / code).glob("lessons/*.teaching-note.md")):
        file = path.relative_to(folder.root).as_posix()
        if file not in wanted:
            folder.note(file, 1, "this teaching note belongs to no lesson of module.json")


def _read_text(
    folder: Folder, file: str, figures: dict[str, FigureData], named: Named
) -> list[dict[str, Any]]:
    text = folder.text(file, named)
    if text is None:
        return []
    if not text.strip():
        folder.note(file, 1, "the file is empty")
        return []
    return read_blocks(text, figures, partial(folder.note, file))
