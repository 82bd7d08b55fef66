"""The public check beside a bare view: a valid number, and the three that nothing may tell apart (R56).

Unknown, mistyped and withheld numbers are asked one after the other, so that whatever else the
machine does meets all three; each from an address of its own network, as misses are limited.
"""

import random
import signal
import statistics
import subprocess
import sys
import time
from itertools import count

from certification.certificates.numbers import ALPHABET, grouped, make_number
from scripts.bench.pages import PORT, first, prepare, serve, sign_in
from scripts.loopback.browser import Browser
from scripts.loopback.databases import ROOT

TIMES = 1500  # of each kind
TRIED = 1_000_000  # random numbers
ASKED = 2_000  # of them that are really asked for
WITHHOLD = """
from django.utils import timezone
from certification.certificates.models import Certificate
from lms.people.actions import give_consent
from lms.people.consent_texts import newest_text
others = Certificate.objects.exclude(person__email="manager@demo.example")
person = others.order_by("pk").last().person
text = newest_text("withheld_check")
give_consent(person=person, purpose=text.purpose, text_version=text.version, by=person, at=timezone.now())
print(Certificate.objects.filter(person=person).first().number)
"""


def withheld_number(environment: dict[str, str]) -> str:
    """Of somebody in the demonstration who asks that nobody may check it."""
    said = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", WITHHOLD],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return said.stdout.split()[-1]


def mistyped(rng: random.Random) -> str:
    return grouped("".join(rng.choice(ALPHABET) for _ in range(28)))


class Asking:
    """Asks for pages over one connection, each time as from another network."""

    def __init__(self) -> None:
        self.browser = Browser(PORT)
        self.networks = count(1)

    def __call__(self, path: str) -> tuple[float, int, int]:
        """Milliseconds, the status, and the size of the answer in characters."""
        number = next(self.networks)
        address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        began = time.perf_counter()
        status, text, _headers = self.browser.ask("GET", path, forwarded_for=address)
        return (time.perf_counter() - began) * 1000, status, len(text)


def section() -> str:
    """The section of docs/benchmarks.md."""
    print("Preparing …", flush=True)
    environment = prepare() | {"TRUSTED_PROXIES": "1"}
    process = serve(environment)
    try:
        learner = sign_in("manager@demo.example")
        valid = first(r"/verify/([0-9A-Z-]{34})/", learner.ask("GET", "/my/certificates/")[1])
        rows, sizes = measured(valid, withheld_number(environment))
        tried = tries()
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)
    return report(rows, sizes, tried)


def measured(valid: str, withheld: str) -> tuple[dict[str, list[float]], dict[str, set[int]]]:
    rng, ask = random.Random(56), Asking()
    paths = {
        "a bare Django view (`/healthz/live`)": lambda: "/healthz/live",
        "valid number": lambda: f"/verify/{valid}/",
        "unknown number": lambda: f"/verify/{make_number()}/",
        "mistyped number": lambda: f"/verify/{mistyped(rng)}/",
        "withheld number": lambda: f"/verify/{withheld}/",
    }
    times: dict[str, list[float]] = {name: [] for name in paths}
    sizes: dict[str, set[int]] = {name: set() for name in paths}
    for path in paths.values():
        for _ in range(20):
            ask(path())  # warms up
    for _ in range(TIMES):
        for name in rng.sample(list(paths), len(paths)):
            took, _status, size = ask(paths[name]())
            times[name].append(took)
            sizes[name].add(size)
    return times, sizes


def tries() -> tuple[int, int, int]:
    """Random numbers that could be one by their check characters, asked for, and found."""
    from certification.certificates.numbers import read_number

    rng, ask = random.Random(), Asking()
    fitting = [number for _ in range(TRIED) if (number := read_number(mistyped(rng)))]
    asked = fitting[:ASKED]
    found = sum(ask(f"/verify/{number}/")[1] == 200 for number in asked)
    return len(fitting), len(asked), found


def report(
    times: dict[str, list[float]], sizes: dict[str, set[int]], tried: tuple[int, int, int]
) -> str:
    cuts = {name: statistics.quantiles(found, n=100) for name, found in times.items()}
    bare = next(iter(cuts.values()))[94]
    lines = [
        "gunicorn with two workers of two threads on the embedded settings (SQLite), one connection, the kinds in turn and in",
        f"random order, {TIMES} times each. Unknown, mistyped and withheld numbers are answered by the same page of the same size.",
        "",
        "| what is asked | p50 ms | p95 ms | p95 to the bare view's | size in characters |",
        "|---|---:|---:|---:|---|",
    ]
    lines += [
        f"| {name} | {found[49]:.2f} | {found[94]:.2f} | {found[94] / bare:.2f} | {said_of(sizes[name])} |"
        for name, found in cuts.items()
    ]
    fitting, asked, found = tried
    lines += [
        "",
        f"{TRIED:,} random numbers of the right length: {fitting:,} have check characters that fit; {asked:,} of those were asked for, each from",
        f"another network as one alone is stopped after 30 misses a minute; {found} were found.",
    ]
    return "\n".join(lines)


def said_of(sizes: set[int]) -> str:
    return ", ".join(str(size) for size in sorted(sizes)[:4])
