"""The code on the trainer's screen, and the page on the phone that scans it."""

from datetime import datetime
from urllib.parse import urlencode

import segno
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from courses.deliveries.models import Session
from courses.enrolment import rules
from courses.enrolment.actions import check_in
from courses.enrolment.attendance import queries
from courses.enrolment.attendance.views import session_of
from courses.enrolment.queries import recorded_by
from lms.errors import Refused
from lms.people.access import access, anyone, signed_in

SCANNED = "scanned_codes"
MOST_KEPT = 5


def shown_now(session: Session) -> dict:
    """What the screen shows at this moment."""
    code = rules.check_in_code(session.check_in_secret, timezone.now())
    path = reverse("check_in", args=[session.uid])
    drawing = segno.make(f"{settings.SITE_URL}{path}?{urlencode({'code': code})}", error="m")
    svg = drawing.svg_inline(border=3, dark="#12305a", light="#ffffff", omitsize=True)
    return {
        "session": session,
        "code": f"{code[:4]} {code[4:]}",
        "short_address": f"{settings.SITE_URL}{reverse('type_code')}".rsplit("//", maxsplit=1)[-1],
        "qr": mark_safe(svg),  # noqa: S308 # drawn by us from a code and our own address
        "present": queries.present_in(session),
        "places": queries.listed_places(session.delivery).count(),
    }


@access(signed_in)
@require_safe
@never_cache
def screen(request, session_uid):
    """To show in the room; the code changes, and who is in is counted."""
    session = session_of(recorded_by(request.user), session_uid)
    return render(request, "courses/attendance/screen.html", shown_now(session))


@access(signed_in)
@require_safe
@never_cache
def code(request, session_uid):
    """The part of the screen that changes."""
    session = session_of(recorded_by(request.user), session_uid)
    return render(request, "courses/attendance/code.html", shown_now(session))


@access(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def type_code(request):
    """For who cannot scan: the code alone says in which of their sessions it is shown."""
    now = timezone.now()
    typed = request.POST.get("code", "")
    for session in queries.held_about(request.user, now) if typed else ():
        if rules.is_check_in_code(session.check_in_secret, typed, now):
            address = reverse("check_in", args=[session.uid])
            return redirect(f"{address}?{urlencode({'code': typed})}")
    context = {}
    if request.method == "POST":
        context["sentence"] = _(
            "No session of yours shows this code now; look at the screen again."
        )
    status = 422 if context else 200
    return render(request, "courses/attendance/type_code.html", context, status=status)


def keep_scan(request, session: Session, now: datetime) -> None:
    """Note that this browser showed a code in time, because signing in may take longer than it lasts."""
    scanned = request.GET.get("code", "")
    if not scanned or not rules.is_check_in_code(session.check_in_secret, scanned, now):
        return
    kept = request.session.get(SCANNED, {})
    kept.pop(str(session.uid), None)
    kept[str(session.uid)] = [scanned, now.isoformat()]
    request.session[SCANNED] = dict(list(kept.items())[-MOST_KEPT:])


def kept_scan(request, session: Session, now: datetime) -> tuple[str, datetime] | None:
    kept = request.session.get(SCANNED, {}).get(str(session.uid))
    if kept is None:
        return None
    scanned, scanned_at = kept[0], datetime.fromisoformat(kept[1])
    return (scanned, scanned_at) if now - scanned_at <= rules.SCAN_HOLDS else None


@access(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def arrive(request, session_uid):
    """The page that the code leads to. Who is not signed in signs in first; the scan is remembered."""
    session = get_object_or_404(Session.objects.select_related("delivery"), uid=session_uid)
    now = timezone.now()
    if request.method != "POST":
        keep_scan(request, session, now)
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("check_in", args=[session.uid]))
    scan = kept_scan(request, session, now)
    context = {"session": session, "is_scanned": scan is not None}
    if request.method != "POST":
        if scan is None and "code" in request.GET:
            context["sentence"] = _("This code is no longer on the screen; scan it again.")
        return render(request, "courses/attendance/check_in.html", context)
    scanned, scanned_at = scan or (request.POST.get("code", ""), now)
    try:
        context["entry"] = check_in(
            session=session,
            person=request.user,
            code=scanned,
            at=now,
            scanned_at=scanned_at,
        )
    except Refused as refusal:
        context |= {"sentence": refusal.sentence, "is_scanned": False}
    status = 200 if "entry" in context else 422
    return render(request, "courses/attendance/check_in.html", context, status=status)
