"""Records what was read and what was completed."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.attempts.models import Result
from courses.catalogue.models import LessonPage, ModulePage
from courses.enrolment.models import Enrolment
from courses.progress import rules
from courses.progress.models import LessonEntry, ModuleCompletion, ProgrammeCompletion
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
    if enrolment.person_id != by.pk:
        raise Refused("not_yours", _("This place in the programme is somebody else's."))
    if not lesson.path.startswith(enrolment.programme.path):
        raise Refused("other_programme", _("This lesson belongs to another programme."))


@transaction.atomic
def record_completion(*, result: Result, at: datetime) -> ModuleCompletion | None:
    """From a passed result: the module is complete, and perhaps the whole programme (R7, R10).

    The first pass counts; later ones and repeated calls change nothing. Records
    `courses.completion_recorded` and, once, `courses.programme_completed`.
    """
    if not result.is_passed:
        return None
    attempt = result.attempt
    module = ModulePage.objects.filter(assessment=attempt.assessment_id).only("code").first()
    if module is None:
        return None
    enrolment = Enrolment.objects.select_for_update().get(pk=attempt.enrolment_id)
    completion, is_new = ModuleCompletion.objects.get_or_create(
        enrolment=enrolment,
        module=module,
        defaults={"result": result, "completed_at": result.confirmed_at},
    )
    if is_new:
        record_event(
            name="courses.completion_recorded",
            subject=completion,
            by=None,
            at=at,
            payload={"enrolment": enrolment.pk, "module": module.code},
        )
        _complete_programme(enrolment, at)
    return completion


def _complete_programme(enrolment: Enrolment, at: datetime) -> None:
    programme_page = Page.objects.only("path", "depth").get(pk=enrolment.programme_id)
    modules = ModulePage.objects.live().child_of(programme_page).only("is_trainer_only")
    completions = dict(enrolment.module_completions.values_list("module", "completed_at"))
    moment = rules.completed_at(rules.required_modules(modules, enrolment.role), completions)
    if moment is None:
        return
    programme, is_new = ProgrammeCompletion.objects.get_or_create(
        enrolment=enrolment, defaults={"completed_at": moment}
    )
    if is_new:
        record_event(
            name="courses.programme_completed", subject=programme, by=None, at=max(at, moment)
        )
