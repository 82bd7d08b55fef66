"""The verbs of the question bank: the only code that writes questions, reviews and assessments."""

from courses.assessments.actions.bank import (
    check_question,
    open_bank,
    revise_question,
    settle_bank,
)
from courses.assessments.actions.designs import set_up_assessment
from courses.assessments.actions.filing import (
    file_questions,
    retire_question,
    retire_questions,
    set_tags,
)
from courses.assessments.actions.many import Change, Changed, change_questions
from courses.assessments.actions.reviewing import review_question

__all__ = [
    "Change",
    "Changed",
    "change_questions",
    "check_question",
    "file_questions",
    "open_bank",
    "retire_question",
    "retire_questions",
    "review_question",
    "revise_question",
    "set_tags",
    "set_up_assessment",
    "settle_bank",
]
