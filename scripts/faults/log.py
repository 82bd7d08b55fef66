"""Reads the log straight from PostgreSQL, past the application."""

from datetime import datetime

import psycopg

from scripts.faults.checks import AskedQuestion, GivenMark, Log, LoggedAttempt, LoggedStep

STEPS = """
    SELECT step.id, step.attempt_id, step.kind, question.position, step.response, step.key, step.at
    FROM courses_step step LEFT JOIN courses_attemptquestion question ON question.id = step.question_id
    WHERE step.id > %s ORDER BY step.id"""
QUESTIONS = """
    SELECT question.attempt_id, question.position, version.type, version.content, version.penalty,
           question.points
    FROM courses_attemptquestion question
    JOIN courses_questionversion version ON version.id = question.version_id
    WHERE question.attempt_id = ANY(%s)"""
MARKS = """
    SELECT question.attempt_id, question.position, mark.points, mark.explanation
    FROM courses_mark mark JOIN courses_attemptquestion question ON question.id = mark.question_id
    WHERE question.attempt_id = ANY(%s)"""
ATTEMPTS = """
    SELECT attempt.id, attempt.seed, attempt.deadline_at, attempt.submitted_at, design.pass_percent
    FROM courses_attempt attempt
    JOIN courses_assessmentdesign design ON design.id = attempt.design_id
    WHERE attempt.id = ANY(%s)"""
RESULTS = "SELECT attempt_id, is_passed, points, maximum FROM courses_result ORDER BY number"


def read_steps(database: psycopg.Connection, after: int = 0) -> list[LoggedStep]:
    return [
        LoggedStep(pk, attempt, kind, position, response, str(key), at)
        for pk, attempt, kind, position, response, key, at in database.execute(STEPS, [after])
    ]


def read_log(database: psycopg.Connection, attempts: list[int]) -> Log:
    results: dict[int, list] = {}
    for attempt, *result in database.execute(RESULTS):
        results.setdefault(attempt, []).append(tuple(result))
    return Log(
        attempts=[
            LoggedAttempt(*row, results=tuple(results.get(row[0], ())))
            for row in database.execute(ATTEMPTS, [attempts])
        ],
        steps=read_steps(database),
        questions=[AskedQuestion(*row) for row in database.execute(QUESTIONS, [attempts])],
        marks=[GivenMark(*row) for row in database.execute(MARKS, [attempts])],
    )


def still_open(database: psycopg.Connection, attempts: list[int]) -> list[datetime]:
    """The deadlines of attempts that are not handed in."""
    rows = database.execute(
        "SELECT deadline_at FROM courses_attempt WHERE id = ANY(%s) AND submitted_at IS NULL",
        [attempts],
    )
    return [row[0] for row in rows]
