"""250 candidates at once on the production profile, beside a bare view that writes one row."""

import json
import os
import random
import secrets
import shutil
import statistics
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scripts.loopback import databases
from scripts.loopback.browser import Browser
from scripts.loopback.site import Site, environment

CANDIDATES = int(os.environ.get("BENCH_CANDIDATES", "250"))
SECONDS = float(os.environ.get("BENCH_LOAD_SECONDS", "60"))
LONGEST_THOUGHT = 2.0  # seconds between an answer and the next, at most
WARM_UP = 5.0
LONGEST_WAIT = 90  # seconds for one answer; more counts as an error
BUSY = 16  # connections that never pause
WORKERS, THREADS = 2, 4
REDIS = os.environ.get("BENCH_REDIS_URL", "redis://127.0.0.1:6379/7")
Request = tuple[str, dict[str, Any]]
Requests = Iterator[Request]


@dataclass
class Load:
    """What one crowd saw: the milliseconds of each request, and what went wrong."""

    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    seconds: float = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def rate(self) -> float:
        return len(self.times) / self.seconds

    def percentile(self, percent: int) -> float:
        return statistics.quantiles(self.times, n=100)[percent - 1]


@dataclass(frozen=True)
class Pair:
    """Saves of answers, and the bare view under the same load."""

    bare: Load
    save: Load


def saves(plan: dict[str, Any]) -> Requests:
    """One candidate's answers, over and over, each a new save."""
    path, window, known = f"/learn/attempts/{plan['uid']}/answers/", str(uuid.uuid4()), 0
    while True:
        for answer in plan["answers"]:
            fields = {"position": answer["position"], "key": uuid.uuid4(), "window": window}
            yield path, {**answer["fields"], **fields, "known": known}


def rows(plan: dict[str, Any]) -> Requests:
    while True:
        yield "/bench/row/", {"said": plan["uid"]}


def crowd(
    port: int,
    plans: list[dict[str, Any]],
    requests: Callable[[dict[str, Any]], Requests],
    longest_thought: float,
    seconds: float,
) -> Load:
    """Each plan in a thread of its own; the warm-up is not counted."""
    load = Load(seconds=seconds)
    begin = time.perf_counter() + WARM_UP
    end = begin + seconds

    def sit(plan: dict[str, Any]) -> None:
        token = uuid.uuid4().hex
        cookies = {"sessionid": plan["session"], "csrftoken": token}
        browser = Browser(port, cookies, timeout=LONGEST_WAIT)
        own: list[float] = []
        for path, fields in requests(plan):
            time.sleep(random.uniform(0, longest_thought))
            start = time.perf_counter()
            if start >= end:
                break
            try:
                status, text, _headers = browser.ask("POST", path, fields)
            except OSError as error:
                status, text = 0, repr(error)
            if status != 200 or not json.loads(text)["saved"]:
                with load.lock:
                    load.errors.append(f"{path}: {status} {text[:200]}")
                break
            if start >= begin:
                own.append((time.perf_counter() - start) * 1000)
        with load.lock:
            load.times += own

    threads = [threading.Thread(target=sit, args=[plan]) for plan in plans]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if load.errors:
        sys.exit(f"{len(load.errors)} errors, the first: {load.errors[0]}")
    return load


def measure() -> tuple[Pair, Pair]:
    """With thinking candidates, and as fast as a few connections can go."""
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    name = f"{databases.PREFIX}_bench_{secrets.token_hex(4)}"
    settings = environment(folder, REDIS, "scripts.bench.settings")
    try:
        databases.create(name, databases.migrated(settings))
        settings |= {"PGDATABASE": name}
        with databases.connect(name) as database:
            database.execute("CREATE TABLE bench_row (id bigserial PRIMARY KEY, said text)")
        file = folder / "plans.json"
        databases.run_command(
            ["-m", "scripts.loopback.people", str(CANDIDATES), "1", str(file)], settings
        )
        plans = json.loads(file.read_text())
        site = Site(databases.ROOT, settings, folder / "log.txt", WORKERS, THREADS)
        try:
            site.start_web()
            site.wait_until_ready()
            return (
                pair(site.port, plans, LONGEST_THOUGHT, SECONDS),
                pair(site.port, plans[:BUSY], 0, SECONDS / 4),
            )
        finally:
            site.stop()
    finally:
        databases.drop(name)
        shutil.rmtree(folder, ignore_errors=True)


def pair(port: int, plans: list[dict[str, Any]], longest_thought: float, seconds: float) -> Pair:
    loads = []
    for what, requests in (("bare view", rows), ("answer save", saves)):
        loads.append(crowd(port, plans, requests, longest_thought, seconds))
        print(f"{len(plans)} at once, {what}: {loads[-1].rate:.0f}/s", flush=True)
    return Pair(*loads)


def section() -> str:
    """The section of docs/benchmarks.md."""
    thinking, busy = measure()
    average = os.getloadavg()
    lines = [
        f"Production settings: PostgreSQL, Redis, gunicorn with {WORKERS} workers of {THREADS} threads, {os.cpu_count()} cores for",
        f"server, database and candidates together. {CANDIDATES} candidates, each with an own session and connection, save an answer",
        f"and think 0 to {LONGEST_THOUGHT:g} seconds, for {SECONDS:g} seconds after a warm-up; then {BUSY} of them without thinking. Nothing went wrong:",
        "one error would have ended the measurement. The bare view passes the same middleware and writes one row.",
        "",
        f"Load average of the machine at the end: {average[0]:.1f}, {average[1]:.1f}, {average[2]:.1f} (1, 5, 15 minutes).",
        "",
        "| load | what | requests | requests/s | p50 ms | p95 ms |",
        "|---|---|---:|---:|---:|---:|",
    ]
    names = (f"{CANDIDATES} who think", f"{BUSY} who do not")
    for name, loads in zip(names, (thinking, busy), strict=True):
        for what, load in (("bare view, one row", loads.bare), ("answer save", loads.save)):
            lines.append(
                f"| {name} | {what} | {len(load.times)} | {load.rate:.0f} "
                f"| {load.percentile(50):.1f} | {load.percentile(95):.1f} |"
            )
    slower = thinking.save.percentile(95) / thinking.bare.percentile(95)
    lines += [
        "",
        f"With {CANDIDATES} candidates who think, the p95 of a save is {slower:.2f} times that of the bare view,",
        f"at {thinking.save.rate / thinking.bare.rate:.2f} of its rate.",
        f"Without thinking, saves reach {busy.save.rate / busy.bare.rate:.2f} of the bare view's rate: a save reads the session, the person, the attempt",
        "and the question, locks the attempt and appends a step. It writes nothing to the journal.",
    ]
    return "\n".join(lines)
