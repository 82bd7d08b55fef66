"""Compares what candidates were told with what the log holds; values in, findings out."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from courses.assessments.question_types import type_of
from courses.attempts import rules
from scripts.faults.ledger import Ledger, Sent

Findings = dict[str, list[str]]


@dataclass(frozen=True)
class LoggedStep:
    pk: int
    attempt: int
    kind: str
    position: int | None
    response: Any
    key: str
    at: datetime


@dataclass(frozen=True)
class AskedQuestion:
    attempt: int
    position: int
    type: str
    content: dict[str, Any]
    penalty: Decimal
    points: Decimal


@dataclass(frozen=True)
class GivenMark:
    attempt: int
    position: int
    points: Decimal
    explanation: dict[str, Any]


@dataclass(frozen=True)
class LoggedAttempt:
    pk: int
    seed: int
    deadline_at: datetime
    submitted_at: datetime | None
    pass_percent: Decimal
    results: tuple[tuple[bool, Decimal, Decimal], ...]  # passed, points, maximum


@dataclass(frozen=True)
class Log:
    attempts: list[LoggedAttempt]
    steps: list[LoggedStep]
    questions: list[AskedQuestion]
    marks: list[GivenMark]


def check_answers(ledger: Ledger, steps: list[LoggedStep], seen: dict[int, LoggedStep]) -> Findings:
    """Acknowledged answers are in the log, once, as they were sent and in their order.

    `seen` are steps that were read while the run went on: the log only grows.
    """
    answers = [step for step in steps if step.kind == "answered"]
    by_key = defaultdict(list)
    for step in answers:
        by_key[(step.attempt, step.key)].append(step)
    by_pk = {step.pk: step for step in steps}
    findings: Findings = {"lost": [], "changed": [], "doubled": [], "out of order": []}
    for sent in ledger.acknowledged:
        found = by_key[(sent.attempt, sent.key)]
        if not found:
            findings["lost"].append(f"{sent.key} of attempt {sent.attempt}")
        elif any(not is_as_sent(step, sent) for step in found):
            findings["changed"].append(f"{sent.key}: sent {sent}, in the log {found}")
    for pk, step in seen.items():
        if by_pk.get(pk) != step:
            findings["changed"].append(f"step {pk} was {step} and is {by_pk.get(pk)}")
    findings["doubled"] = doubled(ledger, answers, by_key)
    findings["out of order"] = out_of_order(ledger.acknowledged)
    return findings


def is_as_sent(step: LoggedStep, sent: Sent) -> bool:
    return (step.pk, step.position, step.response) == (sent.step, sent.position, sent.response)


def doubled(ledger: Ledger, answers: list[LoggedStep], by_key: dict) -> list[str]:
    """Keys that are in the log twice, and steps under keys that no candidate sent."""
    known = {(sent.attempt, sent.key) for sent in ledger.sent}
    twice = [f"key {key} is there twice" for (_, key), found in by_key.items() if len(found) > 1]
    unknown = [f"nobody sent key {s.key}" for s in answers if (s.attempt, s.key) not in known]
    return twice + unknown


def out_of_order(acknowledged: list[Sent]) -> list[str]:
    """An answer that was acknowledged before a later one was sent also stands before it."""
    wrong = []
    last: dict[tuple[int, int], Sent] = {}
    for sent in sorted(acknowledged, key=lambda each: each.first_sent_at):
        place = (sent.attempt, sent.position)
        before = last.get(place)
        if before is not None and before.step >= sent.step:
            if before.acknowledged_at < sent.first_sent_at:
                wrong.append(f"{sent.key} stands before the older {before.key}")
            continue
        last[place] = sent
    return wrong


def check_late(ledger: Ledger, log: Log) -> Findings:
    """Nothing is taken after the deadline and its grace, by the server's clock and by ours."""
    ends = {each.pk: each.deadline_at + rules.GRACE for each in log.attempts}
    late = [
        f"step {step.pk} of attempt {step.attempt} at {step.at}"
        for step in log.steps
        if step.kind == "answered" and step.at > ends[step.attempt]
    ]
    late += [
        f"{sent.key} was first sent at {sent.first_sent_at} and acknowledged"
        for sent in ledger.acknowledged
        if sent.first_sent_at > ends[sent.attempt]
    ]
    moved = [
        f"the deadline of attempt {each.pk} became {each.deadline_at}"
        for each in log.attempts
        if abs(each.deadline_at - ledger.deadlines[each.pk]) > timedelta(milliseconds=1)
    ]
    return {"too late": late + moved}


