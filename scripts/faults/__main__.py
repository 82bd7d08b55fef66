"""`make faults`: kills processes under candidates and compares what they were told with the log.

python -m scripts.faults                   2,000 attempts, 20 kills
python -m scripts.faults --short           60 attempts, 3 kills, and every sabotaged build
python -m scripts.faults --sabotage all    every sabotaged build, or one by its name
"""

import argparse
import os
import random
import signal
import sys
import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path

import redis

from scripts.faults.run import Outcome, play
from scripts.faults.sabotage import BUILDS, Sabotage, copy_tree
from scripts.faults.scale import LONG, SHORT, SMALL, Scale, kills_of
from scripts.loopback import databases
from scripts.loopback.harness import Population, add_arguments, all_of, say
from scripts.loopback.site import Site, environment

DATA = databases.ROOT / "var" / "faults"
SHOWN = 3  # findings of a kind that are printed


class Harness(Population):
    """Every run gets a copy of the candidates' database."""

    def __init__(self, arguments: argparse.Namespace, folder: Path) -> None:
        super().__init__("scripts.loopback.people", DATA, arguments.seed, folder)
        self.redis = f"redis://{arguments.redis}"
        self.own, self.shared = arguments.databases

    def url(self, number: int) -> str:
        return f"{self.redis}/{number}"

    def run(self, scale: Scale, sabotage: Sabotage | None = None) -> Outcome:
        name = sabotage.name if sabotage else "whole"
        folder = self.folder / name
        folder.mkdir()
        copy_tree(folder, sabotage)
        database = self.copy(name)
        settings = environment(DATA, self.url(self.shared if sabotage else self.own))
        site = Site(folder, settings | {"PGDATABASE": database}, folder / "log.txt", scale.workers)
        rng = random.Random(f"{self.seed} {name}")
        try:
            site.start_web()
            if sabotage is None or sabotage.needs_tasks:
                site.start_tasks()
            site.wait_until_ready()
            return play(site, self.plans, scale, kills_of(scale, rng), rng, partial(say, name))
        finally:
            site.stop()
            databases.drop(database)


def table(outcome: Outcome) -> str:
    ledger = outcome.ledger
    rows = [("acknowledged", len(ledger.acknowledged))]
    rows += [(name, len(found)) for name, found in outcome.findings.items()]
    rows += [("attempts handed in", outcome.handed_in), ("kills", outcome.kills)]
    rows += [(f"  {what}", count) for what, count in sorted(ledger.seen.items())]
    rows += [("seconds", round(outcome.seconds))]
    return "\n".join(f"{name:<24}{count:>8}" for name, count in rows)


def what_is_wrong(outcome: Outcome) -> str:
    lines = []
    for name, found in outcome.findings.items():
        lines += [f"{name}: {sentence}" for sentence in found[:SHOWN]]
    return "\n".join(lines)


def check_whole(harness: Harness, scale: Scale) -> bool:
    outcome = harness.run(scale)
    print(f"\nThe build as it is:\n{table(outcome)}\n", flush=True)
    if not outcome.is_red:
        return True
    reds = ", ".join(name for name, found in outcome.findings.items() if found)
    print(f"The log does not hold what candidates were told: {reds}.\n{what_is_wrong(outcome)}")
    log = harness.folder / "whole" / "log.txt"
    print(log.read_text()[-4000:])
    return False


def check_sabotage(harness: Harness, scale: Scale, sabotage: Sabotage) -> bool:
    outcome = harness.run(replace(scale, kills=sabotage.kills, late=sabotage.late), sabotage)
    # Of one that cannot go on, nothing is learned.
    reds = [name for name, found in outcome.findings.items() if found and name != "unexpected"]
    if reds:
        found = ", ".join(f"{len(outcome.findings[name])} {name}" for name in reds)
        say(sabotage.name, f"red, as it must be ({found}): it {sabotage.sentence}")
        return True
    say(sabotage.name, f"NOT found out, although it {sabotage.sentence}")
    print(f"{table(outcome)}\n{what_is_wrong(outcome)}", flush=True)
    return False


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make faults")
    add_arguments(parser, (each.name for each in BUILDS))
    parser.add_argument("--attempts", type=int, default=LONG.attempts)
    parser.add_argument("--kills", type=int, default=LONG.kills)
    arguments = parser.parse_args()
    arguments.redis = os.environ.get("FAULTS_REDIS", "127.0.0.1:6379")
    numbers = os.environ.get("FAULTS_REDIS_DBS", "7,6").split(",")
    arguments.databases = (int(numbers[0]), int(numbers[-1]))
    return arguments


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    arguments = read_arguments()
    whole = (
        SHORT
        if arguments.short
        else replace(LONG, attempts=arguments.attempts, kills=arguments.kills)
    )
    wanted = "all" if arguments.short else arguments.sabotage
    sabotages = [each for each in BUILDS if wanted in {"all", each.name}]
    runs_whole = arguments.short or not wanted
    print(f"Seed {arguments.seed} (SEED={arguments.seed} makes the same run again)", flush=True)
    folder = Path(tempfile.mkdtemp(prefix="faults-"))
    harness = Harness(arguments, folder)
    try:
        people = whole.attempts if runs_whole else SMALL.attempts
        redis.from_url(harness.url(harness.shared)).flushdb()
        harness.prepare(people, harness.url(harness.own))
        jobs = [partial(check_whole, harness, whole)] if runs_whole else []
        jobs += [partial(check_sabotage, harness, SMALL, each) for each in sabotages]
        is_right = all_of(jobs)
    finally:
        harness.clear()
    if is_right:
        print("Nothing acknowledged was lost, changed or doubled." if runs_whole else "All found.")
        return 0
    print("make faults: not as it must be; see above.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
