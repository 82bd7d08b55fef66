"""How candidates behave: they save, send again, reload, open second windows, and come too late.

As the test player does, an answer keeps its key until the server has said something about it.
"""

import json
import random
import threading
import uuid
from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

from courses.attempts.rules import GRACE
from scripts.faults.crowd import Play
from scripts.faults.ledger import Ledger, Sent
from scripts.faults.scale import Scale
from scripts.loopback.browser import Browser

RETRY = 0.4  # seconds until an unsaved answer is sent again
PATIENCE = timedelta(minutes=15)  # the player never gives up; a run has to end
OVER = {"submitted", "too_late"}
Saving = Generator[float, None, bool]


def now() -> datetime:
    return datetime.now(UTC)


class Hall:
    """What candidates of one run share: the site, its clock, and the ledger."""

    def __init__(self, port: int, database: psycopg.Connection, scale: Scale) -> None:
        self.port, self.database = port, database
        self.think, self.late = scale.think, scale.late
        self.ledger = Ledger()
        self.lock = threading.Lock()

    def start_clock(self, attempt: int) -> None:
        """The attempt begins when its candidate sits down."""
        self._set_clock(attempt, now(), now() + timedelta(hours=1))

    def let_time_pass(self, attempt: int, seconds: float) -> datetime:
        """As if the candidate had waited until so shortly before the deadline."""
        deadline = now() + timedelta(seconds=seconds)
        self._set_clock(attempt, deadline - timedelta(hours=1), deadline)
        return deadline

    def _set_clock(self, attempt: int, began: datetime, deadline: datetime) -> None:
        with self.lock:
            self.database.execute(
                "UPDATE courses_attempt SET started_at = %s, deadline_at = %s "
                "WHERE id = %s AND submitted_at IS NULL",
                [began, deadline, attempt],
            )
            self.ledger.deadlines[attempt] = deadline


