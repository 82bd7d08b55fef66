"""Certificates issued end to end, beside the bare PDF, while ever more of them are there.

Makes a PostgreSQL database of its own and drops it at the end. Run as a module with a file's name,
it measures within the settings of that database and writes what it found there.
"""

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from scripts.bench.apart import answer_of, own_database, own_folder
from scripts.loopback import databases

SIZES = [int(n) for n in os.environ.get("BENCH_CERTIFICATES", "1000,10000,100000").split(",")]
ISSUED = int(os.environ.get("BENCH_CERTIFICATES_ISSUED", "80"))  # measured at each size
SHARE_ENTITLED = 0.6  # of the people of `scripts.grants.people`


def measure() -> list[dict[str, Any]]:
    people = str(int((len(SIZES) + 1) * ISSUED / SHARE_ENTITLED) + 20)
    with own_folder() as folder, own_database(folder) as settings:
        databases.run_command(["manage.py", "make_key"], settings)
        plans = str(folder / "plans.json")
        databases.run_command(["-m", "scripts.grants.people", people, "2013", plans], settings)
        return answer_of("scripts.bench.certificates", [plans], folder, settings)


def inside(plans: list[dict]) -> list[dict[str, Any]]:
    """Within the settings of the database: what is issued a second at each size."""
    import django

    django.setup()
    from django.db import connection

    from certification.certificates.models import Certificate
    from certification.documents.actions import drawn_anew
    from certification.documents.models import Document
    from scripts.bench.documents import rate

    waiting = [plan["uid"] for plan in plans if plan["group"] == "entitled"]
    issue(waiting, ISSUED)  # fills the caches, and gives the rows that are multiplied
    document = Document.objects.select_related("revision__certificate", "design", "credential")[0]
    found = []
    for size in SIZES:
        grow_to(size)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        bare = rate(lambda: drawn_anew(document, document.design.content))
        began = time.perf_counter()
        issue(waiting, ISSUED)
        took = time.perf_counter() - began
        there = Certificate.objects.count()
        found.append({"there": there, "issued": ISSUED / took, "bare": bare})
        print(f"{there:,}: {ISSUED / took:.2f} a second", file=sys.stderr, flush=True)
    return found


def issue(waiting: list[str], number: int) -> None:
    """Hand in for so many people and see every duty done that follows."""
    from django.utils import timezone

    from certification.documents.models import Document
    from courses.attempts.actions import submit_attempt
    from courses.attempts.models import Attempt
    from lms.journal import outbox
    from lms.journal.models import Dispatch

    before = Document.objects.count()
    with outbox.left_to_relay():
        for _each in range(number):
            attempt = Attempt.objects.select_related("enrolment__person").get(uid=waiting.pop())
            person, at = attempt.enrolment.person, timezone.now()
            submit_attempt(attempt=attempt, key=attempt.uid, by=person, at=at)
        while outbox.deliver_due():
            pass
    made = Document.objects.count() - before
    failed = Dispatch.objects.exclude(error="").values_list("handler", "error").first()
    if made != number or failed:
        sys.exit(f"{made} documents for {number} people; {failed}")


def grow_to(size: int) -> None:
    """Copies of somebody who has a certificate, until there are so many."""
    from certification.certificates.models import Certificate
    from certification.credentials.actions import open_list
    from certification.credentials.bitstrings import LENGTH
    from certification.credentials.models import StatusList
    from scripts.loopback.multiply import multiply

    missing = size - Certificate.objects.count()
    if missing <= 0:
        return
    certificate = Certificate.objects.latest("pk")
    half, newest = LENGTH // 2, StatusList.objects.latest("number").number
    # In lists of their own: in the others places are taken at random.
    lists = [
        open_list(number=newest + 1 + n, at=certificate.issued_at).pk
        for n in range(missing // half + 1)
    ]
    numbers = ", ".join(map(str, lists))
    multiply(
        certificate.person,
        missing,
        {
            ("certification.Certificate", "number"): f"'COPY-{size}-' || k",
            ("certification.Document", "sha256"): f"md5('{size} ' || k) || md5(k || ' {size}')",
            ("certification.StatusPlace", "status_list_id"): (
                f"(ARRAY[{numbers}])[1 + k / {half}]"
            ),
            # An odd factor leads through every place of a list once.
            (
                "certification.StatusPlace",
                "position",
            ): f"mod(k::bigint * 40503, {LENGTH})",
        },
    )


def section() -> str:
    """The section of docs/benchmarks.md."""
    found, average = measure(), os.getloadavg()
    first = found[0]
    lines = [
        f"One process on PostgreSQL that hands in for {ISSUED} people at each size and then does every duty of the outbox that follows: result,",
        "completions, decision with its evidence, certificate, signed credential with its place in a status list, PDF with the credential in it, letter.",
        "The others, with all their rows, are copies of somebody who went the same way. The bare PDF is drawn from what is kept, without a database.",
        f"Load average of the machine at the end: {average[0]:.1f}, {average[1]:.1f}, {average[2]:.1f} (1, 5, 15 minutes).",
        "",
        "| certificates there | issued a second | bare PDFs a second | ratio to the bare PDF | to the first line |",
        "|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {each['there']:,} | {each['issued']:.2f} | {each['bare']:.1f} | {each['issued'] / each['bare']:.3f} "
        f"| {each['issued'] / each['bare'] / (first['issued'] / first['bare']):.2f} |"
        for each in found
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(json.dumps(inside(json.loads(Path(sys.argv[1]).read_text()))))
