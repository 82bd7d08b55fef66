"""What was decided about who is one person, and how it is taken back (R1, R3)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.errors import Refused
from lms.people.access import access, holds
from lms.people.merging.actions import end_difference, unmerge_people
from lms.people.merging.models import DifferentPeople, PersonMerge
from lms.portal.same_people.forms import ReasonForm

PAGE = 25
administrators = access(holds("administrator"))


@administrators
@require_safe
@never_cache
def merges(request):
    """Every merge, newest first, also those that were ended."""
    rows = PersonMerge.objects.select_related("absorbed", "kept", "made_by", "ended_by")
    context = {"page": Paginator(rows, PAGE).get_page(request.GET.get("page"))}
    return render(request, "lms/portal/same_people/merges.html", context)


@administrators
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def unmerge(request, pk):
    """Make two people of one again, with a reason."""
    merge = get_object_or_404(PersonMerge.objects.select_related("absorbed", "kept"), pk=pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            unmerge_people(merge=merge, reason=reason, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("They are two people again, with everything each had."))
            return redirect("people:merges")
    context = {"form": form, "merge": merge}
    status = 422 if form.errors else 200
    return render(request, "lms/portal/same_people/unmerge.html", context, status=status)


@administrators
@require_safe
@never_cache
def different(request):
    """Who looks alike and is confirmed to be two people."""
    rows = DifferentPeople.objects.select_related("first", "second", "confirmed_by", "ended_by")
    context = {"page": Paginator(rows, PAGE).get_page(request.GET.get("page"))}
    return render(request, "lms/portal/same_people/different.html", context)


@administrators
@require_POST
def end_different(request, pk):
    difference = get_object_or_404(DifferentPeople, pk=pk)
    try:
        end_difference(difference=difference, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("It is taken back; they may be suspected again."))
    return redirect("people:different")
