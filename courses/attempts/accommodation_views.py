"""Accommodations for administrators: who has which, grant one, end one (R61)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.attempts import actions
from courses.attempts.accommodation_forms import AccommodationForm
from courses.attempts.models import Accommodation
from lms.errors import Refused
from lms.people.access import access, holds
from lms.people.models import Person
from lms.people.queries import matching

PAGE = 25
FOUND = 20


@access(holds("administrator"))
@require_safe
@never_cache
def accommodations(request):
    """Those that hold or are to come, or all; and the people to grant one to."""
    words = request.GET.get("q", "").strip()[:100]
    rows = Accommodation.objects.select_related("person", "assessment")
    if request.GET.get("all") != "1":
        today = timezone.localdate()
        rows = rows.filter(
            Q(valid_through__isnull=True) | Q(valid_through__gte=today), ended_at__isnull=True
        )
    if words:
        rows = rows.filter(person__in=matching(words).values("pk"))
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "people": matching(words)[:FOUND] if words else [],
        "words": words,
        "shows_all": request.GET.get("all") == "1",
    }
    return render(request, "courses/attempts/accommodations.html", context)


@access(holds("administrator"))
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def grant(request, public_id):
    person = get_object_or_404(Person, public_id=public_id)
    form = AccommodationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.grant_accommodation(
                person=person, measure=form.measure(), by=request.user, at=timezone.now()
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("The accommodation is granted."))
            return redirect("attempts:accommodations")
    context = {"person": person, "form": form}
    status = 422 if form.errors else 200
    return render(request, "courses/attempts/accommodation.html", context, status=status)


@access(holds("administrator"))
@require_POST
def end(request, pk):
    accommodation = get_object_or_404(Accommodation.objects.select_related("person"), pk=pk)
    try:
        actions.end_accommodation(accommodation=accommodation, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("It is ended. Attempts that run keep their time."))
    return redirect("attempts:accommodations")
