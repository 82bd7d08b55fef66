"""One run: a copy of the site, its candidates, the kills, and what the log says afterwards."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import psycopg

from courses.attempts.rules import GRACE
from scripts.faults import checks
from scripts.faults.candidates import Candidate, Hall
from scripts.faults.crowd import Crowd
from scripts.faults.ledger import Ledger
from scripts.faults.log import read_log, read_steps, still_open
from scripts.faults.scale import Kill, Scale
from scripts.loopback import databases
from scripts.loopback.site import Site

BEAT = 20  # seconds between two rounds of handing in, in the settings
Say = Callable[[str], None]


@dataclass
class Outcome:
    ledger: Ledger
    findings: checks.Findings
    kills: int
    handed_in: int
    seconds: float

    @property
    def is_red(self) -> bool:
        return any(self.findings.values())


class Kills(threading.Thread):
    """Kills at its points while the candidates answer; notes what the log held at each."""

    def __init__(self, site: Site, hall: Hall, kills: list[Kill], rng: random.Random, say: Say):
        super().__init__()
        self.site, self.hall, self.kills, self.rng, self.say = site, hall, kills, rng, say
        self.done = 0
        self.is_over = threading.Event()
        self.seen: dict[int, checks.LoggedStep] = {}

    def run(self) -> None:
        with databases.connect(self.site.environment["PGDATABASE"]) as database:
            for kill in self.kills:
                while self.hall.ledger.seen["acknowledged"] < kill.after:
                    if self.is_over.wait(0.05):
                        return
                self.site.kill(kill.what, self.rng)
                self.done += 1
                steps = read_steps(database, after=max(self.seen, default=0))
                self.seen |= {step.pk: step for step in steps}
                self.say(
                    f"kill {self.done} of {len(self.kills)} after {kill.after}: {kill.what}, "
                    f"{len(self.seen)} steps in the log"
                )
                if kill.what == "web":
                    self.site.wait_until_ready()


def play(
    site: Site, plans: list[dict], scale: Scale, kills: list[Kill], rng: random.Random, say: Say
) -> Outcome:
    """Let the candidates answer while processes die; then compare what they saw with the log."""
    began = time.monotonic()
    plans = plans[: scale.attempts]
    with databases.connect(site.environment["PGDATABASE"]) as database:
        hall = Hall(site.port, database, scale)
        killing = Kills(site, hall, kills, rng, say)
        crowd = Crowd(
            (Candidate(hall, plan).play() for plan in plans), seats=scale.seats, threads=32
        )
        killing.start()
        crowd.run()
        killing.is_over.set()
        killing.join()
        ledger, attempts = hall.ledger, [plan["attempt"] for plan in plans]
        ledger.strange += crowd.failures
        findings = compare(database, attempts, ledger, killing.seen)
        findings |= checks.check_enough(ledger, scale.answers, killing.done, len(kills))
        if not any(findings.values()):
            say("the candidates are gone; waiting for the deadlines")
            wait_for_the_clock(database, attempts, scale.patience)
            findings |= compare(database, attempts, ledger, killing.seen)
            findings |= checks.check_endings(read_log(database, attempts))
        handed_in = len(attempts) - len(still_open(database, attempts))
    return Outcome(ledger, findings, killing.done, handed_in, time.monotonic() - began)


def compare(
    database: psycopg.Connection,
    attempts: list[int],
    ledger: Ledger,
    seen: dict[int, checks.LoggedStep],
) -> checks.Findings:
    log = read_log(database, attempts)
    findings = checks.check_answers(ledger, log.steps, seen)
    return findings | checks.check_late(ledger, log) | checks.check_marks(log)


def wait_for_the_clock(database: psycopg.Connection, attempts: list[int], patience: float) -> None:
    """Until everything is handed in, or should have been."""
    due = still_open(database, attempts)
    if not due:
        return
    end = max(due) + GRACE + timedelta(seconds=BEAT + patience)
    while datetime.now(UTC) < end and still_open(database, attempts):
        time.sleep(0.5)
