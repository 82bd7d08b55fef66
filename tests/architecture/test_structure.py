"""What the architecture promises and a linter cannot see."""

import ast
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import CASCADE
from wagtail.models import Page

ROOT = Path(settings.BASE_DIR)
OURS = ("lms", "courses", "certification")
ORDER = [
    "lms.journal",
    "lms.people",
    "lms.auditing",
    "lms.notifications",
    "lms.jobs",
    "courses.assessments",
    "courses.exchange",
    "courses.catalogue",
    "courses.deliveries",
    "courses.enrolment",
    "courses.fieldwork",
    "courses.observations",
    "courses.attempts",
    "courses.evaluation",
    "courses.marking",
    "courses.analysis",
    "courses.progress",
    "courses.closing",
    "courses.lineage",
    "certification.schemes",
    "certification.decisions",
    "certification.certificates",
    "certification.drafts",
    "certification.appeals",
    "certification.credentials",
    "certification.documents",
    "certification.labels",
    "certification.registers",
    "certification.records",
    "certification.evidence",
    "certification.personal_data",
    "certification.counts",
    "certification.targets",
    "certification.dashboards",
    "certification.reports",
    "certification.audits",
    "lms.api",
]
WRITES = {"save", "create", "bulk_create", "update", "delete", "get_or_create", "update_or_create"}
WRITES_ELSEWHERE = {
    "lms/people/models.py": "the manager that Django asks for",
    "lms/journal/outbox.py": "the relay keeps its own tries",
}
LONGEST_MODULE, LONGEST_FUNCTION = 400, 55


def modules() -> list[Path]:
    return [
        path
        for package in OURS
        for path in sorted((ROOT / package).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def own_models():
    return [model for model in apps.get_models() if model._meta.app_label in OURS]


def room(model) -> str:
    return ".".join(model.__module__.split(".")[:2])


def test_foreign_keys_point_down():
    wrong = [
        f"{model.__name__}.{field.name} → {field.related_model.__name__}"
        for model in own_models()
        for field in model._meta.local_fields
        if field.is_relation
        and field.related_model._meta.app_label in OURS
        and room(field.related_model) in ORDER
        and ORDER.index(room(field.related_model)) > ORDER.index(room(model))
        and field.related_model is not settings.AUTH_USER_MODEL
        and room(model) != "lms.journal"  # events name who did it
    ]
    assert wrong == []


def test_deleting_a_person_or_page_never_loses_a_record():
    person = apps.get_model(settings.AUTH_USER_MODEL)
    wrong = [
        f"{model.__name__}.{field.name}"
        for model in own_models()
        if not issubclass(model, Page)
        for field in model._meta.local_fields
        if field.is_relation
        and (field.related_model is person or issubclass(field.related_model, Page))
        and field.remote_field.on_delete is CASCADE
    ]
    assert wrong == []


def test_only_actions_write_facts():
    wrong = []
    for path in modules():
        name = str(path.relative_to(ROOT))
        parts = set(path.parts)
        if path.name == "actions.py" or parts & {"actions", "commands", "demo", "curriculum"}:
            continue
        if name in WRITES_ELSEWHERE:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            is_write = (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in WRITES
                and "objects" in ast.unparse(node.func.value)
            )
            if is_write:
                wrong.append(f"{name}:{node.lineno}: {ast.unparse(node.func)}")
    assert wrong == [], "Move these writes into an action."


def test_modules_and_functions_fit_a_reader():
    wrong = []
    for path in modules():
        source = path.read_text()
        name = path.relative_to(ROOT)
        if source.count("\n") > LONGEST_MODULE:
            wrong.append(f"{name} has {source.count(chr(10))} lines")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef):
                length = node.end_lineno - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    wrong.append(f"{name}:{node.lineno} {node.name} has {length} lines")
    assert wrong == []


def test_every_module_says_what_it_owns():
    silent = [
        str(path.relative_to(ROOT))
        for path in modules()
        if path.read_text().strip() and ast.get_docstring(ast.parse(path.read_text())) is None
    ]
    assert silent == []


lowest = tomllib.loads((ROOT / "requirements" / "lowest-safe.toml").read_text())


@pytest.mark.parametrize("package", sorted(lowest))
def test_installed_versions_are_safe(package):
    def numbers(text: str) -> tuple[int, ...]:
        return tuple(int(part) for part in text.split(".") if part.isdigit())

    wanted = lowest[package]
    assert numbers(version(package)) >= numbers(wanted["version"]), wanted["reason"]
