"""Enrolling from a file: send it, look at what was found in each row, enrol all; progress beside."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from courses.deliveries.queries import run_by
from courses.enrolment.bulk import actions
from courses.enrolment.bulk.forms import ConfirmForm, FileForm
from courses.enrolment.bulk.reading import COLUMNS, OPTIONAL
from lms.errors import Refused
from lms.jobs.models import Job
from lms.journal.outbox import left_to_relay
from lms.people.access import access, signed_in

PAGE = 20


@access(signed_in)
@require_http_methods(["GET", "POST"])
def files(request, delivery_uid):
    """Send a file; below, those that were sent."""
    delivery = get_object_or_404(run_by(request.user), uid=delivery_uid)
    form = FileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            with left_to_relay():  # the page shows the progress; nobody waits for the work here
                check = actions.ask_for_check(
                    delivery=delivery,
                    file=form.cleaned_data["file"],
                    by=request.user,
                    at=timezone.now(),
                )
        except Refused as refusal:
            form.add_error("file", refusal.sentence)
        else:
            return redirect("enrolment:file", check.uid)
    sent = Job.objects.filter(kind=actions.CHECK, about__delivery=delivery.pk)
    context = {
        "form": form,
        "delivery": delivery,
        "page": Paginator(sent.select_related("asked_by"), PAGE).get_page(request.GET.get("page")),
        "columns": [(each, each in OPTIONAL) for each in COLUMNS],
    }
    status = 422 if form.errors else 200
    return render(request, "courses/enrolment/files.html", context, status=status)


@access(signed_in)
@never_cache
@require_http_methods(["GET", "POST"])
def file(request, job_uid):
    """What was found in a file, then how far enrolling is; can be left and come back to."""
    check = get_object_or_404(Job, uid=job_uid, kind=actions.CHECK)
    delivery = run_by(request.user).filter(pk=check.about["delivery"]).first()
    if delivery is None:
        raise Http404
    form = ConfirmForm(
        request.POST if request.method == "POST" else None, check=check, delivery=delivery
    )
    if form.is_valid():
        try:
            with left_to_relay():
                actions.ask_for_enrolment(
                    check=check,
                    by=request.user,
                    at=timezone.now(),
                    reason=form.cleaned_data.get("reason", ""),
                )
        except Refused as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(request, _("Everybody in the file is being enrolled."))
        return redirect("enrolment:file", check.uid)
    enrolling = Job.objects.filter(key=f"{actions.ENROL} {check.uid}").first()
    job = enrolling or check
    context = {
        "check": check,
        "enrolling": enrolling,
        "job": job,
        "delivery": delivery,
        "form": form,
        "result": job.result,
        "may_enrol": enrolling is None
        and check.has_succeeded
        and not check.result["errors_count"]
        and bool(check.result["new"] + check.result["known"]),
    }
    status = 422 if form.errors else 200
    return render(request, "courses/enrolment/file.html", context, status=status)
