"""What a test is like and whether it may begin, before its first question is seen."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.cache import cache
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from courses.assessments.designs import Section, read_sections
from courses.assessments.models import Assessment
from courses.attempts import actions, queries
from courses.attempts.forms import StartForm
from courses.attempts.repeats import questions_again
from courses.catalogue.models import ModulePage
from courses.deliveries.queries import module_revision
from courses.enrolment.models import Enrolment
from lms.errors import Refused
from lms.people.access import access, signed_in

WRONG_CODES = 5  # then a pause, so that a short code cannot be found by trying
PAUSE = 15 * 60  # seconds


@dataclass(frozen=True)
class Asked:
    """Whose start of which test a request is about."""

    module: ModulePage
    assessment: Assessment
    enrolment: Enrolment

    @property
    def tries(self) -> str:
        return f"start-code:{self.enrolment.person_id}:{self.assessment.pk}"


def place_in(request, module: ModulePage) -> Enrolment:
    """The reader's place in the module's programme: the one asked for, else the newest."""
    places = (
        Enrolment.objects.visible_to(request.user)
        .taken()
        .filter(programme__path=module.path[: -ModulePage.steplen])
        .select_related("programme")
        .order_by("-enrolled_at", "-pk")
    )
    wanted = request.POST.get("enrolment") or request.GET.get("enrolment", "")
    place = next((each for each in places if str(each.uid) == wanted), None) or places.first()
    if place is None:
        raise Http404
    return place


def asked_test(request, module_pk: int, kind: str) -> Asked:
    modules = ModulePage.objects.live().select_related(kind)
    module = get_object_or_404(modules, pk=module_pk, **{f"{kind}__isnull": False})
    return Asked(module, getattr(module, kind), place_in(request, module))


@access(signed_in)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request, module_pk):
    """The test that closes a module: what it is like, and its first question on POST."""
    return show_or_start(request, asked_test(request, module_pk, "assessment"))


@access(signed_in)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def practice(request, module_pk):
    """The test for practice of a module; it completes nothing."""
    return show_or_start(request, asked_test(request, module_pk, "practice"))


def show_or_start(request, asked: Asked):
    form = StartForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return show(request, asked, form)
    if cache.get(asked.tries, 0) >= WRONG_CODES:
        form.add_error("code", _("Too many wrong codes. Wait a quarter of an hour, or ask."))
        return show(request, asked, form)
    try:
        attempt = actions.start_attempt(
            enrolment=asked.enrolment,
            assessment=asked.assessment,
            by=request.user,
            at=timezone.now(),
            code=form.cleaned_data["code"],
            module_revision_id=module_revision(asked.enrolment.delivery_id, asked.module),
        )
    except Refused as refusal:
        if refusal.code != "wrong_start_code":
            messages.error(request, refusal.sentence)
            return redirect(f"{request.path}?enrolment={asked.enrolment.uid}")
        cache.set(asked.tries, cache.get(asked.tries, 0) + 1, PAUSE)
        form.add_error("code", refusal.sentence)
        return show(request, asked, form)
    cache.delete(asked.tries)
    return redirect("attempts:attempt", attempt.uid)


def show(request, asked: Asked, form: StartForm):
    standing = queries.standing(asked.enrolment, asked.assessment, timezone.now())
    sections: list[Section] = read_sections(standing.design.sections)
    context = {
        "asked": asked,
        "standing": standing,
        "design": standing.design,
        "sections": [each for each in sections if each.title],
        "questions": sum(each.count for each in sections),
        "again": questions_again(asked.enrolment, asked.assessment, standing),
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "courses/attempts/start.html", context, status=status)
