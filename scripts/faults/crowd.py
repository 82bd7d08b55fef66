"""Plays many candidates with few threads: a candidate is a generator of the pauses it makes.

It may also yield another play, which then goes on beside it.
"""

import heapq
import itertools
import threading
import time
import traceback
from collections.abc import Generator, Iterator
from typing import Any

Play = Generator[Any, None, None]


class Crowd:
    """At most `seats` plays run at a time; when one ends the next one sits down."""

    def __init__(self, plays: Iterator[Play], seats: int, threads: int) -> None:
        self.plays, self.threads = plays, threads
        self.due: list[tuple[float, int, Play]] = []
        self.numbers = itertools.count()
        self.open = 0
        self.changed = threading.Condition()
        self.failures: list[str] = []
        for play in itertools.islice(plays, seats):
            self._push(play, 0)
            self.open += 1

    def _push(self, play: Play, pause: float) -> None:
        heapq.heappush(self.due, (time.monotonic() + pause, next(self.numbers), play))

    def run(self) -> None:
        threads = [threading.Thread(target=self._work) for _ in range(self.threads)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _work(self) -> None:
        while (play := self._next()) is not None:
            try:
                pause: Any = next(play, None)
            except Exception:
                self.failures.append(traceback.format_exc())
                pause = None
            with self.changed:
                if pause is None:
                    self._give_seat()
                elif isinstance(pause, Generator):
                    self.open += 1
                    self._push(pause, 0)
                    self._push(play, 0)
                else:
                    self._push(play, pause)
                self.changed.notify()

    def _give_seat(self) -> None:
        successor = next(self.plays, None)
        if successor is None:
            self.open -= 1
            self.changed.notify_all()
        else:
            self._push(successor, 0)

    def _next(self) -> Play | None:
        with self.changed:
            while self.open:
                pause = self.due[0][0] - time.monotonic() if self.due else None
                if pause is not None and pause <= 0:
                    return heapq.heappop(self.due)[2]
                self.changed.wait(pause)
            return None
