"""Starts the site for a person who has just cloned it: `make run`.

Makes the environment, prepares the database under DATA_DIR (default var/), loads curriculum and
demonstration, and serves on PORT (default 8000) until Ctrl-C.
"""

import hashlib
import json
import os
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from environment import ROOT, make_environment, stop

OLDEST_SQLITE = (3, 31, 0)
PATIENCE = 60  # seconds until the site must answer


def main() -> None:
    port = read_port()
    data = Path(os.environ.get("DATA_DIR") or ROOT / "var").resolve()
    check_sqlite()
    check_port(port)
    python = make_environment(ROOT / ".venv", ROOT / "requirements" / "run.txt")
    environment = prepare_data(data, port)
    prepare_database(python, environment, data)
    serve(python, environment, port)


def read_port() -> int:
    text = os.environ.get("PORT", "8000")
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        stop(f"PORT is “{text}”, but a port is a number from 1 to 65535.")
    return int(text)


def check_sqlite() -> None:
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        wanted = ".".join(map(str, OLDEST_SQLITE))
        stop(
            f"Python brings SQLite {sqlite3.sqlite_version} and Django needs {wanted}; "
            "use a newer Python, for instance `make run PYTHON=python3.12`."
        )


def check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            stop(
                f"port {port} cannot be used ({error.strerror}); choose another: `make run PORT=8080`."
            )


def prepare_data(data: Path, port: int) -> dict[str, str]:
    """The folder for everything that is kept, and the environment of the site's processes."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        secret = data / "secret_key"
        if not secret.exists():
            secret.touch(mode=0o600)
            secret.write_text(secrets.token_urlsafe(50))
    except OSError as error:
        stop(f"{data} cannot be written ({error.strerror}); choose another folder with DATA_DIR.")
    return os.environ | {
        "DATA_DIR": str(data),
        "SITE_URL": os.environ.get("SITE_URL", f"http://127.0.0.1:{port}"),
        "DJANGO_SETTINGS_MODULE": "lms.settings.embedded",
        "LOG_LEVEL": os.environ.get("LOG_LEVEL", "WARNING"),
    }


def prepare_database(python: Path, environment: dict[str, str], data: Path) -> None:
    """Bring the database, the static files and the content up to this version of the code."""
    revision = data / "prepared_for"
    now = fingerprint()
    if revision.exists() and revision.read_text() == now:
        return
    for words in (
        ["migrate", "--verbosity=0"],
        ["createcachetable"],
        ["make_key", "--if-none"],
        ["collectstatic", "--noinput", "--verbosity=0"],
        ["import_curriculum", "content/curriculum"],
        ["import_delivery_templates", "content/delivery_templates"],
        ["import_schemes", "content/schemes"],
        ["import_counting_rules", "content/counting_rules.json"],
        *([["demo"]] if environment.get("DEMO", "1") == "1" else []),
    ):
        print(f"  {words[0].replace('_', ' ')} …", flush=True)
        done = subprocess.run([python, "manage.py", *words], cwd=ROOT, env=environment, check=False)
        if done.returncode:
            stop(f"`manage.py {words[0]}` failed (see above); what was there before is unchanged.")
    revision.write_text(now)


def fingerprint() -> str:
    """What the preparation depends on: every file of code, content and static, by size and time."""
    parts = []
    for folder in ("lms", "courses", "certification", "content", "static", "requirements"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                found = path.stat()
                parts.append(f"{path}:{found.st_size}:{found.st_mtime_ns}")
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    return f"{digest} {sys.version_info[:2]}"


def serve(python: Path, environment: dict[str, str], port: int) -> None:
    """The web process and the relay, side by side; both end when one ends or Ctrl-C is pressed."""
    web = [python, "-m", "gunicorn", "lms.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2"]
    web += [
        "--worker-class",
        "gthread",
        "--threads",
        "4",
        "--log-level",
        "warning",
        "--no-control-socket",
    ]
    relay = [python, "manage.py", "relay", "--loop"]
    processes = [
        subprocess.Popen(list(map(str, command)), cwd=ROOT, env=environment)
        for command in (web, relay)
    ]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        wait_until_ready(processes, port)
        tell(environment, port)
        while all(process.poll() is None for process in processes):
            time.sleep(0.5)
        stop("one of its processes ended (see above); `make run` starts it again.")
    except KeyboardInterrupt:
        print("\nStopped. Nothing is lost; `make run` starts it again.")
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()


def wait_until_ready(processes: list[subprocess.Popen], port: int) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if any(process.poll() is not None for process in processes):
            stop("the site could not start (see above).")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz/ready", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    stop(f"the site did not answer within {PATIENCE} seconds.")


def tell(environment: dict[str, str], port: int) -> None:
    if environment.get("DEMO", "1") == "1":
        demo = json.loads((ROOT / "content" / "demo_accounts.json").read_text(encoding="utf-8"))
        print(f"Demonstration sign-ins, each with the password {demo['password']}:")
        for account in demo["accounts"]:
            print(f"  {account['email']:<30} {account['label']}")
    print(f"Ready: http://127.0.0.1:{port}/", flush=True)


if __name__ == "__main__":
    main()