class Candidate:
    def __init__(self, hall: Hall, plan: dict[str, Any]) -> None:
        self.hall, self.plan = hall, plan
        self.rng = random.Random(plan["seed"])
        token = uuid.UUID(int=self.rng.getrandbits(128)).hex
        self.cookies = {"sessionid": plan["session"], "csrftoken": token}
        self.answers = f"/learn/attempts/{plan['uid']}/answers/"
        self.known: dict[int, int] = {}
        self.first = self.window()
        self.second = self.window()
        self.browsers = {self.first: self.browser(), self.second: self.browser()}

    def window(self) -> str:
        return str(uuid.UUID(int=self.rng.getrandbits(128), version=4))

    def browser(self) -> Browser:
        return Browser(self.hall.port, self.cookies)

    def play(self) -> Play:
        self.hall.start_clock(self.plan["attempt"])
        if self.rng.random() < 0.2:
            yield self.second_window()
        for answer in self.plan["answers"]:
            yield self.rng.uniform(0, 2 * self.hall.think)
            sent = self.note(answer)
            goes_on = yield from self.save(sent, answer, self.first)
            if not goes_on:
                return
            yield from self.sometimes(sent, answer)
        ending = self.rng.random()
        if ending < 0.2:
            yield from self.hand_in()
            return
        deadline = self.hall.let_time_pass(self.plan["attempt"], self.rng.uniform(1, 4))
        if ending < 0.2 + self.hall.late:
            yield from self.come_late(deadline)

    def second_window(self) -> Play:
        """Another device at the same time, which knows nothing of what the first one saved."""
        self.hall.ledger.count("second windows")
        for answer in self.rng.sample(self.plan["answers"], 4):
            yield self.rng.uniform(0, 4 * self.hall.think)
            goes_on = yield from self.save(self.note(answer), answer, self.second)
            if not goes_on:
                return

    def sometimes(self, sent: Sent, answer: dict) -> Play:
        """A reload, or a save that is sent again although it was acknowledged."""
        chance = self.rng.random()
        if chance < 0.03:
            self.reload(f"/learn/attempts/{self.plan['uid']}/")
        elif chance < 0.06:
            self.reload(self.answers)
        elif chance < 0.12:
            self.hall.ledger.count("sent again")
            before = sent.step
            yield from self.save(sent, answer, self.first)
            if sent.step != before:
                self.hall.ledger.wonder(f"Key {sent.key} was step {before}, then {sent.step}.")

    def reload(self, path: str) -> None:
        self.hall.ledger.count("reloads")
        reply = self.browsers[self.first].try_to_ask("GET", path)
        if reply is not None and reply[0] not in {200, 302}:
            self.hall.ledger.wonder(f"{path} answered {reply[0]}.")

    def note(self, answer: dict) -> Sent:
        key = str(uuid.UUID(int=self.rng.getrandbits(128), version=4))
        position, response = answer["position"], answer["response"]
        sent = Sent(self.plan["attempt"], position, key, response, now())
        with self.hall.ledger.lock:
            self.hall.ledger.sent.append(sent)
        return sent

    def save(self, sent: Sent, answer: dict, window: str) -> Saving:
        """Send until the server has spoken; whether the attempt goes on."""
        known = self.known.get(sent.position, 0) if window == self.first else 0
        fields = {
            **answer["fields"],
            "position": sent.position,
            "key": sent.key,
            "window": window,
            "known": known,
            # What a browser believes of the time is nothing to the server.
            "seconds_left": 3600,
            "at": sent.first_sent_at.isoformat(),
        }
        while now() < sent.first_sent_at + PATIENCE:
            sent.tries += 1
            reply = self.browsers[window].try_to_ask("POST", self.answers, fields)
            said = spoken(reply)
            if said is not None:
                return self.take(sent, said, window)
            self.hall.ledger.count("without an answer" if reply is None else "server errors")
            yield RETRY * self.rng.uniform(0.5, 1.5)
        self.hall.ledger.wonder(f"No answer about {sent.key} in {sent.tries} tries.")
        return False

    def take(self, sent: Sent, said: dict, window: str) -> bool:
        if said.get("saved"):
            sent.acknowledged_at, sent.step = now(), said["step"]
            self.hall.ledger.count("acknowledged")
            if window == self.first:
                self.known[sent.position] = said["step"]
            return True
        if said.get("code") in OVER:
            self.hall.ledger.count("refused: time over")
        else:
            self.hall.ledger.wonder(f"About {sent.key} the server said {said}.")
        return False

    def hand_in(self) -> Play:
        """As the form does without changed answers; again until a page says so."""
        path, end = f"/learn/attempts/{self.plan['uid']}/submit/", now() + PATIENCE
        while now() < end:
            reply = self.browsers[self.first].try_to_ask(
                "POST", path, {"do": "submit", "confirmed": "1"}
            )
            if reply is not None and reply[0] == 302 and reply[2]["Location"].endswith("/result/"):
                self.hall.ledger.count("handed in by hand")
                return
            yield RETRY
        self.hall.ledger.wonder(f"Attempt {self.plan['attempt']} could not be handed in.")

    def come_late(self, deadline: datetime) -> Play:
        """Once within the grace, and at once after it, when only the clock can refuse."""
        for late in (GRACE / 4, GRACE + timedelta(seconds=0.2)):
            answer = self.rng.choice(self.plan["answers"])
            yield max(0.0, (deadline + late - now()).total_seconds())
            self.hall.ledger.count("came late")
            sent = self.note(answer)
            goes_on = yield from self.save(sent, answer, self.first)
            if not goes_on:
                return


def spoken(reply: tuple[int, str, dict] | None) -> dict | None:
    """What the server said of an answer; None when it said nothing."""
    if reply is None or reply[0] >= 500 or "json" not in reply[2].get("Content-Type", ""):
        return None
    return json.loads(reply[1])
