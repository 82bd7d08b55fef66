"""The page that says how to have one's dates in a calendar, and the feed behind the secret address."""

import hashlib
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from courses.deliveries.actions import end_calendar_feed, make_calendar_feed
from courses.deliveries.models import CalendarFeed
from lms.people.access import access, signed_in, with_secret_address
from lms.portal.calendars import icalendars, queries

REMEMBERED = 90 * 24 * 3600


@access(signed_in)
@require_safe
@never_cache
def calendar(request):
    """My secret address, how to use it, and a new one for it."""
    found = queries.feed_of(request.user)
    address = f"{settings.SITE_URL}{address_of(found)}" if found else ""
    context = {
        "feed": found,
        "address": address,
        "subscribe": f"webcal://{address.partition('://')[2]}",
    }
    return render(request, "lms/portal/calendar.html", context)


def address_of(found: CalendarFeed) -> str:
    return reverse("calendar_feed", args=[found.token])


@access(signed_in)
@require_POST
def new_address(request):
    make_calendar_feed(person=request.user, by=request.user, at=timezone.now())
    messages.success(request, _("This is your address. One that you had before is dead."))
    return redirect("portal:calendar")


@access(signed_in)
@require_POST
def end_address(request):
    end_calendar_feed(person=request.user, by=request.user, at=timezone.now())
    messages.success(request, _("Nobody can read your calendar any more."))
    return redirect("portal:calendar")


@access(with_secret_address)
@require_safe
def feed(request, token):
    """The calendar of whoever was given this address; it may be kept by them, by nobody between."""
    person = queries.person_by_token(token)
    if person is None:
        raise Http404
    title = _("Cascade: %s") % person.get_full_name()
    body = icalendars.rendered(queries.entries_of(person), title)
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    changed_at = same_since(token, etag, timezone.now())
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="cascade.ics"'
    response["ETag"] = etag
    response["Last-Modified"] = http_date(changed_at)
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    return get_conditional_response(request, etag=etag, last_modified=changed_at, response=response)


def same_since(token: str, etag: str, now: datetime) -> int:
    """Since which second the calendar has been as it is; a lost memory says now, never too early.

    What ends leaves no trace in what stays, so the text itself is compared.
    """
    key = f"calendar-{hashlib.sha256(token.encode()).hexdigest()}"
    known, since = cache.get(key, ("", 0))
    if known != etag:
        since = max(int(now.timestamp()), since + 1)
        cache.set(key, (etag, since), REMEMBERED)
    return since
