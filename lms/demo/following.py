"""Lets a participant go through module tests: pass, fail and resit, wait for a mark."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from courses.catalogue.models import ModulePage
from courses.enrolment.models import Enrolment
from lms.demo.sittings import Outcome, mark, sit
from lms.people.models import Person

RESIT_AFTER = 8  # days; one more than the wait that the tests ask for
FAILS, WAITS = 0.07, 0.3  # shares of sittings that fail, and that wait for an open answer's mark
LATE_BY = 40  # days

Path = Sequence[tuple[ModulePage, datetime]]


def follow(
    place: Enrolment, path: Path, markers: Sequence[Person], *, is_late: bool = False
) -> datetime:
    """Pass the tests on the path, about when it says; returns when the last was certain.

    Who is late passes the last one only at the third attempt.
    """
    rng = random.Random(f"path of {place.person.public_id} {place.project_id}")  # noqa: S311
    last = path[0][1]
    for module, about in path:
        moment = about + timedelta(days=rng.randint(0, 3), minutes=rng.randint(0, 420))
        tries = 1 if rng.random() < FAILS else 0
        if is_late and module is path[-1][0]:
            moment, tries = moment + timedelta(days=LATE_BY), 2
        fail(place, module, range(1, tries + 1), moment)
        moment += timedelta(days=RESIT_AFTER * tries)
        outcome = Outcome.MARK if rng.random() < WAITS else Outcome.PASS
        sitting = sit(enrolment=place, module=module, number=tries + 1, outcome=outcome, at=moment)
        certain_at = sitting.ended_at
        if outcome is Outcome.MARK:
            certain_at += timedelta(days=rng.randint(1, 8), minutes=rng.randint(0, 300))
            mark(sitting=sitting, by=rng.choice(markers), at=certain_at)
        last = max(last, certain_at)
    return last


def fail(place: Enrolment, module: ModulePage, numbers: range, at: datetime) -> None:
    """One attempt after the other that nobody could call a pass."""
    for number in numbers:
        sit(enrolment=place, module=module, number=number, outcome=Outcome.FAIL, at=at)
        at += timedelta(days=RESIT_AFTER)
