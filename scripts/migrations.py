"""Writes the first migration of each app anew, bottom-up, until the first deployment.

Constraints and indexes go into the making of their table where its columns are all there: each
operation of its own costs a rendering of every model, and they were half the time of a first start.
"""

import importlib
import os
import subprocess
import sys

from environment import ROOT

APPS = ("lms", "courses", "certification")


def main() -> None:
    for app in APPS:
        (ROOT / app / "migrations" / "0001_initial.py").unlink(missing_ok=True)
    for app in APPS:
        command = [sys.executable, "manage.py", "makemigrations", app, "--name", "initial"]
        subprocess.run(command, cwd=ROOT, check=True)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.test")
    sys.path.insert(0, str(ROOT))
    import django
    from django.db.migrations.writer import MigrationWriter

    django.setup()
    for app in APPS:
        module = importlib.import_module(f"{app}.migrations.0001_initial")
        migration = module.Migration("0001_initial", app)
        migration.operations = [*folded(migration.operations), *views(app)]
        if app == "courses":
            migration.dependencies = sorted({*migration.dependencies, *of_others()})
        (ROOT / app / "migrations" / "0001_initial.py").write_text(
            MigrationWriter(migration).as_string()
        )


def views(app: str) -> list:
    """What makes the views in SQL that the app names, after its tables."""
    from django.db.migrations import RunSQL

    named = getattr(importlib.import_module(f"{app}.models"), "VIEWS", ())
    return [RunSQL(create, drop) for create, drop in named]


def of_others() -> list[tuple[str, str]]:
    """The last migrations of every app that is not ours.

    Run before our tables are known to the migrations, they need not render them each time, which
    made two thirds of a first start.
    """
    from django.db.migrations.loader import MigrationLoader

    graph = MigrationLoader(None).graph
    return [
        node
        for node in graph.leaf_nodes()
        if not {app for app, _name in graph.forwards_plan(node)} & {"courses", "certification"}
        and node[0] not in APPS
    ]


def folded(operations: list) -> list:
    """The operations with each constraint and index in the making of its table, where it can be."""
    from django.db.migrations import AddConstraint, AddField, AddIndex, CreateModel

    made = {each.name.lower(): each for each in operations if isinstance(each, CreateModel)}
    grows = {each.model_name.lower() for each in operations if isinstance(each, AddField)}
    kept = []
    for operation in operations:
        is_part = isinstance(operation, AddConstraint | AddIndex)
        name = operation.model_name.lower() if is_part else ""
        if not is_part or name in grows or name not in made:
            kept.append(operation)
        elif isinstance(operation, AddIndex):
            made[name].options.setdefault("indexes", []).append(operation.index)
        else:
            made[name].options.setdefault("constraints", []).append(operation.constraint)
    return kept


if __name__ == "__main__":
    main()
