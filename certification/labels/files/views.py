"""Recording labels from a file: send it, look at every row, record all; progress beside."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from certification.labels.files import actions
from certification.labels.files.rules import COLUMNS, NEW, OPTIONAL, RENEWED
from certification.labels.forms import FileForm
from lms.errors import Refused
from lms.jobs.models import Job
from lms.journal.outbox import left_to_relay
from lms.people.access import access, holds

PAGE = 20
administrators = access(holds("administrator"))


@administrators
@require_http_methods(["GET", "HEAD", "POST"])
def files(request):
    """Send a file; below, those that were sent."""
    form = FileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            with left_to_relay():  # the page shows the progress; nobody waits for the work here
                check = actions.ask_for_check(
                    file=form.cleaned_data["file"], by=request.user, at=timezone.now()
                )
        except Refused as refusal:
            form.add_error("file", refusal.sentence)
        else:
            return redirect("labels:file", check.uid)
    sent = Job.objects.filter(kind=actions.CHECK).select_related("asked_by")
    context = {
        "form": form,
        "page": Paginator(sent, PAGE).get_page(request.GET.get("page")),
        "columns": [(each, each in OPTIONAL) for each in COLUMNS],
    }
    status = 422 if form.errors else 200
    return render(request, "certification/labels/files.html", context, status=status)


@administrators
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def file(request, job_uid):
    """What was found in a file, then how far recording is; can be left and come back to."""
    check = get_object_or_404(Job, uid=job_uid, kind=actions.CHECK)
    if request.method == "POST":
        try:
            with left_to_relay():
                actions.ask_for_recording(check=check, by=request.user, at=timezone.now())
        except Refused as refusal:
            messages.error(request, refusal.sentence)
        return redirect("labels:file", check.uid)
    recording = Job.objects.filter(key=f"{actions.RECORD} {check.uid}").first()
    job = recording or check
    result = job.result
    context = {
        "check": check,
        "recording": recording,
        "job": job,
        "result": result,
        "may_record": recording is None
        and check.has_succeeded
        and not result["errors_count"]
        and bool(result.get(NEW, 0) + result.get(RENEWED, 0)),
    }
    return render(request, "certification/labels/file.html", context)
