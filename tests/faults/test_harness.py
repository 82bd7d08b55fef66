"""The harness itself: its sabotages still fit, and each of its checks can go red."""

import hashlib
import random
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from scripts.faults import checks
from scripts.faults.crowd import Crowd
from scripts.faults.ledger import Ledger, Sent
from scripts.faults.sabotage import BUILDS
from scripts.faults.scale import LONG, TARGETS, kills_of
from scripts.grants import sabotage as grants
from scripts.grants.checks import Granted, check
from scripts.loopback.databases import ROOT

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
DEADLINE = AT + timedelta(minutes=30)
KEY = str(uuid.UUID(int=1))
OTHER = str(uuid.UUID(int=2))


@pytest.mark.parametrize("sabotage", [*BUILDS, *grants.BUILDS], ids=lambda each: each.name)
def test_a_sabotage_fits_the_source_and_can_be_compiled(sabotage):
    source = sabotage.sabotaged((ROOT / sabotage.path).read_text())
    compile(source, sabotage.path, "exec")


def test_a_sabotage_that_fits_no_more_says_so():
    with pytest.raises(ValueError, match="does not fit"):
        BUILDS[0].sabotaged("something else")


def test_the_same_seed_kills_at_the_same_points():
    kills = kills_of(LONG, random.Random(7))
    assert kills == kills_of(LONG, random.Random(7))
    assert len(kills) == 20
    assert {kill.what for kill in kills} == set(TARGETS)
    assert all(0 < kill.after < LONG.answers for kill in kills)


def test_a_crowd_plays_all_with_few_seats_and_what_they_begin_beside():
    played = []

    def beside(number):
        yield 0.001
        played.append(f"beside {number}")

    def play(number):
        yield 0.001
        yield beside(number)
        played.append(number)

    crowd = Crowd((play(number) for number in range(20)), seats=3, threads=4)
    crowd.run()
    assert crowd.failures == []
    assert {each for each in played if isinstance(each, int)} == set(range(20))
    assert len(played) == 40


def sent(key=KEY, response="True", step=1, after=0):
    at = AT + timedelta(seconds=after)
    return Sent(7, 1, key, response, at, at + timedelta(seconds=0.1), step)


def logged(pk=1, kind="answered", response="True", key=KEY, at=AT, position=1):
    return checks.LoggedStep(pk, 7, kind, position, response, key, at)


ENDING = logged(9, "timed out", None, str(uuid.UUID(int=9)), DEADLINE, None)
ATTEMPT = checks.LoggedAttempt(
    7, 42, DEADLINE, DEADLINE, Decimal(50), ((True, Decimal(2), Decimal(2)),)
)
QUESTION = checks.AskedQuestion(7, 1, "true or false", {"answer": "True"}, Decimal(0), Decimal(2))
MARK = checks.GivenMark(7, 1, Decimal(2), {"share": "1", "step": 1})
LOG = checks.Log([ATTEMPT], [logged(), ENDING], [QUESTION], [MARK])


def reds(ledger, log=LOG, seen=None):
    ledger.deadlines.setdefault(7, DEADLINE)
    findings = checks.check_answers(ledger, log.steps, seen or {})
    findings |= checks.check_late(ledger, log) | checks.check_endings(log)
    findings |= checks.check_marks(log)
    return {name for name, found in findings.items() if found}


def test_what_was_told_and_logged_alike_is_green():
    assert reds(Ledger(sent=[sent()])) == set()


def test_an_answer_that_was_not_acknowledged_may_be_in_the_log_or_not():
    waiting = replace(sent(OTHER), acknowledged_at=None, step=None)
    assert reds(Ledger(sent=[sent(), waiting])) == set()


@pytest.mark.parametrize(
    ("ledger", "steps", "expected"),
    [
        ([sent(), sent(OTHER, step=2, after=1)], [logged()], {"lost"}),
        ([sent(response="False")], [logged()], {"changed"}),
        ([sent(step=5)], [logged()], {"changed"}),
        ([sent()], [logged(), logged(2, key=OTHER)], {"doubled", "marked wrong"}),
        ([sent()], [logged(), logged(2)], {"doubled", "changed", "marked wrong"}),
        (
            [sent(OTHER, step=2), sent(step=1, after=1)],
            [logged(), logged(2, key=OTHER)],
            {"out of order", "marked wrong"},
        ),
        ([sent()], [logged(at=DEADLINE + timedelta(seconds=11))], {"too late"}),
        ([sent(after=30 * 60 + 11)], [logged()], {"too late"}),
    ],
)
def test_each_wrong_answer_is_found(ledger, steps, expected):
    assert reds(Ledger(sent=ledger), replace(LOG, steps=[*steps, ENDING])) == expected


def test_a_row_of_the_log_that_was_rewritten_is_found():
    assert reds(Ledger(sent=[sent()]), seen={1: logged(response="False")}) == {"changed"}


def test_a_deadline_that_moved_is_found():
    ledger = Ledger(sent=[sent()], deadlines={7: DEADLINE - timedelta(minutes=1)})
    assert reds(ledger) == {"too late"}


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        (
            replace(LOG, attempts=[replace(ATTEMPT, submitted_at=None)], steps=[logged()]),
            "not handed in",
        ),
        (
            replace(LOG, steps=[logged(), ENDING, replace(ENDING, pk=10)]),
            "not handed in",
        ),
        (
            replace(LOG, steps=[logged(), replace(ENDING, at=DEADLINE + timedelta(seconds=1))]),
            "not handed in",
        ),
        (replace(LOG, marks=[]), "marked wrong"),
        (replace(LOG, marks=[MARK, MARK]), "marked wrong"),
        (replace(LOG, marks=[replace(MARK, points=Decimal(1))]), "marked wrong"),
        (replace(LOG, attempts=[replace(ATTEMPT, results=())]), "marked wrong"),
        (replace(LOG, attempts=[replace(ATTEMPT, results=ATTEMPT.results * 2)]), "marked wrong"),
    ],
)
def test_each_wrong_ending_and_mark_is_found(log, expected):
    assert reds(Ledger(sent=[sent()]), log) == {expected}


def test_a_run_in_which_little_happened_is_red():
    ledger = Ledger(sent=[sent()])
    assert checks.check_enough(ledger, 1, 2, 2) == {"unexpected": []}
    assert checks.check_enough(ledger, 2, 2, 2)["unexpected"]
    assert checks.check_enough(ledger, 1, 1, 2)["unexpected"]


def whole(store, **changes) -> Granted:
    (store / "one.pdf").write_bytes(b"one")
    digest = hashlib.sha256(b"one").hexdigest()
    return replace(Granted(1, 1, 1, 1, [("one.pdf", digest)]), **changes)


def test_who_has_one_of_each_and_is_entitled_is_as_it_must_be(tmp_path):
    assert not any(check({1: whole(tmp_path), 2: Granted()}, {1}, tmp_path).values())


@pytest.mark.parametrize(
    ("changes", "entitled", "red"),
    [
        ({"certificates": 0}, {1}, "missing"),
        ({"credentials": 2}, {1}, "double"),
        ({}, set(), "undeserved"),
        ({"documents": [("one.pdf", "0" * 64)]}, {1}, "documents"),
        ({"documents": [("gone.pdf", "0" * 64)]}, {1}, "documents"),
    ],
)
def test_each_check_of_what_was_granted_can_go_red(tmp_path, changes, entitled, red):
    found = check({1: whole(tmp_path, **changes)}, entitled, tmp_path)
    assert [name for name, wrong in found.items() if wrong] == [red]
