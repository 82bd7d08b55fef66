"""Logs of meeting platforms: sending one, seeing what it says of whom, and taking it in."""

from zoneinfo import available_timezones

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from courses.enrolment.actions import keep_evidence, record_platform_log
from courses.enrolment.attendance import matching, queries
from courses.enrolment.attendance.forms import FileForm, ReasonForm
from courses.enrolment.attendance.platforms import PARTS
from courses.enrolment.attendance.views import session_of
from courses.enrolment.models import Evidence
from courses.enrolment.queries import recorded_by
from lms.errors import Refused
from lms.people.access import access, signed_in

LABELS = {
    "name": gettext_lazy("Name"),
    "email": gettext_lazy("E-mail"),
    "join": gettext_lazy("Joined"),
    "leave": gettext_lazy("Left"),
    "duration": gettext_lazy("Duration"),
}


@access(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def log(request, session_uid):
    """Send the attendance file of a meeting; it is kept, and nothing is noted yet."""
    session = session_of(recorded_by(request.user), session_uid)
    label = _("Attendance file of the meeting (CSV)")
    form = FileForm(
        request.POST or None, request.FILES or None, label=label, accept=".csv,.tsv,.txt"
    )
    if form.is_valid():
        name, data = form.read()
        try:
            matching.read_table(data)
            kept = keep_evidence(
                session=session,
                kind=Evidence.Kind.PLATFORM_LOG,
                data=data,
                name=name,
                by=request.user,
                at=timezone.now(),
            )
        except (ValueError, Refused) as error:
            form.add_error("file", str(error))
        else:
            return redirect("attendance:platform", kept.uid)
    context = {
        "form": form,
        "session": session,
        "heading": _("Take in the log of a meeting"),
        "explanation": _("You see what it says of whom before anything is noted."),
    }
    status = 422 if form.errors else 200
    return render(request, "courses/attendance/scan.html", context, status=status)


def chosen_columns(said, headings: list[str]) -> dict[str, int] | None:
    """The columns as people chose them; None while nobody did."""
    if not any(part in said for part in PARTS):
        return None
    numbers = {part: said.get(part, "") for part in PARTS}
    return {
        part: int(number)
        for part, number in numbers.items()
        if number.isascii() and number.isdecimal() and int(number[:4]) < len(headings)
    }


@access(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def platform(request, evidence_uid):
    """What a kept log says of whom; confirming notes the minutes."""
    logs = Evidence.objects.filter(kind=Evidence.Kind.PLATFORM_LOG)
    evidence = get_object_or_404(
        logs.filter(session__in=recorded_by(request.user).values("pk")), uid=evidence_uid
    )
    session = session_of(recorded_by(request.user), evidence.session.uid)
    with evidence.file.open("rb") as opened:
        data = opened.read()
    said = request.POST if request.method == "POST" else request.GET
    headings = matching.read_table(data).headings
    zone = said.get("zone", "")
    zone = zone if zone in available_timezones() else session.zone
    places = list(queries.listed_places(session.delivery))
    preview = matching.preview(
        data, session, places, chosen=chosen_columns(said, headings), zone=zone
    )
    reason = ReasonForm(request.POST or None) if session.delivery.closed_at else None
    if request.method == "POST" and take_in(request, evidence, preview, reason):
        return redirect("attendance:list", session.uid)
    context = {
        "session": session,
        "evidence": evidence,
        "preview": preview,
        "parts": [(part, LABELS[part], preview.columns.get(part)) for part in PARTS],
        "headings": list(enumerate(headings)),
        "zone": zone,
        "zones": sorted(
            {session.zone, "UTC"} | {each for each in available_timezones() if "/" in each}
        ),
        "reason": reason,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "courses/attendance/platform.html", context, status=status)


def take_in(request, evidence: Evidence, preview, reason) -> bool:
    if reason is not None and not reason.is_valid():
        return False
    try:
        entries = record_platform_log(
            evidence=evidence,
            preview=preview,
            by=request.user,
            at=timezone.now(),
            reason=reason.cleaned_data["reason"] if reason else "",
        )
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return False
    messages.success(request, _("The log is taken in: %s people.") % len(entries))
    return True