def check_endings(log: Log) -> Findings:
    """Each attempt was handed in once: by hand before the deadline, or by the clock at it."""
    endings = defaultdict(list)
    for step in log.steps:
        if step.kind in {"submitted", "timed out"}:
            endings[step.attempt].append(step)
    wrong = []
    for attempt in log.attempts:
        found = endings[attempt.pk]
        if attempt.submitted_at is None or len(found) != 1:
            wrong.append(f"attempt {attempt.pk} was handed in {len(found)} times")
            continue
        ending, at = found[0], attempt.deadline_at
        is_right = ending.at == at if ending.kind == "timed out" else ending.at <= at
        if not is_right or attempt.submitted_at != ending.at:
            wrong.append(f"attempt {attempt.pk}, due at {at}, was {ending.kind} at {ending.at}")
    return {"not handed in": wrong}


def check_marks(log: Log) -> Findings:
    """Marks and result of what is handed in are what the rules make of the log, computed again."""
    last: dict[tuple[int, int | None], LoggedStep] = {}
    for step in sorted(log.steps, key=lambda each: each.pk):
        if step.kind == "answered":
            last[(step.attempt, step.position)] = step
    marks = defaultdict(list)
    for mark in log.marks:
        marks[(mark.attempt, mark.position)].append(mark)
    asked = defaultdict(list)
    for question in log.questions:
        asked[question.attempt].append(question)
    wrong = []
    for attempt in log.attempts:
        if attempt.submitted_at is None:
            continue
        rows = []
        for question in asked[attempt.pk]:
            place = (attempt.pk, question.position)
            step = last.get(place)
            share = share_of(question, step, attempt.seed)
            rows.append((Fraction(question.points), share))
            if not is_marked(marks[place], question, step, share):
                wrong.append(f"attempt {attempt.pk}, question {question.position}: {marks[place]}")
        score = rules.score(rows)
        expected = (
            rules.verdict(score, attempt.pass_percent),
            rules.shown(score.earned),
            rules.shown(score.maximum),
        )
        if attempt.results != (expected,):
            wrong.append(f"attempt {attempt.pk}: {attempt.results}, computed {expected}")
    return {"marked wrong": wrong}


def share_of(question: AskedQuestion, step: LoggedStep | None, seed: int) -> Fraction:
    if step is None or step.response is None:
        return Fraction(0)
    marked = type_of(question.type).mark(
        question.content,
        step.response,
        seed=f"{seed}:{question.position}",
        penalty=Fraction(question.penalty),
    )
    return marked.share


def is_marked(
    marks: list[GivenMark], question: AskedQuestion, step: LoggedStep | None, share: Fraction
) -> bool:
    if len(marks) != 1:
        return False
    explanation = marks[0].explanation
    return (
        marks[0].points == rules.shown(share * Fraction(question.points))
        and Fraction(explanation["share"]) == share
        and explanation["step"] == (step.pk if step else None)
    )


def check_enough(ledger: Ledger, planned: int, kills: int, kills_planned: int) -> Findings:
    """A run in which little happened proves nothing."""
    wrong = list(ledger.strange)
    if len(ledger.acknowledged) < planned:
        wrong.append(f"only {len(ledger.acknowledged)} of {planned} answers were acknowledged")
    if kills < kills_planned:
        wrong.append(f"only {kills} of {kills_planned} kills happened")
    return {"unexpected": wrong}
