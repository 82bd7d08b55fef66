"""What the candidates saw: each answer they sent, and what the server said of it."""

import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass
class Sent:
    """One save under its key, however often it was sent."""

    attempt: int
    position: int
    key: str
    response: Any
    first_sent_at: datetime
    acknowledged_at: datetime | None = None
    step: int | None = None
    tries: int = 0


@dataclass
class Ledger:
    sent: list[Sent] = field(default_factory=list)
    deadlines: dict[int, datetime] = field(default_factory=dict)
    strange: list[str] = field(default_factory=list)  # replies that no candidate should get
    seen: Counter = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def acknowledged(self) -> list[Sent]:
        return [each for each in self.sent if each.step is not None]

    def count(self, what: str) -> None:
        with self.lock:
            self.seen[what] += 1

    def wonder(self, sentence: str) -> None:
        with self.lock:
            self.strange.append(sentence)
