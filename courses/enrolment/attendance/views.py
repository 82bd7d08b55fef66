"""The lists of a delivery, the list of one session, and opening a locked one again."""

import json

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.deliveries.models import Delivery, Session
from courses.deliveries.queries import visible_to
from courses.enrolment.actions import Noted, record_attendance, unlock_list
from courses.enrolment.attendance import queries
from courses.enrolment.attendance.forms import CHOICES, ListForm, ReasonForm, UnlockForm
from courses.enrolment.attendance.marks import read_sent
from courses.enrolment.models import Enrolment, Evidence
from courses.enrolment.queries import lists_seen_by, recorded_by
from lms.auditing.queries import only_audits
from lms.errors import Refused
from lms.people.access import access, holds, signed_in

PAGE = 100
MOST_MARKS = 200


def session_of(sessions, session_uid) -> Session:
    return get_object_or_404(sessions.select_related("delivery", "module"), uid=session_uid)


def scan_of(request, session: Session) -> Evidence | None:
    """The signed list that the page is filled in from, where one is named."""
    named = request.GET.get("evidence", "")
    scans = Evidence.objects.filter(session=session, kind=Evidence.Kind.SIGNED_LIST)
    try:
        return scans.get(uid=named) if named else None
    except (Evidence.DoesNotExist, ValueError, TypeError) as error:
        raise Http404 from error


def source_of(scan: Evidence | None) -> dict:
    return {"source": "signed list" if scan else "trainer", "evidence": scan}


@access(signed_in)
@require_safe
@never_cache
def lists(request, delivery_uid):
    """The lists of a delivery with how full they are and when they lock; one's own attendance."""
    seen = lists_seen_by(request.user)
    open_to = Q(pk__in=visible_to(request.user).values("pk")) | Q(pk__in=seen.values("delivery"))
    delivery = get_object_or_404(Delivery.objects.filter(open_to), uid=delivery_uid)
    shown = seen.filter(delivery=delivery, cancelled_at__isnull=True).select_related("delivery")
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    shares = queries.shares(delivery, request.user) if shown else []
    context = {
        "delivery": delivery,
        "page": page,
        "is_audit": only_audits(request.user),
        "is_reader": bool(shown),
        "lines": queries.session_lines(delivery, page, timezone.now()),
        "places": queries.places_shown_to(request.user, delivery).count(),
        "shares": Paginator(shares, PAGE).get_page(request.GET.get("page")),
        "own": queries.own_lines(request.user, delivery),
    }
    return render(request, "courses/attendance/lists.html", context)


@access(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def attendance(request, session_uid):
    """The list of a session; who keeps it marks it here, others who may see it read it."""
    session = session_of(lists_seen_by(request.user), session_uid)
    keeps = recorded_by(request.user).filter(pk=session.pk).exists()
    if request.method == "POST" and not keeps:
        raise Http404
    scan = scan_of(request, session)
    places = queries.places_shown_to(request.user, session.delivery)
    page = Paginator(places, PAGE).get_page(request.GET.get("page"))
    form = ListForm(request.POST or None, queries.lines_of(session, page), session.minutes)
    reason = ReasonForm(request.POST or None) if session.delivery.closed_at else None
    if request.method == "POST" and save(request, session, scan, form, reason):
        return redirect(request.get_full_path())
    lock = queries.lock_of(session, session.unlocks.select_related("by"), timezone.now())
    context = {
        "session": session,
        "delivery": session.delivery,
        "page": page,
        "form": form,
        "reason": reason,
        "choices": CHOICES,
        "lock": lock,
        "keeps": keeps,
        "is_audit": only_audits(request.user),
        "may_mark": keeps and not lock.is_locked and session.cancelled_at is None,
        "scan": scan,
        "present": queries.present_in(session),
        "files": session.evidence.select_related("added_by"),
        "unlocks": session.unlocks.select_related("by"),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "courses/attendance/list.html", context, status=status)


def save(request, session, scan, form: ListForm, reason: ReasonForm | None) -> bool:
    """Whether everything that was changed is saved; nothing of it, where one row is refused."""
    noted = form.read()
    if not form.is_clear or (reason is not None and noted and not reason.is_valid()):
        messages.error(request, _("Nothing is saved yet. See the lines that are marked."))
        return False
    said = reason.cleaned_data["reason"] if reason is not None and noted else ""
    try:
        record_attendance(
            session=session,
            entries=noted,
            by=request.user,
            at=timezone.now(),
            reason=said,
            **source_of(scan),
        )
    except Refused as refusal:
        if refusal.code == "id_reused":
            form.renew()
        messages.error(request, refusal.sentence)
        return False
    messages.success(request, _("The list is saved.") if noted else _("Nothing was changed."))
    return True


@access(signed_in)
@require_POST
def marks(request, session_uid):
    """Marks that a browser kept until it could send them; each is answered by itself."""
    session = session_of(recorded_by(request.user), session_uid)
    scan = scan_of(request, session)
    try:
        sent = json.loads(request.POST.get("marks", ""))
    except ValueError:
        sent = None
    if not isinstance(sent, list) or len(sent) > MOST_MARKS:
        return JsonResponse({"sentence": _("These marks cannot be read.")}, status=400)
    saved, refused = {}, {}
    places = {place.uid: place for place in queries.listed_places(session.delivery)}
    for raw in sent:
        uid = str(raw.get("uid", "")) if isinstance(raw, dict) else ""
        try:
            saved[uid] = _keep(request, session, scan, places, raw)
        except (ValueError, Refused) as error:
            refused[uid] = str(error)
    lines = queries.lines_of(session, saved.values())
    shown = {
        str(line.place.uid): render_to_string(
            "courses/attendance/standing.html", {"line": line, "session": session}
        )
        for line in lines
    }
    present = queries.present_in(session)
    return JsonResponse(
        {"saved": list(saved), "refused": refused, "lines": shown, "present": present}
    )


def _keep(request, session: Session, scan: Evidence | None, places, raw) -> Enrolment:
    if not isinstance(raw, dict):
        raise ValueError(_("This mark cannot be read."))
    sent = read_sent(raw, session.minutes)
    if sent.place not in places:
        raise ValueError(_("This person has no place in the delivery."))
    place = places[sent.place]
    noted = Noted(sent.uid, place, sent.mark.minutes, sent.made_at, is_excused=sent.mark.is_excused)
    record_attendance(
        session=session,
        entries=[noted],
        by=request.user,
        at=timezone.now(),
        **source_of(scan),
    )
    return place


@access(holds("administrator"))
@require_http_methods(["GET", "POST"])
def unlock(request, session_uid):
    """Open a locked list again for some days, with a reason."""
    session = session_of(Session.objects.all(), session_uid)
    form = UnlockForm(request.POST or None)
    if form.is_valid():
        now = timezone.now()
        try:
            unlock_list(
                session=session,
                reason=form.cleaned_data["reason"],
                until=form.until(now),
                by=request.user,
                at=now,
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("The list is open again."))
            return redirect("attendance:list", session.uid)
    lock = queries.lock_of(session, session.unlocks.all(), timezone.now())
    context = {"form": form, "session": session, "delivery": session.delivery, "lock": lock}
    status = 422 if form.errors else 200
    return render(request, "courses/attendance/unlock.html", context, status=status)
