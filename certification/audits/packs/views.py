"""Packs of evidence: ask for the pack of a figure or a person, watch it, take it."""

from dataclasses import replace
from uuid import UUID

from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from certification.audits.packs.actions import KIND, LASTS, ask_for_pack, note_taken
from certification.audits.packs.questions import Wanted, wanted_of
from certification.counts import within
from certification.counts.rules import bound_of
from certification.counts.views import readers, with_question
from courses.deliveries.auditing import scope_of
from lms.auditing.watermarks import watermark_for
from lms.errors import Refused
from lms.jobs.models import Job
from lms.journal.outbox import left_to_relay
from lms.people.merging.queries import canonical_of

PAGE = 20


def packs_of(person):
    return Job.objects.filter(kind=KIND, asked_by=person)


@readers
@never_cache
@require_safe
def packs(request):
    """Those that one asked for."""
    page = Paginator(packs_of(request.user), PAGE).get_page(request.GET.get("page"))
    rows = [(job, wanted_of(job.about)) for job in page]
    return render(request, "certification/audits/packs.html", {"page": page, "rows": rows})


@readers
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@with_question
def new_pack(request, _form, question):
    """What the pack is about, which the address says; then ask for it."""
    wanted = Wanted(question, person_asked(request, question))
    refusal = None
    if request.method == "POST":
        mark = watermark_for(request)
        try:
            with left_to_relay():  # the page shows the progress; nobody waits for the work here
                job = ask_for_pack(
                    wanted=replace(wanted, mark=mark), by=request.user, at=timezone.now()
                )
        except Refused as found:
            refusal = found
        else:
            keep_code(request, job)
            return redirect("audits:pack", job.uid)
    query = urlencode(question.query())
    context = {
        "question": question,
        "person": wanted.person,
        "refusal": refusal,
        "people_url": reverse("counts:people") + "?" + query,
        "action": request.get_full_path(),
    }
    status = 422 if refusal else 200
    return render(request, "certification/audits/new_pack.html", context, status=status)


def person_asked(request, question):
    """The person whom the address names, within the scope; None for a figure."""
    named = request.GET.get("person", "")
    if not named:
        return None
    try:
        public_id = UUID(named)
    except ValueError:
        raise Http404 from None
    before = bound_of(question.filters, question.rule.zone)
    people = within.people(scope_of(request.user), before).select_related("merged_into")
    found = get_object_or_404(people, public_id=public_id)
    return canonical_of([found], before)[found.pk]


def keep_code(request, job: Job) -> None:
    """The log names the code that stands in the pack, also where it was asked for before."""
    mark = job.about.get("mark")
    if mark:
        request.audit_code = mark["export_code"]


def context_of(job: Job) -> dict:
    return {
        "job": job,
        "wanted": wanted_of(job.about),
        "ends_at": job.finished_at + LASTS if job.finished_at else None,
        "is_over": is_over(job),
    }


def is_over(job: Job) -> bool:
    return job.finished_at is not None and timezone.now() > job.finished_at + LASTS


def own(request, job_uid) -> Job:
    """A pack of one's own, as long as its projects are in one's scope today."""
    job = get_object_or_404(packs_of(request.user), uid=job_uid)
    scope, then = scope_of(request.user), job.about["scope"]
    if scope is not None and (then is None or not set(then) <= set(scope)):
        raise Http404
    return job


@readers
@never_cache
@require_safe
def pack(request, job_uid):
    """How far it is; then the way to it, for a week."""
    context = context_of(own(request, job_uid))
    return render(request, "certification/audits/pack.html", context)


@readers
@never_cache
@require_safe
def progress(request, job_uid):
    """The part of the page that is asked for again and again."""
    context = context_of(own(request, job_uid))
    return render(request, "certification/audits/pack_progress.html", context)


@readers
@never_cache
@require_http_methods(["GET"])
def take(request, job_uid):
    """The ZIP itself, for who asked for it."""
    job = own(request, job_uid)
    if not job.has_succeeded or is_over(job) or not job.file:
        return redirect("audits:pack", job.uid)
    content = job.file.open("rb")
    note_taken(job=job, by=request.user, at=timezone.now())
    keep_code(request, job)
    name = f"evidence-{job.about['as_of']}-{str(job.uid)[:8]}.zip"
    answer = FileResponse(
        content, as_attachment=True, filename=name, content_type="application/zip"
    )
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
