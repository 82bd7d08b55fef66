"""The verbs of marking by people: who gets which answer, marks, releases and appeals."""

from courses.marking.actions.allocating import allocate, give_back, give_back_tied
from courses.marking.actions.appealing import decide_appeal, open_appeal
from courses.marking.actions.marking import mark_answer
from courses.marking.actions.releasing import release_results

__all__ = [
    "allocate",
    "decide_appeal",
    "give_back",
    "give_back_tied",
    "mark_answer",
    "open_appeal",
    "release_results",
]
