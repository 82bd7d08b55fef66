"""The line of one person among 23,000 trainers and 1.7 million people, beside a bare look-up.

Makes a PostgreSQL database of its own and drops it at the end. Run as a module with a file's name,
it measures within the settings of that database and writes what it found there.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scripts.bench.apart import answer_of, own_database, own_folder, peak_mb, reader

ROWS = Path(__file__).with_suffix(".sql")
TIMES = int(os.environ.get("BENCH_LINEAGE_TIMES", "15"))
PEOPLE = {
    "the founder, above everybody": 1,
    "a trainer of generation 5, with 78 trainers below": 400,
    "a trainer of the last generation": 22_000,
    "somebody who completed one training": 500_000,
}


def measure() -> dict[str, Any]:
    with own_folder() as folder, own_database(folder) as settings:
        return answer_of("scripts.bench.lineage", [], folder, settings)


def median_ms(ask: Callable[[], Any]) -> float:
    """The first time is not counted: it fills the caches."""
    times = []
    for _ in range(TIMES + 1):
        start = time.perf_counter()
        ask()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times[1:])


def make_rows() -> dict[str, float]:
    """The cascade, its sums, and the proof that they are right; the seconds of each."""
    from django.db import connection, transaction

    from courses.catalogue.actions import open_home_page
    from courses.catalogue.models import ProgrammePage
    from courses.lineage.actions import rebuild_sums
    from courses.lineage.sums import differences

    programme = open_home_page().add_child(
        instance=ProgrammePage(title="Benchmark", code="benchmark", slug="benchmark", summary="-")
    )
    seconds = {}

    def step(name: str, work: Callable[[], Any]) -> Any:
        start = time.perf_counter()
        answer = work()
        seconds[name] = time.perf_counter() - start
        print(f"{name}: {seconds[name]:.0f} s", file=sys.stderr, flush=True)
        return answer

    def insert() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(ROWS.read_text().format(programme=int(programme.pk)))

    def analyse() -> None:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")

    step("rows", insert)
    step("statistics", analyse)
    step("sums", rebuild_sums)
    step("statistics of the sums", analyse)
    wrong = step("check", differences)
    if wrong:
        sys.exit(f"{wrong} sums are not what the facts say.")
    return seconds


def inside() -> dict[str, Any]:
    """Within the settings of the database: make the rows, then ask for each person."""
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from courses.lineage import queries, recursion
    from courses.lineage.queries import Generation
    from lms.people.models import Person

    seconds = make_rows()
    open_page = reader()

    def look_up() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT id, last_name FROM lms_person WHERE id = %s", [777_777])
            cursor.fetchone()

    def asked(
        name: str, generations: list[Generation], query: Callable[[], Any], address: str
    ) -> dict[str, Any]:
        milliseconds = median_ms(query)
        open_page(address)
        peak_mb()
        page = median_ms(lambda: open_page(address))
        memory = peak_mb()
        with CaptureQueriesContext(connection) as found:
            open_page(address)
        return {
            "name": name,
            "deep": len(generations) - 1,
            "below": sum(each.sums.completers for each in generations),
            "query": milliseconds,
            "page": page,
            "memory": memory,
            "recursive": sum("RECURSIVE" in each["sql"] for each in found),
            "queries": len(found),
        }

    def asked_for(name: str, pk: int) -> dict[str, Any]:
        person = Person.objects.get(pk=pk)
        return asked(
            name,
            queries.line_of(person).generations,
            lambda: list(recursion.line_of(pk, "people", 1, 0, queries.PAGE)),
            reverse("lineage:person", args=[person.public_id]),
        )

    scheme = "all generations of the scheme"
    return {
        "bare": median_ms(look_up),
        "seconds": seconds,
        "found": [
            *(asked_for(name, pk) for name, pk in PEOPLE.items()),
            asked(
                scheme,
                queries.lines_of_scheme().generations,
                lambda: list(recursion.line_of_roots()),
                reverse("lineage:scheme"),
            ),
        ],
    }


def section() -> str:
    """The section of docs/benchmarks.md."""
    said = measure()
    seconds, average = said["seconds"], os.getloadavg()
    lines = [
        "23,000 trainers in ten generations, 1.7 million people who completed 85,000 trainings (1.75 million completed",
        "places, 170,000 not completed), in a PostgreSQL database of its own. The query of a line is the whole answer:",
        "trainers above with their trainings, counts by generation below, and the first page of who completed. The page is",
        f"asked in the process (no server), as an auditor. Medians of {TIMES} after one that fills the caches. A bare look-up of",
        f"one person by primary key takes {said['bare']:.2f} ms here, with the way to the database and back.",
        "",
        f"Load average of the machine at the end: {average[0]:.1f}, {average[1]:.1f}, {average[2]:.1f} (1, 5, 15 minutes).",
        "",
        "| whose line | generations below | completed places below | its query, ms | ratio to the look-up | the page, ms | recursive queries | all queries | memory, MB |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {each['name']} | {each['deep']} | {each['below']:,} | {each['query']:.1f} "
        f"| {each['query'] / said['bare']:.0f} | {each['page']:.1f} | {each['recursive']} "
        f"| {each['queries']} | {each['memory']:.0f} |"
        for each in said["found"]
    ]
    lines += [
        "",
        "Memory is the most that the process held while it answered, the whole of Django included: no page loads who stands below.",
        "The recursion goes over trainers and adds up sums kept for each closed training (decision 0010). What remains slow is the",
        "founder, and the scheme as a whole: 23,000 trainers are walked and 85,000 trainings added up on every visit; a scheme far",
        "larger than this would keep that answer instead of asking for it. Above 50,000 completed places people are no longer counted",
        "each once, as that alone would read every place.",
        f"Making the rows took {seconds['rows']:.0f} s, all sums anew {seconds['sums']:.0f} s, proving them equal to the facts {seconds['check']:.0f} s.",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(inside()))
