"""The verbs of taking an assessment: the only code that writes attempts, marks and results."""

from courses.attempts.actions.accommodations import (
    Measure,
    end_accommodation,
    grant_accommodation,
)
from courses.attempts.actions.by_rule import share_by_rule
from courses.attempts.actions.marking import give_mark
from courses.attempts.actions.printing import note_printed
from courses.attempts.actions.results import confirm_result
from courses.attempts.actions.taking import (
    Answer,
    begin_break,
    end_break,
    note_step,
    save_answer,
    save_answers,
    start_attempt,
    submit_attempt,
)
from courses.attempts.actions.uploading import keep_file

__all__ = [
    "Answer",
    "Measure",
    "begin_break",
    "confirm_result",
    "end_accommodation",
    "end_break",
    "give_mark",
    "grant_accommodation",
    "keep_file",
    "note_printed",
    "note_step",
    "save_answer",
    "save_answers",
    "share_by_rule",
    "start_attempt",
    "submit_attempt",
]
