"""Scans of signed lists: sending one, and opening files that show who was there."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from courses.enrolment.actions import keep_evidence, note_handed_out
from courses.enrolment.attendance.forms import FileForm
from courses.enrolment.attendance.queries import evidence_seen_by
from courses.enrolment.attendance.views import session_of
from courses.enrolment.models import Evidence
from courses.enrolment.queries import recorded_by
from lms.errors import Refused
from lms.people.access import access, signed_in
from lms.private_files import handed_out


@access(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def scan(request, session_uid):
    """Add a signed list to a session, then note what it shows."""
    session = session_of(recorded_by(request.user), session_uid)
    accept = ".pdf,.jpg,.jpeg,.png"
    label = _("Scan or photograph (PDF, JPEG or PNG, at most 20 MB)")
    form = FileForm(request.POST or None, request.FILES or None, label=label, accept=accept)
    if form.is_valid():
        name, data = form.read()
        try:
            kept = keep_evidence(
                session=session,
                kind=Evidence.Kind.SIGNED_LIST,
                data=data,
                name=name,
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error("file", refusal.sentence)
        else:
            messages.success(request, _("The signed list is kept. Now note what it shows."))
            address = reverse("attendance:list", args=[session.uid])
            return redirect(f"{address}?evidence={kept.uid}")
    context = {
        "form": form,
        "session": session,
        "heading": _("Add a signed list"),
        "explanation": _("The file is kept for auditors. The same file is kept once."),
    }
    status = 422 if form.errors else 200
    return render(request, "courses/attendance/scan.html", context, status=status)


@access(signed_in)
@require_safe
@never_cache
def file(request, evidence_uid):
    """The file as it was sent, for those who may see the list that it belongs to; it is recorded."""
    evidence = get_object_or_404(evidence_seen_by(request.user), uid=evidence_uid)
    answer = handed_out(evidence.file, evidence.name)
    if request.method == "GET":
        note_handed_out(evidence=evidence, by=request.user, at=timezone.now())
    return answer
