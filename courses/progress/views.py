"""Enrolling, the course home, and reading lessons."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses.catalogue.models import LessonPage, ModulePage, ProgrammePage
from courses.catalogue.queries import module_of, rendered_lesson
from courses.deliveries.queries import may_teach
from courses.enrolment.actions import enrol
from courses.enrolment.models import Enrolment
from courses.progress import actions, queries, rules
from courses.progress.forms import EnrolForm
from lms.people.access import access, signed_in
from lms.people.actions import find_or_register_organisation

WRITE_NOTES = {"administrator", "author"}  # as in courses.deliveries.views


@access(signed_in)
def enrol_view(request, programme_pk):
    programme = get_object_or_404(ProgrammePage.objects.live(), pk=programme_pk)
    existing = queries.current_enrolment(request.user, programme)
    if existing:
        return redirect("progress:course", existing.uid)
    form = EnrolForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        country, name = form.cleaned_data["country"], form.cleaned_data["organisation"].strip()
        organisation = None
        if name:
            organisation = find_or_register_organisation(
                name=name, country=country, by=request.user, at=now
            )
        place = enrol(
            person=request.user,
            programme=programme,
            role=Enrolment.Role.MANAGER,
            by=request.user,
            at=now,
            organisation=organisation,
            country=country,
        )
        messages.success(request, _("Welcome. This is your way through the programme."))
        return redirect("progress:course", place.uid)
    context = {"programme": programme, "form": form}
    return render(request, "courses/progress/enrol.html", context)


@access(signed_in)
@require_safe
def course(request, enrolment_uid):
    enrolment = get_object_or_404(
        Enrolment.objects.visible_to(request.user).taken().select_related("programme"),
        uid=enrolment_uid,
    )
    home = queries.course_home(enrolment, timezone.now())
    return render(request, "courses/progress/course.html", {"home": home, "enrolment": enrolment})


def _lesson_and_place(request, lesson_pk):
    """The lesson, its module and programme, and the reader's enrolment if there is one."""
    lessons = LessonPage.objects.live().filter(live_revision__isnull=False)
    lesson = get_object_or_404(lessons.defer("body", "teaching_note"), pk=lesson_pk)
    module = module_of(lesson)
    programmes = ProgrammePage.objects.defer("outline")
    programme = programmes.get(path=module.path[: -ModulePage.steplen])
    return lesson, module, programme, queries.current_enrolment(request.user, programme)


@access(signed_in)
@require_safe
def lesson(request, lesson_pk):
    """The lesson in the revision this learner began with; opening it is noted."""
    lesson, module, programme, enrolment = _lesson_and_place(request, lesson_pk)
    person = request.user
    teaches = may_teach(person, module, timezone.localdate())
    if not rules.may_read(person.roles, has_place=enrolment is not None, teaches=teaches):
        messages.info(request, _("Enrol to read the lessons. It takes a minute."))
        return redirect("progress:enrol", programme.pk)
    reader = queries.reader_of(lesson, module, enrolment)
    reading = reader.reading
    if reading and not reading.is_noted:
        actions.open_lesson(
            enrolment=enrolment,
            lesson=lesson,
            revision_id=reading.revision_id,
            by=person,
            at=timezone.now(),
        )
    sees_note = teaches or not person.roles.isdisjoint(WRITE_NOTES)
    context = {
        "lesson": lesson,
        "module": module,
        "programme": programme,
        "enrolment": enrolment,
        "reader": reader,
        "rendered": rendered_lesson(reading.revision_id if reading else lesson.live_revision_id),
        "has_note": sees_note and bool(lesson.teaching_note),
    }
    return render(request, "courses/progress/lesson.html", context)


@access(signed_in)
@require_POST
def complete(request, lesson_pk):
    """Note completion; htmx gets the parts of the page that changed, others the page again."""
    lesson, module, _programme, enrolment = _lesson_and_place(request, lesson_pk)
    if enrolment is None:
        raise Http404
    actions.complete_lesson(
        enrolment=enrolment,
        lesson=lesson,
        revision_id=queries.reader_of(lesson, module, enrolment).reading.revision_id,
        by=request.user,
        at=timezone.now(),
    )
    if request.htmx:
        reader = queries.reader_of(lesson, module, enrolment)
        context = {"lesson": lesson, "enrolment": enrolment, "module": module, "reader": reader}
        return render(request, "courses/progress/completed.html", context)
    return redirect(reverse("progress:lesson", args=[lesson.pk]) + "#completion")


@access(signed_in)
@require_POST
def newer(request, lesson_pk):
    """Go over to the newest revision, because the learner asked for it."""
    lesson, _module, _programme, enrolment = _lesson_and_place(request, lesson_pk)
    if enrolment is None:
        raise Http404
    actions.open_lesson(
        enrolment=enrolment,
        lesson=lesson,
        revision_id=queries.newest_for(enrolment, lesson),
        by=request.user,
        at=timezone.now(),
    )
    return redirect("progress:lesson", lesson.pk)
