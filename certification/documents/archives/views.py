"""Many certificates as a ZIP: ask, watch, leave and come back, take it."""

from django.core.paginator import Paginator
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from certification.documents.archives import queries
from certification.documents.archives.actions import LASTS, ask_for_archive, note_download
from certification.documents.archives.forms import ArchiveForm
from certification.documents.archives.zipping import zipped
from courses.deliveries.models import Delivery
from lms.errors import Refused
from lms.jobs.models import Job
from lms.journal.outbox import left_to_relay
from lms.people.access import access, signed_in

PAGE = 20


@access(signed_in)
@never_cache
@require_http_methods(["GET", "POST"])
def archives(request, delivery_uid=None):
    """Choose which certificates; below, the ZIPs that one has asked for."""
    delivery = _delivery(request.user, delivery_uid)
    form = ArchiveForm(request.POST if request.method == "POST" else None, delivery=delivery)
    if form.is_valid():
        try:
            with left_to_relay():  # the page shows the progress; nobody waits for the work here
                job = ask_for_archive(wanted=form.wanted(), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("documents:archive", job.uid)
    asked = queries.archives_of(request.user)
    if delivery is not None:
        asked = asked.filter(about__delivery=delivery.pk)
    context = {
        "form": form,
        "delivery": delivery,
        "page": Paginator(asked, PAGE).get_page(request.GET.get("page")),
    }
    status = 422 if form.errors else 200
    return render(request, "certification/documents/archives.html", context, status=status)


@access(signed_in)
@never_cache
@require_safe
def archive(request, job_uid):
    """How far it is; then the way to it, for a week."""
    job = _job(request.user, job_uid)
    context = {
        "job": job,
        "delivery": Delivery.objects.filter(pk=job.about["delivery"]).first(),
        "ends_at": job.finished_at + LASTS if job.finished_at else None,
        "is_over": _is_over(job),
        "lost": job.result.get("lost", []),
    }
    return render(request, "certification/documents/archive.html", context)


@access(signed_in)
@never_cache
@require_http_methods(["GET"])
def take(request, job_uid):
    """The ZIP itself, for who asked for it and still may have it."""
    job = _job(request.user, job_uid)
    if not job.has_succeeded:
        return redirect("documents:archive", job.uid)
    if _is_over(job):
        raise Http404
    note_download(job=job, by=request.user, at=timezone.now())
    answer = StreamingHttpResponse(
        zipped(queries.documents_in_turn(job), job.result.get("lost", [])),
        content_type="application/zip",
    )
    name = slugify(job.about["what"])[:60] or "certificates"
    answer["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _delivery(person, uid) -> Delivery | None:
    if uid is None:
        if not queries.may_take_all(person):
            raise Http404
        return None
    return get_object_or_404(queries.deliveries_to_take_from(person), uid=uid)


def _job(person, uid) -> Job:
    job = get_object_or_404(queries.archives_of(person), uid=uid)
    delivery = Delivery.objects.filter(pk=job.about["delivery"]).first()
    if not queries.may_take(person, delivery):
        raise Http404
    return job


def _is_over(job: Job) -> bool:
    return job.finished_at is not None and timezone.now() > job.finished_at + LASTS
