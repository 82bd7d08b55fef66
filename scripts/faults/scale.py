"""How large a run is, and when in it which process is killed."""

import random
from dataclasses import dataclass

TARGETS = ("web", "one web worker", "Celery worker")


@dataclass(frozen=True)
class Scale:
    attempts: int
    kills: int
    seats: int  # candidates at a time
    think: float  # seconds between two answers, on average
    late: float  # share of the candidates who come back after the deadline
    workers: int  # of the web process
    patience: float  # seconds that handing in may take beyond its own round, on a busy machine

    @property
    def answers(self) -> int:
        return self.attempts * 10


LONG = Scale(2_000, kills=20, seats=150, think=1, late=0.05, workers=2, patience=300)
SHORT = Scale(60, kills=3, seats=40, think=0.3, late=0.1, workers=2, patience=60)
SMALL = Scale(16, kills=0, seats=16, think=0.3, late=0, workers=1, patience=15)


@dataclass(frozen=True)
class Kill:
    after: int  # acknowledged answers
    what: str


def kills_of(scale: Scale, rng: random.Random) -> list[Kill]:
    """At random points of the run, each target about as often as the others."""
    points = sorted(rng.sample(range(scale.answers // 10, scale.answers * 9 // 10), scale.kills))
    whats = [TARGETS[number % len(TARGETS)] for number in range(scale.kills)]
    rng.shuffle(whats)
    return [Kill(after, what) for after, what in zip(points, whats, strict=True)]
