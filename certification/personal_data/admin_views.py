"""Administrators answer who asked to be removed, and let evidence go whose time is over."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certification.personal_data import files, queries, rules
from certification.personal_data.actions import (
    erase_person,
    refuse_erasure,
    remove_past_retention,
)
from certification.personal_data.forms import AnswerForm, HoldForm, YearsForm
from certification.personal_data.held import stays_about
from courses.deliveries.actions import change_project, lift_hold, place_hold
from courses.deliveries.models import RetentionHold
from lms.errors import Refused
from lms.people.access import access, holds
from lms.people.models import Person

PAGE = 50
administrators = access(holds("administrator"))


@administrators
@require_safe
def requests(request):
    """Who waits to be removed, the oldest first."""
    page = Paginator(queries.waiting_requests(), PAGE).get_page(request.GET.get("page"))
    return render(request, "certification/personal_data/requests.html", {"page": page})


@administrators
@require_http_methods(["GET", "HEAD", "POST"])
def person(request, public_id):
    """What binds, what stays, and the two answers."""
    found, now = get_object_or_404(Person, public_id=public_id), timezone.now()
    waiting = queries.waiting_requests().filter(person=found).first()
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = {"reason": form.cleaned_data["reason"], "by": request.user, "at": now}
        try:
            if form.cleaned_data["answer"] == "refuse" and waiting:
                refuse_erasure(request=waiting, **said)
                messages.success(request, _("Refused; they read the reason on their page."))
            else:
                erase_person(person=found, **said)
                messages.success(request, _("The person is removed. Every figure stays."))
            return redirect("personal_data:requests")
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
    context = {
        "person": found,
        "waiting": waiting,
        "done": queries.erasure_of(found),
        "reasons": rules.reasons_against(queries.bound(found, now)),
        "kept": stays_about(found),
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "certification/personal_data/person.html", context, status=status)


@administrators
@require_safe
def retention(request):
    """Files that no project keeps any longer, by kind, and until when each project keeps its own."""
    today = timezone.localdate()
    page = Paginator(files.projects_with_holds(), PAGE).get_page(request.GET.get("page"))
    context = {
        "kinds": [(kind, files.past_retention(kind, today).count()) for kind in files.KINDS[:-1]],
        "page": page,
        "today": today,
    }
    return render(request, "certification/personal_data/retention.html", context)


@administrators
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request, file_kind):
    """The files of a kind that may go; POST lets the next of them go."""
    found = files.BY_CODE.get(file_kind)
    if found is None:
        raise Http404
    if request.method == "POST":
        removed = remove_past_retention(kind=found, by=request.user, at=timezone.now())
        said = ngettext("%s file is removed.", "%s files are removed.", removed) % removed
        messages.success(request, said)
        return redirect("personal_data:remove", file_kind)
    due = files.past_retention(found, timezone.localdate())
    page = Paginator(due, PAGE).get_page(request.GET.get("page"))
    context = {"kind": found, "page": page}
    return render(request, "certification/personal_data/remove.html", context)


@administrators
@require_http_methods(["GET", "HEAD", "POST"])
def project(request, paying_pk):
    """How long a project keeps its evidence, and its holds."""
    found = get_object_or_404(files.projects_with_holds(), pk=paying_pk)
    is_hold = "reason" in request.POST
    hold = HoldForm(request.POST if is_hold else None)
    years = YearsForm(
        request.POST if request.method == "POST" and not is_hold else None,
        initial={"years": found.retention_years},
    )
    form, said = (hold if is_hold else years), {"by": request.user, "at": timezone.now()}
    if request.method == "POST" and form.is_valid():
        try:
            if is_hold:
                place_hold(project=found, **hold.cleaned_data, **said)
            else:
                change_project(project=found, retention_years=years.cleaned_data["years"], **said)
            return redirect("personal_data:project", found.pk)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
    context = {"project": found, "hold": hold, "years": years, "today": timezone.localdate()}
    status = 422 if form.errors else 200
    return render(request, "certification/personal_data/project.html", context, status=status)


@administrators
@require_POST
def lift(request, hold_pk):
    hold = get_object_or_404(RetentionHold.objects.select_related("project"), pk=hold_pk)
    lift_hold(hold=hold, by=request.user, at=timezone.now())
    messages.success(request, _("The hold ends with today."))
    return redirect("personal_data:project", hold.project_id)
