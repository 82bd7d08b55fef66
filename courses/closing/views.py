"""The closing page of a delivery: who has completed, what is missing, and what it brought."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from courses.closing import actions, queries
from courses.closing.models import TrainerCredit
from courses.closing.overview import closing_of
from courses.deliveries import overview, rules
from courses.deliveries.forms import ReasonForm, reason_field
from courses.deliveries.queries import people_open_to, run_by
from courses.enrolment.models import Enrolment
from lms.errors import Refused
from lms.people.access import access, signed_in

PAGE = 50


class ClosingForm(forms.Form):
    """What shall be done; in a closed delivery with its reason."""

    do = forms.ChoiceField(choices=[("complete", ""), ("credit", ""), ("close", "")])
    reason = reason_field(gettext_lazy("Why is it corrected?"), required=False)


@access(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def closing(request, delivery_uid):
    """Where each participant stands, what keeps it from closing, and what it brought (R36).

    Who runs it notes completions, closes it, and afterwards corrects it by additions (R27).
    """
    delivery = get_object_or_404(people_open_to(request.user), uid=delivery_uid)
    if request.method != "POST":
        return show_closing(request, delivery)
    if not run_by(request.user).filter(pk=delivery.pk).exists():
        raise Http404
    form = ClosingForm(request.POST)
    if form.is_valid():
        said = {"delivery": delivery, "by": request.user, "at": timezone.now()}
        try:
            sentence = done(form.cleaned_data["do"], form.cleaned_data["reason"], said)
        except Refused as refusal:
            form.add_error("reason" if delivery.closed_at else None, refusal.sentence)
        else:
            messages.success(request, sentence)
            return redirect("closing:closing", delivery.uid)
    return show_closing(request, delivery, form=form, status=422)


def done(verb: str, reason: str, said: dict) -> str:
    """What was done, in words."""
    if verb == "close":
        actions.close_delivery(**said)
        return _("The delivery is closed. What it brought stands below.")
    if verb == "credit":
        return credited(actions.credit_added_trainers(reason=reason, **said))
    return completed(actions.settle_completions(reason=reason, **said))


def show_closing(request, delivery, *, form=None, status=200):
    """The page with the form as it was sent, if it was."""
    now = timezone.now()
    found = closing_of(delivery, now)
    chosen = request.GET.get("state", "")
    counts = found.counts()
    if chosen not in {code for code, _word, _number in counts}:
        chosen = ""
    credited_parts = list(queries.credits_of(delivery)) if delivery.closed_at else []
    runs = run_by(request.user).filter(pk=delivery.pk).exists()
    lead = TrainerCredit.Role.LEAD
    leads = any(each.person_id == request.user.pk and each.role == lead for each in credited_parts)
    standing = rules.status(delivery, overview.starts_at(delivery), now)
    context = {
        "delivery": delivery,
        "closing": found,
        "page": Paginator(found.in_state(chosen), PAGE).get_page(request.GET.get("page")),
        "counts": counts,
        "chosen": chosen,
        "query": urlencode({"state": chosen}) if chosen else "",
        "credits": credited_parts,
        "completers": sum(row.state == "completed" for row in found.rows),
        "uncredited": queries.trainers_to_credit(delivery) if delivery.closed_at and runs else [],
        "corrections": delivery.corrections.select_related("by"),
        "runs": runs,
        "leads": leads,
        "status": standing,
        "may_settle": runs and standing in {"open", "running"},
        "form": form or ClosingForm(),
    }
    return render(request, "courses/closing/closing.html", context, status=status)


def completed(places) -> str:
    if not places:
        return _("Nobody else has met every condition.")
    return ngettext(
        "One participant is noted as completed.",
        "%(count)s participants are noted as completed.",
        len(places),
    ) % {"count": len(places)}


def credited(credits) -> str:
    if not credits:
        return _("Every trainer is credited already.")
    return _("Credited: %s.") % ", ".join(str(each.person) for each in credits)


@access(signed_in)
@require_http_methods(["GET", "HEAD", "POST"])
def not_completed(request, place_uid):
    """Note that one participant has not completed, with the reason."""
    places = Enrolment.objects.filter(delivery__in=run_by(request.user).values("pk"))
    place = get_object_or_404(places.select_related("person", "delivery"), uid=place_uid)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.settle_as_not_completed(
                enrolment=place, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("%s is noted as not completed.") % place.person)
            return redirect("closing:closing", place.delivery.uid)
    rows = closing_of(place.delivery, timezone.now()).rows
    context = {
        "form": form,
        "place": place,
        "delivery": place.delivery,
        "row": next((each for each in rows if each.place.pk == place.pk), None),
    }
    status = 422 if form.errors else 200
    return render(request, "courses/closing/not_completed.html", context, status=status)


@access(signed_in)
@require_POST
def sign(request, delivery_uid, pk):
    """The lead signs that a co-trainer led the delivery with them (R36)."""
    delivery = get_object_or_404(people_open_to(request.user), uid=delivery_uid)
    credit = get_object_or_404(delivery.credits.select_related("person"), pk=pk)
    try:
        actions.sign_for_co_lead(credit=credit, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("You have signed: %s led it with you.") % credit.person)
    return redirect("closing:closing", delivery.uid)
