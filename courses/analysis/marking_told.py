"""Says what happened around the marks of an attempt: two markers who differ, appeals, decisions."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from courses.attempts.models import Attempt, AttemptQuestion, Mark
from courses.attempts.rules import Sight, marker_shares, needs_moderation, shown


@dataclass(frozen=True)
class Told:
    """One line; `order` is its place among what happened at the same instant."""

    at: datetime
    order: int
    text: str
    lines: list[str] = field(default_factory=list)


def told_of_marking(attempt: Attempt, asked: list[AttemptQuestion], sight: Sight) -> Iterator[Told]:
    """From what was loaded; asks nothing more."""
    for question in asked:
        yield from _differing(attempt, question)
        yield from _appeal(question, sight)


def _differing(attempt: Attempt, question: AttemptQuestion) -> Iterator[Told]:
    """When the second of two markers turned out to differ by more than the margin."""
    design = attempt.design
    marks: list[Mark] = []
    was_needed = False
    for mark in question.marks.all():
        marks.append(mark)
        is_needed = needs_moderation(marks, design.markers_needed, design.moderation_margin)
        if is_needed and not was_needed:
            one, two = marker_shares(marks)[:2]
            yield Told(
                mark.marked_at,
                0,
                _("Question %s: two markers differ, so a third person moderates.")
                % question.position,
                [
                    _("They are %(apart)s %% of the points apart; the margin is %(margin)s %%.")
                    % {
                        "apart": number_format(shown(abs(one - two) * Fraction(100)).normalize()),
                        "margin": number_format(design.moderation_margin.normalize()),
                    }
                ],
            )
        was_needed = is_needed


def _appeal(question: AttemptQuestion, sight: Sight) -> Iterator[Told]:
    appeal = getattr(question, "appeal", None)
    if appeal is None:
        return
    reasons = [appeal.reason] if sight.reason else []
    yield Told(
        appeal.opened_at, 1, _("Question %s: appeal against the mark.") % question.position, reasons
    )
    decision = getattr(appeal, "decision", None)
    if decision is None:
        return
    words = _("Question %(number)s: appeal decided, %(outcome)s") % {
        "number": question.position,
        "outcome": decision.get_outcome_display(),
    }
    if sight.names:
        words = f"{words} ({decision.decided_by.get_full_name()})"
    yield Told(decision.decided_at, 2, words, [decision.answer] if sight.reason else [])
