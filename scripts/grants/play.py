"""One run: everybody hands in, processes die, and everything that follows is waited for."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg

from scripts.faults.crowd import Crowd, Play
from scripts.grants import checks
from scripts.grants.site import TARGETS, GrantingSite
from scripts.loopback import databases
from scripts.loopback.browser import Browser

RETRY = 0.4  # seconds until somebody hands in again who got no answer
Say = Callable[[str], None]


@dataclass(frozen=True)
class Scale:
    people: int
    kills: int
    seats: int  # people who hand in at the same time
    workers: int
    patience: float  # seconds without any progress after which it is given up


LONG = Scale(10_000, kills=20, seats=24, workers=2, patience=300)
SHORT = Scale(60, kills=5, seats=12, workers=2, patience=60)
SMALL = Scale(30, kills=0, seats=12, workers=1, patience=12)


@dataclass
class Outcome:
    findings: checks.Findings
    granted: int
    documents: int
    kills: int
    seconds: float

    @property
    def is_red(self) -> bool:
        return any(self.findings.values())


class Progress:
    """How far the run is, read past the application: handed in, and documents made."""

    def __init__(self, database: psycopg.Connection, entitled: int) -> None:
        self.database, self.entitled = database, entitled
        self.handed_in = 0
        self.lock = threading.Lock()

    def count_handed_in(self) -> None:
        with self.lock:
            self.handed_in += 1

    def documents(self) -> int:
        return self._count("SELECT count(*) FROM certification_document")

    def waiting(self) -> int:
        """Duties that nobody has done; what only the clock asks for later is none."""
        return self._count("SELECT count(*) FROM lms_dispatch WHERE done_at IS NULL")

    def _count(self, statement: str) -> int:
        with self.lock:
            row = self.database.execute(statement).fetchone()
        assert row is not None
        return row[0]

    def units(self) -> int:
        return self.handed_in + self.documents()


def hand_in(port: int, plan: dict, progress: Progress, strange: list[str]) -> Play:
    """As the page does; again until an answer says that it is handed in."""
    browser = Browser(port, {"sessionid": plan["session"], "csrftoken": "a" * 32})
    path = f"/learn/attempts/{plan['uid']}/submit/"
    for _try in range(2_000):
        reply = browser.try_to_ask("POST", path, {"do": "submit", "confirmed": "1"})
        if reply is not None and reply[0] == 302 and reply[2]["Location"].endswith("/result/"):
            progress.count_handed_in()
            return
        if reply is not None and reply[0] < 500:
            strange.append(f"Handing in {plan['uid']} was answered {reply[0]}.")
            return
        yield RETRY
    strange.append(f"{plan['uid']} could not be handed in.")


class Kills(threading.Thread):
    """`kill -9` at random points of the progress, each target about as often as the others."""

    def __init__(
        self,
        site: GrantingSite,
        progress: Progress,
        points: list[int],
        rng: random.Random,
        say: Say,
    ) -> None:
        super().__init__()
        self.site, self.progress, self.points, self.rng, self.say = site, progress, points, rng, say
        self.done = 0
        self.is_over = threading.Event()

    def run(self) -> None:
        whats = [TARGETS[number % len(TARGETS)] for number in range(len(self.points))]
        self.rng.shuffle(whats)
        for point, what in zip(self.points, whats, strict=True):
            while self.progress.units() < point:
                if self.is_over.wait(0.1):
                    return
            self.site.kill(what, self.rng)
            self.done += 1
            self.say(
                f"kill {self.done} of {len(self.points)}: {what}, {self.progress.handed_in} "
                f"handed in, {self.progress.documents()} documents"
            )
            if what == "web":
                self.site.wait_until_ready()


def play(
    site: GrantingSite, plans: list[dict], scale: Scale, store: Path, rng: random.Random, say: Say
) -> Outcome:
    began = time.monotonic()
    plans = plans[: scale.people]
    entitled = {plan["person"] for plan in plans if plan["group"] == "entitled"}
    strange: list[str] = []
    with databases.connect(site.environment["PGDATABASE"]) as database:
        before = database.execute("SELECT count(*) FROM certification_document").fetchone()
        assert before == (0,)
        progress = Progress(database, len(entitled))
        units = len(plans) + len(entitled)
        points = sorted(rng.sample(range(units // 20, units * 9 // 10), scale.kills))
        killing = Kills(site, progress, points, rng, say)
        plays = (hand_in(site.port, plan, progress, strange) for plan in plans)
        crowd = Crowd(plays, seats=scale.seats, threads=scale.seats)
        killing.start()
        crowd.run()
        say(f"all handed in after {time.monotonic() - began:.0f} s; waiting for what follows")
        wait_for_what_follows(progress, scale.patience)
        killing.is_over.set()
        killing.join()
        granted = checks.read_granted(database, [plan["person"] for plan in plans])
        findings = checks.check(granted, entitled, store) | checks.check_numbers(database)
        findings["unexpected"] = strange + crowd.failures
        if killing.done < scale.kills:
            findings["unexpected"].append(f"Only {killing.done} of {scale.kills} kills happened.")
        if waiting := progress.waiting():
            findings["unexpected"].append(f"{waiting} duties are still waiting.")
    return Outcome(
        findings,
        sum(has.certificates for has in granted.values()),
        sum(len(has.documents) for has in granted.values()),
        killing.done,
        time.monotonic() - began,
    )


def wait_for_what_follows(progress: Progress, patience: float) -> None:
    """Until nothing waits any more, or nothing has moved for a while."""
    last, moved_at = -1, time.monotonic()
    while (waiting := progress.waiting()) and time.monotonic() - moved_at < patience:
        if waiting != last:
            last, moved_at = waiting, time.monotonic()
        time.sleep(0.5)
