"""Who does what in a delivery's sessions: given, shown with the right that holds, ended."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from courses.deliveries import overview
from courses.deliveries.models import Delivery, SessionRole
from courses.deliveries.queries import run_by
from courses.enrolment import actions
from courses.enrolment.forms import RoleForm
from lms.errors import Refused
from lms.people.access import access, signed_in
from lms.people.models import Person


@dataclass
class Part:
    """A person in one role, with the sessions of it; those without the right come with why."""

    person: Person
    role: str
    lines: list = field(default_factory=list)
    without_right: list = field(default_factory=list)


def parts_of(delivery: Delivery) -> list[Part]:
    parts: dict[tuple[int, str], Part] = {}
    for line in overview.lines_of(delivery, delivery.sessions.standing()):
        for each in line.roles:
            key = each.role.person_id, each.role.role
            word = each.role.get_role_display()
            part = parts.setdefault(key, Part(each.role.person, word))
            part.lines.append((each.role, line))
            if each.right is not None and not each.right.holds:
                part.without_right.append((line, each.right.reason))
    return list(parts.values())


@access(signed_in)
@require_http_methods(["GET", "POST"])
def roles(request, delivery_uid):
    """Give somebody a role, in one session, several or all; below, who has which."""
    delivery = get_object_or_404(run_by(request.user), uid=delivery_uid)
    chosen = delivery.sessions.filter(uid__in=[request.GET.get("session") or delivery.uid])
    initial = {
        "person": request.GET.get("who", ""),
        "role": request.GET.get("role", SessionRole.Role.CO_TRAINER),
        "sessions": chosen,
    }
    form = RoleForm(request.POST or None, delivery=delivery, initial=initial)
    if form.is_valid():
        try:
            given = actions.give_role(by=request.user, at=timezone.now(), **form.said())
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            tell(request, delivery, given)
            return redirect("enrolment:roles", delivery.uid)
    context = {"form": form, "delivery": delivery, "parts": parts_of(delivery)}
    status = 422 if form.errors else 200
    return render(request, "courses/enrolment/roles.html", context, status=status)


def tell(request, delivery: Delivery, given: list[SessionRole]) -> None:
    """What was given, and in which sessions the right to teach is missing (R31)."""
    keys = {role.pk for role in given}
    lines = overview.lines_of(delivery, [role.session for role in given])
    missing = [
        (line, each.right.reason)
        for line in lines
        for each in line.roles
        if each.role.pk in keys and each.right is not None and not each.right.holds
    ]
    if not missing:
        messages.success(request, _("The role is given."))
        return
    line, reason = missing[0]
    messages.warning(
        request,
        ngettext(
            "The role is given, but one session lacks the right to teach: %(title)s (%(reason)s). "
            "Its page says who could co-teach.",
            "The role is given, but %(count)s sessions lack the right to teach, the first is "
            "%(title)s (%(reason)s). Its page says who could co-teach.",
            len(missing),
        )
        % {"count": len(missing), "title": line.session.title, "reason": reason},
    )


@access(signed_in)
@require_POST
def end(request, delivery_uid):
    """End one role, or what somebody does in all sessions of the delivery."""
    delivery = get_object_or_404(run_by(request.user), uid=delivery_uid)
    keys = [key for key in request.POST.getlist("role") if key.isdecimal()]
    ended = SessionRole.objects.current().filter(
        session__delivery=delivery, pk__in=[int(key) for key in keys]
    )
    try:
        for role in ended.select_related("session"):
            actions.end_role(
                role=role,
                by=request.user,
                at=timezone.now(),
                reason=request.POST.get("reason", ""),
            )
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("The role is ended. What was taught until now stays."))
    return redirect("enrolment:roles", delivery.uid)
