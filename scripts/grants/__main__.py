"""`make faults-grants`: kills processes while certificates are granted, then counts what there is.

python -m scripts.grants                   10,000 people, 6,000 entitled, 20 kills
python -m scripts.grants --short           60 people, 5 kills, and every sabotaged build
python -m scripts.grants --sabotage all    every sabotaged build, or one by its name
"""

import argparse
import random
import signal
import sys
import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path

from scripts.faults.sabotage import Sabotage, copy_tree
from scripts.grants.play import LONG, SHORT, SMALL, Outcome, Scale, play
from scripts.grants.sabotage import BUILDS
from scripts.grants.site import GrantingSite, Redis
from scripts.loopback import databases
from scripts.loopback.harness import Population, add_arguments, all_of, say
from scripts.loopback.site import environment

DATA = databases.ROOT / "var" / "grants"
SHOWN = 3  # findings of a kind that are printed


def run(people: Population, scale: Scale, sabotage: Sabotage | None = None) -> Outcome:
    name = sabotage.name if sabotage else "whole"
    folder = people.folder / name
    folder.mkdir()
    copy_tree(folder, sabotage)
    database = people.copy(name)
    data = folder / "data"
    data.mkdir()
    (data / "static").symlink_to(DATA / "static")
    server = Redis(folder)
    server.start()
    settings = environment(data, server.url) | {"PGDATABASE": database}
    site = GrantingSite(
        folder, settings, folder / "log.txt", workers=scale.workers, redis_server=server
    )
    rng = random.Random(f"{people.seed} {name}")
    try:
        databases.run_command(["manage.py", "make_key"], settings)
        site.start_web()
        site.start_tasks()
        site.start_beat()
        site.wait_until_ready()
        store = data / "certificates"
        return play(site, people.plans, scale, store, rng, partial(say, name))
    finally:
        site.stop()
        databases.drop(database)


def table(outcome: Outcome) -> str:
    rows = [("certificates", outcome.granted), ("documents", outcome.documents)]
    rows += [(name, len(found)) for name, found in outcome.findings.items()]
    rows += [("kills", outcome.kills), ("seconds", round(outcome.seconds))]
    return "\n".join(f"{name:<24}{count:>8}" for name, count in rows)


def what_is_wrong(outcome: Outcome) -> str:
    lines = []
    for name, found in outcome.findings.items():
        lines += [f"{name}: {sentence}" for sentence in found[:SHOWN]]
    return "\n".join(lines)


def check_whole(people: Population, scale: Scale) -> bool:
    outcome = run(people, scale)
    print(f"\nThe build as it is:\n{table(outcome)}\n", flush=True)
    if not outcome.is_red:
        return True
    print(what_is_wrong(outcome))
    print((people.folder / "whole" / "log.txt").read_text()[-4000:])
    return False


def check_sabotage(people: Population, scale: Scale, sabotage: Sabotage) -> bool:
    outcome = run(people, replace(scale, kills=sabotage.kills), sabotage)
    # Of one that cannot go on, nothing is learned.
    reds = [name for name, found in outcome.findings.items() if found and name != "unexpected"]
    if reds:
        found = ", ".join(f"{len(outcome.findings[name])} {name}" for name in reds)
        say(sabotage.name, f"red, as it must be ({found}): it {sabotage.sentence}")
        return True
    say(sabotage.name, f"NOT found out, although it {sabotage.sentence}")
    print(f"{table(outcome)}\n{what_is_wrong(outcome)}", flush=True)
    return False


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    parser = argparse.ArgumentParser(prog="make faults-grants")
    add_arguments(parser, (each.name for each in BUILDS))
    parser.add_argument("--people", type=int, default=LONG.people)
    arguments = parser.parse_args()
    whole = SHORT if arguments.short else replace(LONG, people=arguments.people)
    wanted = "all" if arguments.short else arguments.sabotage
    runs_whole = arguments.short or not wanted
    print(f"Seed {arguments.seed} (SEED={arguments.seed} makes the same run again)", flush=True)
    people = Population(
        "scripts.grants.people", DATA, arguments.seed, Path(tempfile.mkdtemp(prefix="grants-"))
    )
    server = Redis(people.folder)
    try:
        server.start()
        people.prepare(whole.people if runs_whole else SMALL.people, server.url)
        jobs = [partial(check_whole, people, whole)] if runs_whole else []
        jobs += [
            partial(check_sabotage, people, SMALL, each)
            for each in BUILDS
            if wanted in {"all", each.name}
        ]
        is_right = all_of(jobs)
    finally:
        server.stop()
        people.clear()
    if is_right:
        print("Nobody entitled was left out, nobody else was granted anything, nothing is double.")
        return 0
    print("make faults-grants: not as it must be; see above.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
