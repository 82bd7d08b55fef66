"""The calendar of a delivery: its sessions by day where it is held, to read and to print."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from courses.deliveries.days import months_of
from courses.deliveries.queries import sees_link, visible_to
from lms.people.access import access, signed_in


@access(signed_in)
@require_safe
def calendar(request, delivery_uid):
    """Every session on the day on which it begins in the delivery's zone, cancelled ones too."""
    found = get_object_or_404(
        visible_to(request.user).select_related("programme", "host"), uid=delivery_uid
    )
    context = {
        "delivery": found,
        "months": months_of(found),
        "sees_link": sees_link(request.user, found),
    }
    return render(request, "courses/deliveries/calendar.html", context)
