"""The public check of certificates."""

import re
from datetime import date
from urllib.parse import urlencode

from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from certification.certificates import answers, limits, queries
from certification.certificates.covering import covering_root, said_of
from certification.certificates.numbers import LONGEST, read_number
from lms.people.access import access, anyone

EARLIEST, LATEST = date(1990, 1, 1), date(2200, 1, 1)


@access(anyone)
@require_safe
def verify(request):
    """The form; whatever is typed leads to an address of its own, so that all is answered there."""
    typed = request.GET.get("number", "").strip()
    if not typed and _wants_json(request):
        return _answer(request, 400, "missing", _missing())
    if not typed:
        return private(render(request, "certification/certificates/verify.html"))
    number = read_number(typed) or re.sub(r"[^0-9A-Za-z-]", "", typed)[:LONGEST] or "-"
    kept = {key: request.GET[key] for key in ("format", "on", "issue") if request.GET.get(key)}
    address = reverse("certificates:check", args=[number])
    return redirect(f"{address}?{urlencode(kept)}" if kept else address)


@access(anyone)
@require_safe
def check(request, number):
    """The claims and the state today, or on the day given as ?on=2026-05-01 (R42).

    With ?issue=1 it says whether the paper of that issue was superseded (R41). A number that is
    unknown, mistyped or withheld (R56) gets the same answer to the byte.
    """
    now = timezone.now()
    if limits.has_missed_too_often(request, now):
        return _answer(request, 429, "too_many", _too_many())
    known = read_number(number)
    found = queries.checked(known)
    if found is None:
        limits.count_miss(request, now)
        return _answer(request, 404, "unknown", _unknown())
    today = queries.today_of(found.certificate, now)
    day = _day(request.GET.get("on", ""), today)
    if day is None:
        return _answer(request, 400, "bad_date", _("Write the date like 2026-05-01."), known)
    told = answers.answer(found, day, today, request.GET.get("issue", ""))
    covered = covering_root(found.certificate)
    if _wants_json(request):
        return private(JsonResponse(answers.claims(told) | {"covered_by": said_of(covered)}))
    context = {"told": told, "covered": covered}
    return private(render(request, "certification/certificates/check.html", context))


def _day(text: str, today: date) -> date | None:
    if not text:
        return today
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if EARLIEST <= day <= LATEST else None


def _answer(request, code: int, reason: str, sentence: str, typed: str = ""):
    """The kind answer that says nothing about anybody."""
    if _wants_json(request):
        return private(
            JsonResponse({"found": False, "reason": reason, "message": sentence}, status=code)
        )
    context = {"sentence": sentence, "typed": typed}
    return private(render(request, "certification/certificates/verify.html", context, status=code))


def _missing() -> str:
    return _("Add the number of the certificate, like ?number=ABCD-2345-…")


def _too_many() -> str:
    return _(
        "Many numbers that we do not know came from your address. Wait a minute and try again."
    )


def _unknown() -> str:
    """Also for what was mistyped, and for what its holder has withheld: nothing tells them apart."""
    return _(
        "We have nothing to tell about this number. It has seven groups of four letters and digits; check it against the document, or ask the person who gave it to you."
    )


def _wants_json(request) -> bool:
    return request.GET.get("format") == "json" or (
        request.get_preferred_type(["text/html", "application/json"]) == "application/json"
    )


def private(response):
    """Names do not belong into caches and search engines."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    patch_vary_headers(response, ["Accept", "HX-Request"])
    return response
