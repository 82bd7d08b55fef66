"""Takes a file that somebody holds and says whether it is the one we issued."""

from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from certification.certificates import limits
from certification.certificates.queries import status_of, today_of
from certification.certificates.rules import StatusOn
from certification.certificates.views import private
from certification.documents.dropped.files import LARGEST
from certification.documents.dropped.verdicts import Kind, Verdict, verdict_on
from lms.people.access import access, anyone

AROUND = 10_000  # bytes that a form adds to its file


class InMemory(MemoryFileUploadHandler):
    """Keeps what was sent in memory, so that it is never on a disk."""

    def handle_raw_input(self, *args, **kwargs):
        self.activated = True


# Changes nothing and knows nobody, so there is nothing to forge; without the token there is no
# cookie, and the upload may be read by the handler that keeps it in memory.
@csrf_exempt
@access(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
def dropped(request):
    """One file as `file`; nothing of it is kept. Without one it leads back to the form."""
    if request.method != "POST":
        return redirect("certificates:verify")
    now = timezone.now()
    if limits.has_missed_too_often(request, now):
        return _refusal(request, 429, "too_many")
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST + AROUND:
        return _refusal(request, 413, "too_large")
    request.upload_handlers = [InMemory(request)]
    sent = request.FILES.get("file")
    if sent is None:
        return _refusal(request, 400, "missing")
    verdict = verdict_on(sent.read())
    if verdict.kind != Kind.ISSUED:
        limits.count_miss(request, now)
    if verdict.certificate is None:
        return _refusal(request, 404, verdict.kind.value)
    certificate = verdict.certificate
    status = status_of(certificate, today_of(certificate, now))
    if _wants_json(request):
        return private(JsonResponse(_claims(verdict, status)))
    context = {"verdict": verdict, "status": status, "certificate": certificate}
    return private(render(request, "certification/documents/dropped.html", context))


def _claims(verdict: Verdict, status: StatusOn) -> dict:
    return {
        "found": True,
        "verdict": verdict.kind.value,
        "number": verdict.certificate.number,
        "issue": verdict.held.number if verdict.held else None,
        "newest_issue": verdict.current.number,
        "holder": verdict.current.holder_name,
        "title": verdict.certificate.title,
        "status": status.status.value,
        "status_on": status.day.isoformat(),
    }


def _wants_json(request) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def _refusal(request, code: int, reason: str):
    sentence = _sentence(reason)
    if _wants_json(request):
        body = {"found": False, "verdict": reason, "message": sentence}
        return private(JsonResponse(body, status=code))
    context = {"file_sentence": sentence}
    return private(render(request, "certification/certificates/verify.html", context, status=code))


def _sentence(reason: str) -> str:
    return {
        "too_many": _("Many files that we did not issue came from your address. Wait a minute."),
        "too_large": _("This file is larger than 4 MB, and no file of ours is."),
        "missing": _("Choose a file first: a PDF, PNG, SVG, JSON or JWT."),
        "unreadable": _(
            "We cannot read this file. Choose the PDF of the certificate, its badge as PNG or SVG,"
            " or its credential as JSON or JWT."
        ),
        "unknown": _(
            "This is no file that we can tell anything about. If it shows a certificate number, type"
            " the number, or ask the person who gave it to you."
        ),
    }[reason]
