"""Session packs: the sheet to print, the page to fill in offline, and what comes back of them."""

from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from courses.enrolment.actions import Noted, record_attendance, record_pack
from courses.enrolment.attendance import documents, packs, queries
from courses.enrolment.attendance.forms import CHOICES, FileForm, ReasonForm
from courses.enrolment.attendance.marks import read_mark
from courses.enrolment.attendance.views import session_of
from courses.enrolment.models import AttendanceEntry
from courses.enrolment.queries import recorded_by
from lms.errors import Refused
from lms.people.access import access, signed_in


def as_download(content, content_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)


@access(signed_in)
@require_safe
@never_cache
def sheet(request, session_uid):
    """The sign-in sheet as a PDF."""
    session = session_of(recorded_by(request.user), session_uid)
    drawn = documents.sign_in_sheet(session, list(queries.listed_places(session.delivery)))
    return as_download(drawn, "application/pdf", f"sign-in-sheet-{session.day}.pdf")


@access(signed_in)
@require_safe
@never_cache
def offline(request, session_uid):
    """The page to fill in offline; each download makes ids and keys of its own."""
    session = session_of(recorded_by(request.user), session_uid)
    places = list(queries.listed_places(session.delivery))
    made = documents.offline_page(session, places, uuid4())
    return as_download(made, "text/html; charset=utf-8", f"attendance-{session.day}.html")


@access(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def pack(request, session_uid):
    """Send what the offline page made."""
    session = session_of(recorded_by(request.user), session_uid)
    label = _("File of the session pack")
    form = FileForm(request.POST or None, request.FILES or None, label=label, accept=".json")
    reason = ReasonForm(request.POST or None) if session.delivery.closed_at else None
    if form.is_valid() and (reason is None or reason.is_valid()):
        name, data = form.read()
        said = reason.cleaned_data["reason"] if reason else ""
        try:
            entries = record_pack(
                session=session,
                data=data,
                name=name,
                by=request.user,
                at=timezone.now(),
                reason=said,
            )
        except Refused as refusal:
            form.add_error("file", refusal.sentence)
        else:
            sentence = _("%s entries of the file are noted; none counts twice.") % len(entries)
            messages.success(request, sentence)
            return redirect("attendance:list", session.uid)
    context = {
        "form": form,
        "reason": reason,
        "session": session,
        "heading": _("Send a session pack"),
        "explanation": _("The file that the offline page made. Sending it again changes nothing."),
    }
    status = 422 if form.errors else 200
    return render(request, "courses/attendance/scan.html", context, status=status)


@access(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def sheet_entry(request, session_uid, place_uid, signature):
    """Where the code beside a name on the sheet leads: one entry, once."""
    session = session_of(recorded_by(request.user), session_uid)
    place = get_object_or_404(queries.listed_places(session.delivery), uid=place_uid)
    if not packs.is_signed(session, place, signature):
        raise Http404
    uid = packs.sheet_entry_uid(session, place)
    entry = AttendanceEntry.objects.filter(uid=uid).first()
    context = {"session": session, "place": place, "choices": CHOICES, "entry": entry}
    if request.method == "POST":
        try:
            mark = read_mark(
                request.POST.get("choice", ""), request.POST.get("minutes", ""), session.minutes
            )
            noted = Noted(uid, place, mark.minutes, is_excused=mark.is_excused)
            (context["entry"],) = record_attendance(
                session=session,
                entries=[noted],
                source=AttendanceEntry.Source.SESSION_PACK,
                by=request.user,
                at=timezone.now(),
            )
        except (ValueError, Refused) as error:
            context["sentence"] = str(error)
    status = 422 if "sentence" in context else 200
    return render(request, "courses/attendance/sheet_entry.html", context, status=status)
