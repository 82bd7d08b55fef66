"""What every run under faults begins with: a migrated database with people, to be copied from."""

import argparse
import json
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import redis

from scripts.loopback import databases
from scripts.loopback.site import environment

LANES = 3  # sabotaged builds at a time


class Population:
    """A template database that a script of ours has put people into, and the plans it wrote down."""

    def __init__(self, script: str, data: Path, seed: int, folder: Path) -> None:
        self.script, self.data, self.seed, self.folder = script, data, seed, folder
        self.template = f"{databases.PREFIX}_{secrets.token_hex(4)}"
        self.plans: list[dict] = []

    def prepare(self, people: int, redis_url: str) -> None:
        self.data.mkdir(parents=True, exist_ok=True)
        settings = environment(self.data, redis_url)
        static = subprocess.Popen(
            [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"],
            cwd=databases.ROOT,
            env=settings,
        )
        try:
            databases.create(self.template, databases.migrated(settings))
            file = self.folder / "plans.json"
            words = ["-m", self.script, str(people), str(self.seed), str(file)]
            databases.run_command(words, settings | {"PGDATABASE": self.template})
            self.plans = json.loads(file.read_text())
        finally:
            if static.wait():
                sys.exit("The static files could not be collected (see above).")
        redis.from_url(redis_url).flushdb()

    def copy(self, name: str) -> str:
        """A database of its own for one run."""
        database = f"{self.template}_{name.replace('-', '_')}"
        databases.create(database, self.template)
        return database

    def clear(self) -> None:
        databases.drop_all(self.template)
        shutil.rmtree(self.folder, ignore_errors=True)


def say(name: str, sentence: str) -> None:
    print(f"  {time.strftime('%H:%M:%S')} {name}: {sentence}", flush=True)


def add_arguments(parser: argparse.ArgumentParser, sabotages: Iterable[str]) -> None:
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--sabotage", choices=["all", *sabotages])
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))


def all_of(jobs: Iterable[Callable[[], bool]]) -> bool:
    """Whether each of the runs is as it must be; a few at a time."""
    with ThreadPoolExecutor(LANES) as lanes:
        running = [lanes.submit(job) for job in jobs]
        results = [job.result() for job in running]
        return all(results)
