"""Explains a count: why somebody counted, or the first condition that is missing (R63)."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from courses.attempts.models import Attempt
from courses.catalogue.models import ModulePage
from courses.enrolment.models import Enrolment
from courses.progress.models import ModuleCompletion
from courses.progress.rules import required_modules


@dataclass(frozen=True)
class Condition:
    """One thing the counting rule asks of an enrolment."""

    module: ModulePage
    completion: ModuleCompletion | None
    attempts: list[Attempt]

    @property
    def is_met(self) -> bool:
        return self.completion is not None

    @property
    def met_at(self) -> datetime | None:
        return self.completion.completed_at if self.completion else None

    @property
    def sentence(self) -> str:
        code = self.module.code
        if self.is_met:
            return _("The test of %s is passed and the result confirmed.") % code
        if not self.attempts:
            return _("The test of %s has not been taken.") % code
        if any(attempt.submitted_at is None for attempt in self.attempts):
            return _("The test of %s is running.") % code
        if any(not hasattr(attempt, "result") for attempt in self.attempts):
            return _("The test of %s waits for its mark.") % code
        return _("The test of %(code)s was not passed in %(n)s attempt(s).") % {
            "code": code,
            "n": len(self.attempts),
        }


def conditions_of(enrolments: list[Enrolment]) -> dict[int, list[Condition]]:
    """By enrolment id, in a fixed number of queries whatever the number of enrolments."""
    completions = {
        (row.enrolment_id, row.module_id): row
        for row in ModuleCompletion.objects.filter(enrolment__in=enrolments).select_related(
            "result__attempt"
        )
    }
    attempts: dict[tuple[int, int], list[Attempt]] = {}
    for attempt in (
        Attempt.objects.filter(enrolment__in=enrolments).select_related("result").order_by("number")
    ):
        attempts.setdefault((attempt.enrolment_id, attempt.assessment_id), []).append(attempt)
    modules = list(ModulePage.objects.live().order_by("path"))
    answer = {}
    for enrolment in enrolments:
        own = [m for m in modules if m.path.startswith(enrolment.programme.path)]
        answer[enrolment.pk] = [
            Condition(
                module=module,
                completion=completions.get((enrolment.pk, module.pk)),
                attempts=attempts.get((enrolment.pk, module.assessment_id), []),
            )
            for module in required_modules(own, enrolment.role)
        ]
    return answer


def first_missing(conditions: list[Condition]) -> str:
    """Why somebody does not count yet: the first failing condition, in a sentence."""
    missing = next((condition for condition in conditions if not condition.is_met), None)
    return missing.sentence if missing else _("Complete only after the as-of date.")


def attempt_with_evidence(uid) -> Attempt | None:
    """An attempt with everything that was asked, answered and marked."""
    return (
        Attempt.objects.filter(uid=uid)
        .select_related("assessment", "enrolment__person", "result")
        .prefetch_related(
            "questions__version__question",
            "questions__marks__marked_by",
            Prefetch("questions__steps"),
            "steps",
        )
        .first()
    )
