"""PostgreSQL databases for one run: made from a migrated one, dropped at the end."""

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parents[2]
PREFIX = "cascade_faults"


def server() -> dict[str, str]:
    return {
        "host": os.environ.get("PGHOST", "127.0.0.1"),
        "user": os.environ.get("PGUSER", "root"),
        "password": os.environ.get("PGPASSWORD", ""),
        "port": os.environ.get("PGPORT", "5432"),
    }


def connect(name: str) -> psycopg.Connection:
    return psycopg.connect(dbname=name, autocommit=True, **server())


def create(name: str, template: str | None = None) -> None:
    command = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
    if template:
        command += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
    with connect("postgres") as connection:
        connection.execute(command)


def drop(name: str) -> None:
    if not re.match(rf"{PREFIX}_", name):
        raise ValueError(f"{name} is not a database of this harness.")
    with connect("postgres") as connection:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )


def drop_all(prefix: str) -> None:
    for name in named(prefix):
        drop(name)


def named(prefix: str) -> set[str]:
    with connect("postgres") as connection:
        found = connection.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix]
        )
        return {row[0] for row in found}


def migrated(environment: dict[str, str]) -> str:
    """The name of an empty, migrated database; kept until the migrations change."""
    files = sorted(ROOT.glob("*/migrations/*.py")) + sorted(ROOT.glob("requirements/dev.txt"))
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]
    name = f"{PREFIX}_base_{digest}"
    bases = named(f"{PREFIX}_base_")
    for other in bases - {name}:
        drop(other)
    if name in bases:
        return name
    making = f"{PREFIX}_new_{digest}"
    drop(making)
    create(making)
    run_command(["manage.py", "migrate", "--verbosity=0"], environment | {"PGDATABASE": making})
    with connect("postgres") as connection:
        connection.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                sql.Identifier(making), sql.Identifier(name)
            )
        )
    return name


def run_command(words: list[str], environment: dict[str, str]) -> None:
    subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL
    )
