"""One session of a delivery: who teaches it by which right, adding, moving and cancelling it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.deliveries import actions, overview, rules
from courses.deliveries.forms import NewSessionForm, ReasonForm, SessionForm
from courses.deliveries.models import Session
from courses.deliveries.queries import (
    has_attendance,
    run_by,
    sees_link,
    visible_to,
    who_may_teach,
)
from lms.errors import Refused
from lms.people.access import access, signed_in
from lms.people.models import Person

SUGGESTED = 10


def session_run_by(person, session_uid) -> Session:
    sessions = Session.objects.filter(delivery__in=run_by(person).values("pk"))
    return get_object_or_404(sessions.select_related("delivery__programme"), uid=session_uid)


def could_teach(line: overview.SessionLine) -> list[Person]:
    """Who holds the right and has no part in the session yet; not all of a long list."""
    busy = {each.role.person_id for each in line.roles}
    return list(who_may_teach(line.session).exclude(pk__in=busy)[:SUGGESTED])


@access(signed_in)
@require_safe
def session(request, session_uid):
    """A session with its roles; who runs it sees who could teach it on that day (R31, R32)."""
    visible = Session.objects.filter(delivery__in=visible_to(request.user).values("pk"))
    found = get_object_or_404(
        visible.select_related("delivery__programme", "module"), uid=session_uid
    )
    (line,) = overview.lines_of(found.delivery, [found])
    runs = run_by(request.user).filter(pk=found.delivery_id).exists()
    works = any(each.role.person_id == request.user.pk for each in line.roles)
    status = rules.status(found.delivery, overview.starts_at(found.delivery), timezone.now())
    context = {
        "line": line,
        "session": found,
        "delivery": found.delivery,
        "runs": runs,
        "sees_rights": runs or works,
        "sees_link": bool(found.online_link) and sees_link(request.user, found.delivery),
        "may_change": runs and line.is_standing and status not in {"closed", "cancelled"},
        "is_attended": has_attendance(found),
        "could_teach": could_teach(line) if runs and line.is_standing else [],
    }
    return render(request, "courses/deliveries/session.html", context)


@access(signed_in)
@require_http_methods(["GET", "POST"])
def add(request, delivery_uid):
    """A further session; to a closed delivery as a correction (R27)."""
    delivery = get_object_or_404(run_by(request.user).select_related("programme"), uid=delivery_uid)
    initial = {
        "zone": delivery.zone,
        "place": delivery.venue,
        "online_link": delivery.online_link,
        "minutes": 90,
    }
    form = NewSessionForm(request.POST or None, delivery=delivery, initial=initial)
    if form.is_valid():
        try:
            added = actions.add_session(
                delivery=delivery, by=request.user, at=timezone.now(), **form.changes()
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("The session is added. Say who teaches it."))
            return redirect("deliveries:session", added.uid)
    context = {"form": form, "delivery": delivery, "heading": _("Add a session")}
    status = 422 if form.errors else 200
    return render(request, "courses/deliveries/form.html", context, status=status)


@access(signed_in)
@require_http_methods(["GET", "POST"])
def change(request, session_uid):
    """Move or reword a session."""
    found = session_run_by(request.user, session_uid)
    form = SessionForm(request.POST or None, instance=found)
    if form.is_valid():
        try:
            actions.change_session(
                session=found, by=request.user, at=timezone.now(), **form.changes()
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("The session is changed."))
            return redirect("deliveries:session", found.uid)
    context = {
        "form": form,
        "delivery": found.delivery,
        "session": found,
        "heading": _("Change the session"),
    }
    status = 422 if form.errors else 200
    return render(request, "courses/deliveries/form.html", context, status=status)


@access(signed_in)
@require_http_methods(["GET", "POST"])
def cancel(request, session_uid):
    """Cancel a session; it leaves what attendance is measured by (R6)."""
    found = session_run_by(request.user, session_uid)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            actions.cancel_session(
                session=found, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("The session is cancelled."))
            return redirect("deliveries:session", found.uid)
    context = {
        "form": form,
        "delivery": found.delivery,
        "session": found,
        "heading": _("Cancel the session"),
        "explanation": _("Its minutes no longer count for anybody's attendance."),
    }
    status = 422 if form.errors else 200
    return render(request, "courses/deliveries/form.html", context, status=status)
