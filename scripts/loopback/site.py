"""The site's processes as operators start them: gunicorn, and a Celery worker with beat."""

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from scripts.loopback.browser import Browser
from scripts.loopback.databases import server

PATIENCE = 180  # seconds until the site must answer


def environment(data: Path, redis_url: str, settings: str = "lms.settings.production") -> dict:
    """What the production settings need; the secret signs nothing that outlives the run."""
    where = server()
    return os.environ | {
        "ALLOWED_HOSTS": "127.0.0.1",
        "DATA_DIR": str(data),
        "DJANGO_SETTINGS_MODULE": settings,
        "LOG_LEVEL": "ERROR",
        "PGHOST": where["host"],
        "PGPORT": where["port"],
        "PGUSER": where["user"],
        "PYTHONDONTWRITEBYTECODE": "1",
        "REDIS_URL": redis_url,
        "SECRET_KEY": "signs the sessions of one run on one machine, and nothing else at all",
        "SITE_URL": "https://127.0.0.1",
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Site:
    """One running copy; every process is the leader of a group of its own."""

    def __init__(
        self, tree: Path, environment: dict[str, str], log: Path, workers: int, threads: int = 4
    ) -> None:
        self.tree, self.environment, self.log = tree, environment, log
        self.workers, self.threads = workers, threads
        self.port = free_port()
        self.web: subprocess.Popen | None = None
        self.tasks: subprocess.Popen | None = None

    def _start(self, *words: str) -> subprocess.Popen:
        with self.log.open("a") as log:
            return subprocess.Popen(
                [sys.executable, "-m", *words],
                cwd=self.tree,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def start_web(self) -> None:
        words = ["gunicorn", "lms.wsgi", "--bind", f"127.0.0.1:{self.port}"]
        words += ["--workers", str(self.workers), "--worker-class", "gthread"]
        words += [
            "--threads",
            str(self.threads),
            "--keep-alive",
            "30",
            "--log-level",
            "error",
            "--no-control-socket",
        ]
        self.web = self._start(*words)

    def start_tasks(self) -> None:
        words = ["celery", "-A", "lms.celery", "worker", "--beat", "--concurrency=2"]
        words += ["--loglevel=ERROR", "--schedule", f"{self.log}.beat"]
        self.tasks = self._start(*words)

    def wait_until_ready(self) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            status = Browser(self.port).try_to_ask("GET", "/healthz/ready")
            if status is not None and status[0] == 200:
                return
            if self.web is None or self.web.poll() is not None:
                break
            time.sleep(0.05)
        sys.exit(f"The site did not start; {self.log} says why.")

    def kill(self, what: str, rng: random.Random) -> None:
        """`kill -9` of the web process with its workers, of one of them, or of the Celery worker."""
        if what == "one web worker":
            assert self.web is not None
            children = Path(f"/proc/{self.web.pid}/task/{self.web.pid}/children").read_text()
            if children.split():
                os.kill(int(rng.choice(children.split())), signal.SIGKILL)
        elif what == "web":
            end_group(self.web)
            self.start_web()
        else:
            end_group(self.tasks)
            self.start_tasks()

    def stop(self) -> None:
        end_group(self.web)
        end_group(self.tasks)


def end_group(process: subprocess.Popen | None) -> None:
    if process is None:
        return
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=20)
