"""Decides what a role must complete, and when everything is."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from courses.catalogue.models import ModulePage
from courses.enrolment.models import Enrolment


def required_modules(modules: Iterable[ModulePage], role: str) -> list[ModulePage]:
    """Instructors complete every module, cluster managers those not for trainers only."""
    if role == Enrolment.Role.INSTRUCTOR:
        return list(modules)
    return [module for module in modules if not module.is_trainer_only]


def completed_at(
    required: Iterable[ModulePage], completions: Mapping[int, datetime]
) -> datetime | None:
    """The moment the last required module was completed (R7), or None while one is missing.

    `completions` gives the moment by module id.
    """
    moments = [completions.get(module.pk) for module in required]
    if not moments or any(moment is None for moment in moments):
        return None
    return max(moment for moment in moments if moment is not None)
