"""Taking past trainings in the browser: send, look at every row, take; evidence beside it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from certification.records.actions.projects import COLUMNS as OF_PROJECTS
from certification.records.disputes import disputes
from certification.records.files import actions
from certification.records.files.forms import EvidenceForm, FileForm
from certification.records.models import RecordVersion
from certification.records.rules import COLUMNS
from lms.errors import Refused
from lms.jobs.models import Job
from lms.journal.outbox import left_to_relay
from lms.people.access import access, holds

PAGE, NAMES, MOST_DISPUTES = 20, 50, 10_000
administrators = access(holds("administrator"))


@administrators
@require_http_methods(["GET", "HEAD", "POST"])
def files(request):
    """Send a table; below, those that were sent and the evidence that rows still wait for."""
    form = FileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            with left_to_relay():  # the page shows the progress; nobody waits for the work here
                look = actions.ask_for_look(**form.cleaned_data, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error("file", refusal.sentence)
        else:
            return redirect("records:file", look.uid)
    return _page(request, form, EvidenceForm())


@administrators
@require_POST
def evidence(request):
    """Send files that rows name; records that wait for them are evidenced at once."""
    form = EvidenceForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            kept, attached = actions.keep_sent_evidence(
                files=form.cleaned_data["files"], by=request.user, at=timezone.now()
            )
        except Refused as refusal:
            form.add_error("files", refusal.sentence)
        else:
            said = ngettext("%s file is kept.", "%s files are kept.", kept) % kept
            more = ngettext(
                "%s record has its evidence now.", "%s records have their evidence now.", attached
            )
            messages.success(request, f"{said} {more % attached}")
            return redirect("records:files")
    return _page(request, FileForm(), form)


def _page(request, form, evidence_form):
    sent = Job.objects.filter(kind=actions.LOOK).select_related("asked_by")
    waiting = (
        RecordVersion.objects.standing()
        .filter(evidence__isnull=True)
        .exclude(evidence_name="")
        .order_by("evidence_name")
        .values_list("evidence_name", flat=True)
        .distinct()
    )
    context = {
        "form": form,
        "evidence_form": evidence_form,
        "page": Paginator(sent, PAGE).get_page(request.GET.get("page")),
        "columns": COLUMNS,
        "columns_of_projects": OF_PROJECTS,
        "waiting": list(waiting[:NAMES]),
        "waiting_count": waiting.count(),
        "disputes": disputes()[:MOST_DISPUTES].count(),
    }
    status = 422 if form.errors or evidence_form.errors else 200
    return render(request, "certification/records/files.html", context, status=status)


@administrators
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def file(request, job_uid):
    """What was found in a file, then how far taking it is; can be left and come back to."""
    look = get_object_or_404(Job, uid=job_uid, kind=actions.LOOK)
    if request.method == "POST":
        try:
            with left_to_relay():
                actions.ask_for_taking(look=look, by=request.user, at=timezone.now())
        except Refused as refusal:
            messages.error(request, refusal.sentence)
        return redirect("records:file", look.uid)
    taking = Job.objects.filter(key=f"{actions.TAKE} {look.uid}").first()
    job = taking or look
    result = job.result
    to_take = result.get("new", 0) + result.get("corrected", 0)
    context = {
        "look": look,
        "taking": taking,
        "job": job,
        "result": result,
        "holds_projects": look.about["content"] == actions.PROJECTS,
        "what": _("Projects") if look.about["content"] == actions.PROJECTS else _("Past trainings"),
        "to_take": to_take,
        "may_take": taking is None and look.has_succeeded and to_take > 0,
    }
    return render(request, "certification/records/file.html", context)
