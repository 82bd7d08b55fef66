"""The way into a delivery: its public page with the application, and invitations by link."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from courses.deliveries import overview
from courses.deliveries.forms import LANGUAGES
from courses.deliveries.models import Delivery
from courses.deliveries.queries import run_by
from courses.enrolment import actions, queries, rules
from courses.enrolment.forms import ApplicationForm, InvitationForm
from courses.enrolment.models import Enrolment, EnrolmentStep, Invitation
from lms.errors import Refused
from lms.people.access import access, anyone, signed_in

PAGE = 25
KINDS = dict(EnrolmentStep.Kind.choices)


@access(anyone)
@never_cache
@require_http_methods(["GET", "POST"])
def apply(request, delivery_uid):
    """What anybody may know of an open delivery, and the application of who is signed in."""
    now = timezone.now()
    delivery = get_object_or_404(
        Delivery.objects.standing().select_related("programme", "host", "project"),
        uid=delivery_uid,
        opened_at__isnull=False,
        closed_at__isnull=True,
    )
    if request.method == "POST" and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    form = ApplicationForm(
        request.POST if request.method == "POST" else None,
        delivery=delivery,
        person=request.user,
        day=timezone.localdate(),
    )
    if form.is_valid():
        try:
            actions.apply_for_place(
                delivery=delivery, person=request.user, at=now, **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("enrolment:apply", delivery.uid)
    context = public_facts(delivery, request.user) | {"form": form}
    status = 422 if form.errors else 200
    return render(request, "courses/enrolment/apply.html", context, status=status)


def public_facts(delivery: Delivery, person) -> dict:
    """Nothing about people, and no link for taking part."""
    place = None
    if person.is_authenticated:
        places = Enrolment.objects.filter(delivery=delivery, person__in=person.selves).with_state()
        place = places.select_related("organisation", "region", "project").first()
    weeks = overview.weeks_of(delivery)
    return {
        "delivery": delivery,
        "language_word": LANGUAGES.get(delivery.language, delivery.language),
        "weeks": weeks,
        "free": rules.free_places(delivery.capacity, queries.places_taken(delivery)),
        "place": place,
        "state_word": KINDS.get(place.state, "") if place else "",
        "may_apply": place is None or place.state in {*rules.OVER, "invited"},
    }


@access(signed_in)
@require_http_methods(["GET", "POST"])
def invitations(request, delivery_uid):
    """Make a link to a place; below, those that were made."""
    delivery = get_object_or_404(run_by(request.user), uid=delivery_uid)
    form = InvitationForm(request.POST or None, delivery=delivery, today=timezone.localdate())
    now = timezone.now()
    if form.is_valid():
        try:
            made = actions.make_invitation(
                delivery=delivery, by=request.user, at=now, **form.said()
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            sent = _("The invitation is on its way to %s.") % made.email
            copy = _("The link is made. Copy it, and send it on.")
            messages.success(request, sent if made.email else copy)
            return redirect("enrolment:invitations", delivery.uid)
    made = delivery.invitations.select_related("project", "sent_by")
    page = Paginator(made, PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "delivery": delivery,
        "page": page,
        "rows": [
            (
                each,
                request.build_absolute_uri(reverse("enrolment:invitation", args=[each.token])),
                rules.is_open_invitation(each.expires_at, each.ended_at, now),
            )
            for each in page
        ],
    }
    status = 422 if form.errors else 200
    return render(request, "courses/enrolment/invitations.html", context, status=status)


@access(signed_in)
@require_POST
def end(request, delivery_uid):
    delivery = get_object_or_404(run_by(request.user), uid=delivery_uid)
    key = request.POST.get("invitation", "")
    ended = delivery.invitations.filter(pk=int(key) if key.isdecimal() else 0).first()
    if ended is None:
        raise Http404
    actions.end_invitation(invitation=ended, by=request.user, at=timezone.now())
    messages.success(request, _("The link no longer opens anything."))
    return redirect("enrolment:invitations", delivery.uid)


@access(signed_in)
@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request, token):
    """What a link offers, and taking it; a link that never was does not exist."""
    found = get_object_or_404(
        Invitation.objects.select_related("delivery__programme", "delivery__host", "project"),
        token=token,
        delivery__cancelled_at__isnull=True,
    )
    now, refusal_said = timezone.now(), ""
    if request.method == "POST":
        try:
            actions.accept_invitation(invitation=found, person=request.user, at=now)
        except Refused as refusal:
            refusal_said = refusal.sentence
        else:
            return redirect("enrolment:apply", found.delivery.uid)
    context = public_facts(found.delivery, request.user) | {
        "invitation": found,
        "is_open": rules.is_open_invitation(found.expires_at, found.ended_at, now),
        "refusal": refusal_said,
    }
    status = 422 if refusal_said else 200
    return render(request, "courses/enrolment/invitation.html", context, status=status)
