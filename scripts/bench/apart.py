"""Measures in a PostgreSQL database of its own, which is dropped at the end, and opens pages there."""

import json
import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scripts.loopback import databases
from scripts.loopback.site import environment

REDIS = os.environ.get("BENCH_REDIS_URL", "redis://127.0.0.1:6379/7")


@contextmanager
def own_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def own_database(folder: Path) -> Iterator[dict[str, str]]:
    """The environment of a migrated, empty database, with the static files collected."""
    name = f"{databases.PREFIX}_bench_{secrets.token_hex(4)}"
    settings = environment(folder, REDIS)
    try:
        databases.create(name, databases.migrated(settings))
        settings |= {"PGDATABASE": name}
        collect_static(settings)
        yield settings
    finally:
        databases.drop(name)


def collect_static(settings: dict[str, str]) -> None:
    databases.run_command(["manage.py", "collectstatic", "--noinput", "-v0"], settings)


def answer_of(module: str, words: list[str], folder: Path, settings: dict[str, str]) -> Any:
    """What a module writes into a file, whose name is its last word, within those settings."""
    file = folder / "measured.json"
    databases.run_command(["-m", module, *words, str(file)], settings)
    return json.loads(file.read_text())


def reader() -> Callable[[str], int]:
    """Opens a page as an administrator, in this process; its size, without keeping it."""
    from django.test import Client

    from lms.people.models import AccessGrant, Person

    person = Person.objects.create(pk=3_000_000, first_name="Reads", last_name="Everything")
    AccessGrant.objects.create(person=person, role="administrator", granted_at=person.date_joined)
    client = Client(headers={"x-forwarded-proto": "https"}, SERVER_NAME="127.0.0.1")
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")

    def open_page(address: str) -> int:
        answer = client.get(address)
        if answer.status_code != 200:
            sys.exit(f"{address} answered {answer.status_code}.")
        if answer.streaming:
            return sum(len(part) for part in answer.streaming_content)
        return len(answer.content)

    return open_page


def peak_mb() -> float:
    """The most memory that this process held since it was last asked."""
    status = Path("/proc/self/status").read_text()
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    Path("/proc/self/clear_refs").write_text("5")
    return int(peak.split()[1]) / 1024
