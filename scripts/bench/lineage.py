"""The line of one person among 23,000 trainers and 1.7 million people, beside a bare look-up.

Makes a PostgreSQL database of its own and drops it at the end. Run as a module with a file's name,
it measures within the settings of that database and writes what it found there.
"""

import json
import os
import secrets
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scripts.loopback import databases
from scripts.loopback.site import environment

REDIS = os.environ.get("BENCH_REDIS_URL", "redis://127.0.0.1:6379/7")
ROWS = Path(__file__).with_suffix(".sql")
TIMES = int(os.environ.get("BENCH_LINEAGE_TIMES", "15"))
PEOPLE = {
    "the founder, above everybody": 1,
    "a trainer of generation 5, with 78 trainers below": 400,
    "a trainer of the last generation": 22_000,
    "somebody who completed one training": 500_000,
}


def measure() -> dict[str, Any]:
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    name = f"{databases.PREFIX}_bench_{secrets.token_hex(4)}"
    settings = environment(folder, REDIS)
    try:
        databases.create(name, databases.migrated(settings))
        file = folder / "measured.json"
        words = ["-m", "scripts.bench.lineage", str(file)]
        databases.run_command(words, settings | {"PGDATABASE": name})
        return json.loads(file.read_text())
    finally:
        databases.drop(name)
        shutil.rmtree(folder, ignore_errors=True)


def median_ms(ask: Callable[[], Any]) -> float:
    """The first time is not counted: it fills the caches."""
    times = []
    for _ in range(TIMES + 1):
        start = time.perf_counter()
        ask()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times[1:])


def peak_mb() -> float:
    """The most memory that this process held since it was last asked."""
    status = Path("/proc/self/status").read_text()
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    Path("/proc/self/clear_refs").write_text("5")
    return int(peak.split()[1]) / 1024


def inside() -> dict[str, Any]:
    """Within the settings of the database: make the rows, then ask for each person."""
    import django

    django.setup()
    from django.db import connection, transaction
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from courses.catalogue.actions import open_home_page
    from courses.catalogue.models import ProgrammePage
    from courses.lineage import queries, recursion
    from courses.lineage.actions import rebuild_sums
    from courses.lineage.sums import differences
    from lms.people.models import AccessGrant, Person

    programme = open_home_page().add_child(
        instance=ProgrammePage(title="Benchmark", code="benchmark", slug="benchmark", summary="-")
    )
    start = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ROWS.read_text().format(programme=int(programme.pk)))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    rows = time.perf_counter() - start
    print(f"The rows are there after {rows:.0f} s.", file=sys.stderr, flush=True)
    start = time.perf_counter()
    rebuild_sums()
    sums = time.perf_counter() - start
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    start = time.perf_counter()
    wrong = differences()
    check = time.perf_counter() - start
    print(f"The sums are there after {sums:.0f} s, checked in {check:.0f} s.", file=sys.stderr)
    if wrong:
        sys.exit(f"{wrong} sums are not what the facts say.")

    auditor = Person.objects.create(pk=3_000_000, first_name="Reads", last_name="Everything")
    AccessGrant.objects.create(person=auditor, role="auditor", granted_at=auditor.date_joined)
    client = Client(headers={"x-forwarded-proto": "https"}, SERVER_NAME="127.0.0.1")
    client.force_login(auditor, backend="django.contrib.auth.backends.ModelBackend")

    def open_page(address: str) -> None:
        answer = client.get(address)
        if answer.status_code != 200:
            sys.exit(f"{address} answered {answer.status_code}.")

    with connection.cursor() as cursor:

        def look_up() -> None:
            cursor.execute("SELECT id, last_name FROM lms_person WHERE id = %s", [777_777])
            cursor.fetchone()

        bare = median_ms(look_up)
    found = []
    for name, pk in PEOPLE.items():
        person = Person.objects.get(pk=pk)
        line = queries.line_of(person, "people", 1)
        address = reverse("lineage:person", args=[person.public_id])
        query = median_ms(lambda pk=pk: list(recursion.line_of(pk, "people", 1, 0, queries.PAGE)))
        open_page(address)
        peak_mb()
        page = median_ms(lambda address=address: open_page(address))
        memory = peak_mb()
        with CaptureQueriesContext(connection) as asked:
            open_page(address)
        recursive = sum("RECURSIVE" in each["sql"] for each in asked)
        below = sum(each.sums.completers for each in line.generations)
        found.append(
            (name, len(line.generations) - 1, below, query, page, recursive, len(asked), memory)
        )
    query = median_ms(lambda: list(recursion.line_of_roots()))
    scheme = reverse("lineage:scheme")
    open_page(scheme)
    peak_mb()
    page = median_ms(lambda: open_page(scheme))
    memory = peak_mb()
    with CaptureQueriesContext(connection) as asked:
        open_page(scheme)
    recursive = sum("RECURSIVE" in each["sql"] for each in asked)
    generations = queries.generations_of_scheme()
    below = sum(each.sums.completers for each in generations)
    found.append(
        (
            "all generations of the scheme",
            len(generations) - 1,
            below,
            query,
            page,
            recursive,
            len(asked),
            memory,
        )
    )
    return {"bare": bare, "rows": rows, "sums": sums, "check": check, "found": found}


def section() -> str:
    """The section of docs/benchmarks.md."""
    said = measure()
    lines = [
        "23,000 trainers in ten generations, 1.7 million people who completed 85,000 trainings (1.75 million completed",
        "places, 170,000 not completed), in a PostgreSQL database of its own. The query of a line is the whole answer:",
        "trainers above with their trainings, counts by generation below, and the first page of who completed. The page is",
        f"asked in the process (no server), as an auditor. Medians of {TIMES} after one that fills the caches. A bare look-up of",
        f"one person by primary key takes {said['bare']:.2f} ms here, with the way to the database and back.",
        "",
        "| whose line | generations below | completed places below | its query, ms | ratio to the look-up | the page, ms | recursive queries | all queries | memory, MB |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for name, deep, below, query, page, recursive, asked, memory in said["found"]:
        lines.append(
            f"| {name} | {deep} | {below:,} | {query:.1f} | {query / said['bare']:.0f} | {page:.1f} "
            f"| {recursive} | {asked} | {memory:.0f} |"
        )
    lines += [
        "",
        "Memory is the most that the process held while it answered, the whole of Django included: no page loads who stands below.",
        "The recursion goes over trainers and adds up sums kept for each closed training; over every person it took about",
        "nine times as long for the founder. What remains slow is the founder: 23,000 trainers are walked and 85,000",
        "trainings added up on every visit, and a scheme far larger than this would keep that answer instead of asking for it. Above 50,000",
        "completed places people are no longer counted each once, as that alone would read every place.",
        f"Making the rows took {said['rows']:.0f} s, all sums anew {said['sums']:.0f} s, proving them equal to the facts {said['check']:.0f} s.",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(inside()))
