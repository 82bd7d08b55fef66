"""Who works which kind of job: rooms above register a function that does one step."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from lms.jobs.models import Job


@dataclass(frozen=True)
class Progress:
    """After a step: how far the work is, what is known by now, and whether it is finished."""

    done: int
    total: int
    is_finished: bool
    result: dict[str, Any] = field(default_factory=dict)


Worker = Callable[[Job], Progress]
_workers: dict[str, Worker] = {}


def works(kind: str) -> Callable[[Worker], Worker]:
    """Register a function as the worker of a kind; the kind is stored, so never rename it."""

    def register(worker: Worker) -> Worker:
        _workers[kind] = worker
        return worker

    return register


def worker_of(kind: str) -> Worker:
    return _workers[kind]
