"""Plans a delivery from a template, changes its facts, opens it and calls it off."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.deliveries import actions, timetables
from courses.deliveries.forms import FactsForm, PlanForm, ReasonForm
from courses.deliveries.queries import run_by, templates_for
from lms.errors import Refused
from lms.people.access import access, signed_in


def own_templates(request):
    templates = templates_for(request.user, timezone.localdate())
    if not templates.exists():
        raise PermissionDenied
    return templates


@access(signed_in)
@require_safe
def templates(request):
    """The templates that I may plan from."""
    rows = [(each, timetables.read_timetable(each.timetable)) for each in own_templates(request)]
    return render(request, "courses/deliveries/templates.html", {"rows": rows})


@access(signed_in)
@require_http_methods(["GET", "POST"])
def plan(request, template_code):
    """A delivery from one template; who is no administrator leads it."""
    template = get_object_or_404(own_templates(request), code=template_code)
    initial = {
        "title": template.title,
        "zone": timezone.get_default_timezone_name(),
        "language": "en",
        "capacity": 20,
    }
    form = PlanForm(request.POST or None, template=template, person=request.user, initial=initial)
    if form.is_valid():
        said = {"lead": request.user} | form.plan()
        try:
            planned = actions.plan_delivery(
                template=template, by=request.user, at=timezone.now(), **said
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("The delivery is planned. Look at it, then open it."))
            return redirect("deliveries:delivery", planned.uid)
    context = {"form": form, "template": template}
    status = 422 if form.errors else 200
    return render(request, "courses/deliveries/plan.html", context, status=status)


@access(signed_in)
@require_http_methods(["GET", "POST"])
def change(request, delivery_uid):
    """What is not frozen about a delivery."""
    delivery = get_object_or_404(run_by(request.user), uid=delivery_uid)
    form = FactsForm(request.POST or None, instance=delivery)
    if form.is_valid():
        try:
            actions.change_delivery(
                delivery=delivery, by=request.user, at=timezone.now(), **form.changes()
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("The facts are changed."))
            return redirect("deliveries:delivery", delivery.uid)
    context = {"form": form, "delivery": delivery, "heading": _("Change the facts")}
    status = 422 if form.errors else 200
    return render(request, "courses/deliveries/form.html", context, status=status)


@access(signed_in)
@require_POST
def open_for_enrolment(request, delivery_uid):
    delivery = get_object_or_404(run_by(request.user), uid=delivery_uid)
    try:
        actions.open_delivery(delivery=delivery, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("The delivery is open: people can enrol."))
    return redirect("deliveries:delivery", delivery.uid)


@access(signed_in)
@require_http_methods(["GET", "POST"])
def cancel(request, delivery_uid):
    """Call a delivery off, with the reason."""
    delivery = get_object_or_404(run_by(request.user), uid=delivery_uid)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            actions.cancel_delivery(
                delivery=delivery, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("The delivery is cancelled. Nothing of it is deleted."))
            return redirect("deliveries:delivery", delivery.uid)
    context = {
        "form": form,
        "delivery": delivery,
        "heading": _("Cancel the delivery"),
        "explanation": _("It stays on record with all that was done. It cannot be taken back."),
    }
    status = 422 if form.errors else 200
    return render(request, "courses/deliveries/form.html", context, status=status)


@access(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def newer_material(request, delivery_uid, pk):
    """Go over to the newer version of one module, with the reason (R31)."""
    delivery = get_object_or_404(run_by(request.user), uid=delivery_uid)
    taught = get_object_or_404(delivery.modules.select_related("module"), pk=pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.use_newer_material(
                taught=taught, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("%s: the newer version is used.") % taught.module.code)
            return redirect("deliveries:delivery", delivery.uid)
    context = {
        "form": form,
        "delivery": delivery,
        "heading": _("Use the newer version"),
        "explanation": _(
            "%(code)s %(title)s: who has begun a lesson goes on reading it as it was, and is told "
            "that there is a newer one. The version used until now stays on record."
        )
        % {"code": taught.module.code, "title": taught.module.title},
    }
    status = 422 if form.errors else 200
    return render(request, "courses/deliveries/form.html", context, status=status)
