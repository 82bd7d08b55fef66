"""Pages of the embedded default as ratios to a bare Django view, in one run on one machine.

Prepares a demonstration under var/bench, starts gunicorn with two workers on loopback, and asks each page
a bounded number of times over kept-alive connections.
"""

import os
import re
import signal
import statistics
import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path

from scripts.loopback.browser import Browser
from scripts.loopback.databases import ROOT

DATA = Path(os.environ.get("BENCH_DATA_DIR", ROOT / "var" / "bench"))
PORT = int(os.environ.get("BENCH_PORT", "8765"))
CONNECTIONS = 4
SECONDS = float(os.environ.get("BENCH_SECONDS", "6"))
MOST = 20_000  # requests for one page
PASSWORD = "cascade-demo-2013"


def sign_in(email: str) -> Browser:
    browser = Browser(PORT)
    browser.ask("GET", "/accounts/login/")
    fields = {
        "login": email,
        "password": PASSWORD,
        "csrfmiddlewaretoken": browser.cookies["csrftoken"],
    }
    status, _text, _headers = browser.ask("POST", "/accounts/login/", fields)
    if status != 302:
        sys.exit(f"Nobody could sign in as {email}: {status}.")
    return browser


def prepare() -> dict[str, str]:
    environment = os.environ | {
        "DATA_DIR": str(DATA),
        "DJANGO_SETTINGS_MODULE": "lms.settings.embedded",
        "LOG_LEVEL": "ERROR",
        "SECRET_KEY": "benchmark only, never served to anybody else",
    }
    DATA.mkdir(parents=True, exist_ok=True)
    for words in (
        "migrate --verbosity=0",
        "createcachetable",
        "make_key --if-none",
        "collectstatic --noinput --verbosity=0",
        "import_curriculum content/curriculum",
        "import_delivery_templates content/delivery_templates",
        "import_schemes content/schemes",
        "import_counting_rules content/counting_rules.json",
        "demo",
    ):
        subprocess.run(
            [sys.executable, "manage.py", *words.split()],
            cwd=ROOT,
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )
    return environment


def serve(environment: dict[str, str]) -> subprocess.Popen:
    command = [sys.executable, "-m", "gunicorn", "lms.wsgi", "--bind", f"127.0.0.1:{PORT}"]
    command += [
        "--workers",
        "2",
        "--worker-class",
        "gthread",
        "--threads",
        "2",
        "--log-level",
        "error",
        "--no-control-socket",
    ]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    for _ in range(150):
        try:
            Browser(PORT).ask("GET", "/healthz/live")
            return process
        except OSError:
            time.sleep(0.2)
    process.kill()
    sys.exit("The site did not start.")


def measure(cookies: dict[str, str], request) -> tuple[float, float, float]:
    """Requests a second, p50 and p95 in milliseconds; bounded in time and number."""
    times: list[float] = []
    lock = threading.Lock()
    end = time.perf_counter() + SECONDS

    def work() -> None:
        browser = Browser(PORT, cookies)
        own = []
        while time.perf_counter() < end and len(own) < MOST // CONNECTIONS:
            start = time.perf_counter()
            status, text, _headers = browser.ask(*request())
            own.append((time.perf_counter() - start) * 1000)
            if status != 200:
                sys.stderr.write(f"unexpected {status}: {text[:200]}\n")
                os._exit(1)
        with lock:
            times.extend(own)

    for _ in range(3):
        browser = Browser(PORT, cookies)
        browser.ask(*request())
    began = time.perf_counter()
    threads = [threading.Thread(target=work) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rate = len(times) / (time.perf_counter() - began)
    cuts = statistics.quantiles(times, n=100)
    return rate, cuts[49], cuts[94]


def first(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    if not found:
        sys.exit(f"The page holds no {pattern}.")
    return found[1]


def pages() -> list[tuple[str, dict, object]]:
    """Each page with the cookies to ask it with."""
    learner = sign_in("manager@demo.example")
    home = learner.ask("GET", "/my/")[1]
    course = first(r'href="(/learn/courses/[^"#]+)', home)
    lesson = first(r'href="(/learn/lessons/\d+/)"', home)
    number = first(r"/verify/([0-9A-Z-]{34})/", learner.ask("GET", "/my/certificates/")[1])
    answers, fields = open_test(learner, course)
    administrator = sign_in("administrator@demo.example")

    def save():
        return "POST", answers, {**fields, "key": uuid.uuid4()}

    def get(path):
        return lambda: ("GET", path)

    return [
        ("a bare Django view (`/healthz/live`)", {}, get("/healthz/live")),
        ("lesson page", learner.cookies, get(lesson)),
        ("course home", learner.cookies, get(course)),
        ("answer save", learner.cookies, save),
        ("verify page", {}, get(f"/verify/{number}/")),
        ("trained counts", administrator.cookies, get("/reports/trained/")),
    ]


def open_test(learner: Browser, course: str) -> tuple[str, dict]:
    page = learner.ask("GET", course)[1]
    start = first(r'action="(/learn/modules/\d+/test/)"', page) if "/test/" in page else ""
    status, _text, headers = learner.ask(
        "POST", start, {"csrfmiddlewaretoken": learner.cookies["csrftoken"]}
    )
    if status != 302:
        sys.exit(f"The test could not be started: {status}.")
    player = learner.ask("GET", headers["Location"])[1]
    answers = first(r'data-answers="([^"]+)"', player)
    radio = re.search(r'type="radio" name="q(\d+)" value="([^"]+)"', player)
    if radio is None:
        sys.exit("The test has no question with options.")
    return answers, {
        f"q{radio[1]}": radio[2],
        "position": radio[1],
        "window": "bench",
        "known": "0",
    }


def report(rows: list[tuple[str, float, float, float]]) -> str:
    bare = rows[0][1]
    lines = [
        "gunicorn with two workers of two threads on the embedded settings (SQLite), four kept-alive connections for",
        f"{SECONDS:g} seconds a page, the demonstration's data, {os.cpu_count()} cores.",
        "",
        "| page | requests/s | p50 ms | p95 ms | ratio to the bare view |",
        "|---|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {name} | {rate:.0f} | {p50:.1f} | {p95:.1f} | {rate / bare:.3f} |"
        for name, rate, p50, p95 in rows
    ]
    return "\n".join(lines)


def section() -> str:
    """The section of docs/benchmarks.md."""
    print("Preparing …", flush=True)
    process = serve(prepare())
    try:
        rows = []
        for name, cookies, request in pages():
            rows.append((name, *measure(cookies, request)))
            print(f"{name}: {rows[-1][1]:.0f}/s", flush=True)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)
    return report(rows)
