"""The verbs after a test: regrading a question, and withdrawing a result."""

from courses.analysis.actions.regrading import regrade_late_attempt, run_regrade
from courses.analysis.actions.withdrawing import withdraw_result

__all__ = ["regrade_late_attempt", "run_regrade", "withdraw_result"]
