"""Records what was read and what was completed."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.attempts.models import Attempt, Result, ResultWithdrawal
from courses.attempts.queries import counts
from courses.catalogue.models import LessonPage, ModulePage
from courses.enrolment.models import Enrolment
from courses.progress import rules
from courses.progress.models import (
    LessonEntry,
    ModuleCompletion,
    ModuleWithdrawal,
    ProgrammeCompletion,
    ProgrammeWithdrawal,
)
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.models import Person


@transaction.atomic
def open_lesson(
    *, enrolment: Enrolment, lesson: LessonPage, revision_id: int, by: Person, at: datetime
) -> LessonEntry:
    """Note that the learner reads this revision of the lesson; the same one again is one entry."""
    _check_place(enrolment, lesson, by)
    entry, _is_new = LessonEntry.objects.get_or_create(
        enrolment=enrolment,
        lesson=lesson,
        revision_id=revision_id,
        kind=LessonEntry.Kind.OPENED,
        defaults={"at": at},
    )
    return entry


@transaction.atomic
def complete_lesson(
    *, enrolment: Enrolment, lesson: LessonPage, revision_id: int, by: Person, at: datetime
) -> LessonEntry:
    """Note that the lesson is completed, in the revision that was read; the first time counts."""
    _check_place(enrolment, lesson, by)
    entry, is_new = LessonEntry.objects.get_or_create(
        enrolment=enrolment,
        lesson=lesson,
        kind=LessonEntry.Kind.COMPLETED,
        defaults={"at": at, "revision_id": revision_id},
    )
    if is_new:
        record_event(name="progress.lesson_completed", subject=entry, by=by, at=at)
    return entry


def _check_place(enrolment: Enrolment, lesson: LessonPage, by: Person) -> None:
    if not by.is_same_as(enrolment.person_id):
        raise Refused("not_yours", _("This place in the programme is somebody else's."))
    if not lesson.path.startswith(enrolment.programme.path):
        raise Refused("other_programme", _("This lesson belongs to another programme."))


@transaction.atomic
def record_completion(*, result: Result, at: datetime) -> ModuleCompletion | None:
    """From a passed result: the module is complete, and perhaps the whole programme (R7, R10).

    The first pass that is not withdrawn counts; later ones and repeated calls change nothing.
    Records `courses.completion_recorded` and, once, `courses.programme_completed`.
    """
    if not result.is_passed or not counts(result):
        return None
    attempt = result.attempt
    module = ModulePage.objects.filter(assessment=attempt.assessment_id).only("code").first()
    if module is None:
        return None
    enrolment = Enrolment.objects.select_for_update().get(pk=attempt.enrolment_id)
    if hasattr(attempt, "withdrawal"):
        return None
    done = list(
        ModuleCompletion.objects.filter(enrolment=enrolment, module=module)
        .select_related("withdrawal")
        .order_by("number")
    )
    completion = next((each for each in done if not hasattr(each, "withdrawal")), None)
    if completion is None:
        completion = ModuleCompletion.objects.create(
            enrolment=enrolment,
            module=module,
            number=len(done) + 1,
            result=result,
            completed_at=result.confirmed_at,
        )
        record_event(
            name="courses.completion_recorded",
            subject=completion,
            by=None,
            at=at,
            payload={"enrolment": enrolment.pk, "module": module.code},
        )
        if enrolment.delivery_id is None:  # a delivery settles who completed it
            _complete_programme(enrolment, at)
    return completion


def _complete_programme(enrolment: Enrolment, at: datetime) -> None:
    moment = _completed_at(enrolment)
    done = ProgrammeCompletion.objects.filter(enrolment=enrolment)
    if moment is None or done.standing().exists():
        return
    known_from = max(at, moment)
    programme = ProgrammeCompletion.objects.create(
        enrolment=enrolment, number=done.count() + 1, completed_at=moment, recorded_at=known_from
    )
    record_event(name="courses.programme_completed", subject=programme, by=None, at=known_from)


def _completed_at(enrolment: Enrolment) -> datetime | None:
    """When the last required module was completed; None while one is missing (R7)."""
    completions = enrolment.module_completions.standing().values_list("module", "completed_at")
    return rules.completed_at(_required(enrolment), dict(completions))


def _required(enrolment: Enrolment) -> list[ModulePage]:
    programme_page = Page.objects.only("path", "depth").get(pk=enrolment.programme_id)
    modules = ModulePage.objects.live().child_of(programme_page).only("is_trainer_only")
    return rules.required_modules(modules, enrolment.role)


@transaction.atomic
def record_withdrawal(*, withdrawal: ResultWithdrawal, at: datetime) -> ModuleWithdrawal | None:
    """What a withdrawn result carried leaves from its day on: the module, perhaps the programme (R10).

    Nothing is deleted. Another pass of the same test restores both from its own date. Repeated calls
    change nothing. Records `courses.completion_withdrawn` and `courses.programme_withdrawn`.
    """
    attempt = withdrawal.attempt
    enrolment = Enrolment.objects.select_for_update().get(pk=attempt.enrolment_id)
    completion = ModuleCompletion.objects.filter(result__attempt=attempt).first()
    if completion is None:
        return None
    cause = {"cause": withdrawal, "effective_on": withdrawal.effective_on}
    withdrawn, is_new = ModuleWithdrawal.objects.get_or_create(
        completion=completion, defaults=cause
    )
    if is_new:
        record_event(name="courses.completion_withdrawn", subject=withdrawn, by=None, at=at)
        if any(module.pk == completion.module_id for module in _required(enrolment)):
            _withdraw_programme(enrolment, cause, at)
        other = _other_pass(attempt)
        if other is not None:
            record_completion(result=other, at=at)
    return withdrawn


def _withdraw_programme(enrolment: Enrolment, cause: dict[str, Any], at: datetime) -> None:
    for completion in ProgrammeCompletion.objects.filter(enrolment=enrolment).standing():
        withdrawn = ProgrammeWithdrawal.objects.create(
            completion=completion, recorded_at=at, **cause
        )
        record_event(name="courses.programme_withdrawn", subject=withdrawn, by=None, at=at)


def _other_pass(attempt: Attempt) -> Result | None:
    """The first pass of the same test in the same place that is not withdrawn."""
    return (
        Result.objects.filter(
            attempt__enrolment=attempt.enrolment_id,
            attempt__assessment=attempt.assessment_id,
            attempt__withdrawal__isnull=True,
            is_passed=True,
        )
        .order_by("confirmed_at", "pk")
        .first()
    )
