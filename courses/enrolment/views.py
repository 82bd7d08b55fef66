"""The people of a delivery: who has which place, and what is decided about it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.deliveries.queries import people_open_to, run_by
from courses.enrolment import actions, queries, rules
from courses.enrolment.forms import AddPersonForm, ChoiceForm
from courses.enrolment.models import Enrolment, EnrolmentStep
from lms.errors import Refused
from lms.people.access import access, signed_in

PAGE = 50
KINDS = dict(EnrolmentStep.Kind.choices)


@access(signed_in)
@require_safe
def people(request, delivery_uid):
    """Every place of a delivery with its state, for who runs, teaches, tutors or pays for it."""
    delivery = get_object_or_404(people_open_to(request.user), uid=delivery_uid)
    counts = queries.counts_by_state(delivery)
    chosen = request.GET.get("state", "")
    places = queries.places_of(delivery).select_related(
        "person", "organisation", "project", "region"
    )
    if chosen == EnrolmentStep.Kind.WAITING:
        places = places.longest_in_state(chosen)
    elif chosen in KINDS:
        places = places.filter(state=chosen)
    page = Paginator(places, PAGE).get_page(request.GET.get("page"))
    taken = sum(number for state, number in counts.items() if state in rules.TAKING_PART)
    context = {
        "delivery": delivery,
        "page": page,
        "rows": [(each, KINDS.get(each.state, "")) for each in page],
        "counts": [(code, KINDS[code], counts[code]) for code in KINDS if code in counts],
        "total": sum(counts.values()),
        "chosen": chosen,
        "query": urlencode({"state": chosen}) if chosen else "",
        "free": rules.free_places(delivery.capacity, taken),
        "runs": run_by(request.user).filter(pk=delivery.pk).exists(),
    }
    return render(request, "courses/enrolment/people.html", context)


@access(signed_in)
@require_http_methods(["GET", "POST"])
def add(request, delivery_uid):
    """Invite or enrol one person who is on record."""
    delivery = get_object_or_404(run_by(request.user), uid=delivery_uid)
    form = AddPersonForm(request.POST or None, delivery=delivery)
    if form.is_valid():
        try:
            place = actions.join_delivery(
                delivery=delivery, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            said = {"person": place.person, "state": KINDS[queries.state_of(place)]}
            messages.success(request, _("%(person)s: %(state)s.") % said)
            return redirect("enrolment:people", delivery.uid)
    context = {"form": form, "delivery": delivery, "heading": _("Add a person")}
    status = 422 if form.errors else 200
    return render(request, "courses/enrolment/form.html", context, status=status)


@access(signed_in)
@require_http_methods(["GET", "POST"])
def place(request, place_uid):
    """One place with what became of it; its person may leave, who runs the delivery decides."""
    own_or_run = Q(person__in=request.user.selves) | Q(
        delivery__in=run_by(request.user).values("pk")
    )
    found = get_object_or_404(
        Enrolment.objects.with_state()
        .filter(own_or_run, delivery__isnull=False)
        .select_related("person", "delivery", "organisation", "region", "project"),
        uid=place_uid,
    )
    runs = run_by(request.user).filter(pk=found.delivery_id).exists()
    form = ChoiceForm(request.POST or None)
    if form.is_valid() and decided(request, found, form, runs):
        return redirect("enrolment:place", found.uid)
    context = {
        "place": found,
        "delivery": found.delivery,
        "state_word": KINDS.get(found.state, ""),
        "steps": found.steps.select_related("by"),
        "form": form,
        "runs": runs,
        "is_own": request.user.is_same_as(found.person_id),
        "may_approve": runs and found.state in {"applied", "waiting", "invited"},
        "may_decline": (runs and found.state in {"applied", "waiting", "invited"})
        or found.state == "invited",
        "may_leave": found.state in {"enrolled", "applied", "waiting"},
    }
    status = 422 if form.errors else 200
    return render(request, "courses/enrolment/place.html", context, status=status)


def decided(request, found: Enrolment, form: ChoiceForm, runs: bool) -> bool:
    said = {"enrolment": found, "by": request.user, "at": timezone.now()}
    verb, reason = form.cleaned_data["do"], form.cleaned_data["reason"]
    try:
        if verb == "approve" and runs:
            actions.approve(reason=reason, **said)
        elif verb == "decline":
            actions.decline(reason=reason, **said)
        elif verb == "leave":
            actions.leave(reason=reason, **said)
    except Refused as refusal:
        form.add_error("reason", refusal.sentence)
        return False
    messages.success(request, _("It is noted."))
    return True
