"""Figures, pages, lists and exports over up to a million enrolments, beside a plain count(distinct) in SQL.

Makes databases of its own, PostgreSQL and SQLite, and drops them at the end. Run as a module with a number of
enrolments and a file's name, it fills the database of its settings, measures there and writes what it found.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from scripts.bench.apart import (
    REDIS,
    answer_of,
    collect_static,
    own_database,
    own_folder,
    peak_mb,
    reader,
)
from scripts.loopback import databases
from scripts.loopback.site import environment

ROWS = Path(__file__).with_suffix(".sql")
SHORT = bool(os.environ.get("SHORT"))
SIZES = (2_000, 10_000) if SHORT else (10_000, 100_000, 1_000_000)
SQLITE_SIZE = SIZES[-2]
COUNTRIES = "ATBEBGHRCYCZDKEEFIFRDEGRHUIEITLVLTLUMTNLPLPTROSISKTRTNMALBRS"
TIMES = int(os.environ.get("BENCH_COUNTS_TIMES", "3"))
AS_OF, THEN = date(2023, 12, 31), date(2022, 1, 1)
ONCE = {"export", "all nine summaries made again"}
NAMES = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}
DIALECTS = {
    "postgresql": {
        "yes": "true",
        "no": "false",
        "uuid": "gen_random_uuid()",
        "day_of_project": "date '2012-01-01' + 80 * (n - 1)",
        "end_of_project": "date '2012-01-01' + 80 * (n - 1) + 1500",
        "day_of_enrolment": "timestamptz '2012-01-01 08:00:00+00' + n * 37 % 4000 * interval '1 day'",
        "day_of_completion": "enrolled_at + (30 + id % 300) * interval '1 day' + id % 1440 * interval '1 minute'",
        "day_of_recording": "enrolled_at + (332 + id % 20) * interval '1 day'",
    },
    "sqlite": {
        "yes": "1",
        "no": "0",
        "uuid": "lower(hex(randomblob(16)))",
        "day_of_project": "date('2012-01-01', '+' || (80 * (n - 1)) || ' days')",
        "end_of_project": "date('2012-01-01', '+' || (80 * (n - 1) + 1500) || ' days')",
        "day_of_enrolment": "datetime('2012-01-01 08:00:00', '+' || (n * 37 % 4000) || ' days')",
        "day_of_completion": "datetime(enrolled_at, '+' || (30 + id % 300) || ' days', '+' || (id % 1440) || ' minutes')",
        "day_of_recording": "datetime(enrolled_at, '+' || (332 + id % 20) || ' days')",
    },
}
# As plain as it gets: who completed anything at all by the day.
PLAIN = """
SELECT COUNT(DISTINCT person_id) FROM (
    SELECT place.person_id FROM courses_enrolment place
    JOIN courses_programmecompletion done ON done.enrolment_id = place.id
    WHERE done.completed_at < '2024-01-01'
    UNION ALL
    SELECT record.person_id FROM certification_trainingrecord record
    JOIN certification_recordversion said ON said.record_id = record.id
    WHERE record.result_confirmed_at < '2024-01-01' AND said.replaced_at IS NULL AND said.evidence_id IS NOT NULL
    AND said.assessment = 'passed' AND said.attended_minutes * 100 >= said.scheduled_minutes * 80
) everybody"""


def measured(engine: str, places: int) -> dict[str, Any]:
    """What was found in a database of that many places, made for it and dropped."""
    with own_folder() as folder:
        own = own_database(folder) if engine == "postgresql" else own_sqlite(folder)
        with own as settings:
            found = answer_of("scripts.bench.counts", [str(places)], folder, settings)
    return found | {"engine": engine, "places": places}


@contextmanager
def own_sqlite(folder: Path) -> Iterator[dict[str, str]]:
    settings = environment(folder, REDIS, "lms.settings.embedded")
    databases.run_command(["manage.py", "migrate", "--verbosity=0"], settings)
    collect_static(settings)
    yield settings


def make_rows(places: int) -> None:
    """Everything in SQL, with every constraint on; then the statistics of the tables."""
    from django.db import connection
    from django.utils import timezone

    from certification.counts.shipped import install_shipped_rules
    from courses.catalogue.actions import open_home_page
    from courses.catalogue.models import ProgrammePage

    programme = open_home_page().add_child(
        instance=ProgrammePage(title="Benchmark", code="benchmark", slug="benchmark", summary="-")
    )
    install_shipped_rules(at=timezone.now())
    words = DIALECTS[connection.vendor] | {
        "programme": int(programme.pk),
        "places": places,
        "people": places * 7 // 10,
        "countries": COUNTRIES,
    }
    statements = ROWS.read_text().format(**words).split(";\n")
    with connection.cursor() as cursor:
        for statement in filter(str.strip, statements):
            cursor.execute(statement)
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def timed(ask: Callable[[], Any], times: int = TIMES) -> tuple[float, Any]:
    """The median in ms, and the answer."""
    took = []
    for _ in range(times):
        start = time.perf_counter()
        answer = ask()
        took.append((time.perf_counter() - start) * 1000)
    return sorted(took)[len(took) // 2], answer


def figures() -> list[dict[str, Any]]:
    """The plain count, and the figure of every shipped rule in its newest version."""
    from django.db import connection

    from certification.counts import queries
    from certification.counts.rules import Filters

    def plain() -> int:
        with connection.cursor() as cursor:
            cursor.execute(PLAIN)
            return cursor.fetchone()[0]

    rows = [("plain", *timed(plain))]
    for rule in queries.newest_rules():

        def figure(rule=rule) -> int:
            return queries.trained(rule, Filters(), as_of=AS_OF).count()

        def figure_then(rule=rule) -> int:
            return queries.trained(rule, Filters(known_at=THEN), as_of=AS_OF).count()

        rows += [(rule.code, *timed(figure)), (f"{rule.code}, as known then", *timed(figure_then))]
    found = [{"name": name, "ms": ms, "value": value} for name, ms, value in rows]
    values = {each["name"]: each["value"] for each in found}
    if values["plain"] != values["eea"]:
        sys.exit(f"The plain count and the figure differ: {values}")
    return found


def pages(people: int) -> list[dict[str, Any]]:
    """The pages of a reader, and the whole export, in this process.

    First everything is counted, then what is kept is read.
    """
    from django.urls import reverse
    from django.utils import timezone

    from certification.counts.actions import renew_summaries
    from certification.counts.views import PAGE

    get, asked = reader(), f"?rule=eea&as_of={AS_OF}"
    listed = reverse("counts:people") + asked
    last = (people + PAGE - 1) // PAGE
    dashboard, newest = reverse("dashboards:scheme"), reverse("counts:trained")
    slide = reverse("dashboards:slide_pdf")
    addresses = {
        "dashboard, all of it counted": dashboard,
        "report, all of it counted": newest + asked,
        "list, first page": listed,
        "list, page in the middle": f"{listed}&page={last // 2 + 1}",
        "list, last page": f"{listed}&page={last}",
        "list, first page, as known then": f"{listed}&known_at={THEN}",
        "not counted, first page": reverse("counts:not_counted") + asked,
        "export": reverse("counts:export", args=["csv"]) + asked,
    }
    found = [
        _opened(name, lambda address=address: get(address)) for name, address in addresses.items()
    ]
    found.append(
        _opened("all nine summaries made again", lambda: renew_summaries(at=timezone.now()))
    )
    kept = {"dashboard, kept": dashboard, "report, kept": newest, "slide as PDF, kept": slide}
    return found + [
        _opened(name, lambda address=address: get(address)) for name, address in kept.items()
    ]


def _opened(name: str, ask: Callable[[], int]) -> dict[str, Any]:
    peak_mb()
    ms, size = timed(ask, 1 if name in ONCE else TIMES)
    return {"name": name, "ms": ms, "size": size, "memory": peak_mb()}


def inside(places: int) -> dict[str, Any]:
    """Within the settings of the database: make the rows, then ask."""
    import django

    django.setup()
    start = time.perf_counter()
    make_rows(places)
    seconds = time.perf_counter() - start
    print(f"{places:,} places: {seconds:.0f} s", file=sys.stderr, flush=True)
    asked = figures()
    people = next(each["value"] for each in asked if each["name"] == "eea")
    return {"seconds": seconds, "figures": asked, "pages": pages(people)}


def table(found: list[dict[str, Any]], kind: str, unit: str) -> list[str]:
    """A row for each thing asked, a column for each database: ms, and the ratio to the plain count."""
    heads = [f"{each['places']:,}, {NAMES[each['engine']]}" for each in found]
    lines = [f"| {unit} | " + " | ".join(heads) + " |", "|---|" + "---:|" * len(found)]
    for row in range(len(found[0][kind])):
        cells = []
        for each in found:
            plain, asked = each["figures"][0]["ms"], each[kind][row]
            memory = f", {asked['memory']:.0f} MB" if "memory" in asked else ""
            cells.append(f"{asked['ms']:.0f} ({asked['ms'] / plain:.1f}{memory})")
        lines.append(f"| {found[0][kind][row]['name']} | " + " | ".join(cells) + " |")
    return lines


def section() -> str:
    """The section of docs/benchmarks.md."""
    found = [measured("postgresql", places) for places in SIZES]
    found.append(measured("sqlite", SQLITE_SIZE))
    average = os.getloadavg()
    return "\n".join(
        [
            "Enrolments of seven tenths as many people, nine of ten completed, and a fiftieth as many imported past trainings,",
            "in databases of their own. In each cell: ms, in brackets the ratio to a plain `count(distinct person)` over the same",
            f"rows in the same run, and the most memory the process held. Medians of {TIMES}, the export and the summaries once. The figure",
            "of eea is compared with the plain count: where they differ, nothing is measured. Pages are asked in the process, as an",
            "administrator. Kept is only what takes longer than a second to count. As known then: two years before, while one",
            "person in a hundred was held to be another one, and the file of one past training in twenty was lost.",
            "",
            f"Load average of the machine at the end: {average[0]:.1f}, {average[1]:.1f}, {average[2]:.1f} (1, 5, 15 minutes).",
            "",
            *table(found, "figures", "figure by rule"),
            "",
            *table(found, "pages", "page, by rule eea"),
        ]
    )


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(json.dumps(inside(int(sys.argv[1]))))
