"""The site with a Redis of its own, and worker and beat apart, so that each can be killed."""

import random
import shutil
import subprocess
import time
from pathlib import Path

import redis

from scripts.loopback.site import Site, end_group, free_port

TARGETS = ("web", "one web worker", "Celery worker", "relay", "Redis")


class Redis:
    """A server that keeps nothing on disk: what it held is gone when it is killed."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        words = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        words += ["--appendonly", "no", "--dir", str(self.folder)]
        self.process = subprocess.Popen(
            words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        server = redis.from_url(self.url)
        for _try in range(200):
            try:
                server.ping()
                return
            except redis.ConnectionError:
                time.sleep(0.05)
        raise RuntimeError("Redis did not start.")

    def stop(self) -> None:
        end_group(self.process)


def has_redis() -> bool:
    return shutil.which("redis-server") is not None


class GrantingSite(Site):
    """`tasks` is the Celery worker; `beat`, which asks for what waits, is a process of its own."""

    def __init__(self, *arguments, redis_server: Redis, **words) -> None:
        super().__init__(*arguments, **words)
        self.redis = redis_server
        self.beat: subprocess.Popen | None = None

    def start_tasks(self) -> None:
        self.tasks = self._start(
            "celery", "-A", "lms.celery", "worker", "--concurrency=2", "--loglevel=ERROR"
        )

    def start_beat(self) -> None:
        words = ["celery", "-A", "lms.celery", "beat", "--loglevel=ERROR"]
        self.beat = self._start(*words, "--schedule", f"{self.log}.beat")

    def kill(self, what: str, rng: random.Random) -> None:
        if what == "Redis":
            self.redis.stop()
            time.sleep(rng.uniform(0.5, 2))
            self.redis.start()
        elif what == "relay":
            end_group(self.beat)
            self.start_beat()
        else:
            super().kill(what, rng)

    def stop(self) -> None:
        super().stop()
        end_group(self.beat)
        self.redis.stop()
