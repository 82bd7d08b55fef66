"""The public check of certificates."""

from datetime import date
from urllib.parse import urlencode

from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from certification.certificates import limits, queries
from certification.certificates.covering import covering_root, said_of
from certification.certificates.models import Certificate
from certification.certificates.numbers import read_number
from certification.certificates.rules import StatusOn
from lms.people.access import access, anyone

EARLIEST, LATEST = date(1990, 1, 1), date(2200, 1, 1)


@access(anyone)
@require_safe
def verify(request):
    """The form; a typed number leads to its own address."""
    typed = request.GET.get("number", "").strip()
    if not typed and _wants_json(request):
        return _answer(request, 400, "missing", _missing())
    if not typed:
        return private(render(request, "certification/certificates/verify.html"))
    number = read_number(typed)
    if number is None:
        return _answer(request, 404, "mistyped", _mistyped(), typed[:60])
    kept = {key: request.GET[key] for key in ("format", "on") if request.GET.get(key)}
    address = reverse("certificates:check", args=[number])
    return redirect(f"{address}?{urlencode(kept)}" if kept else address)


@access(anyone)
@require_safe
def check(request, number):
    """The claims and the state today, or on the day given as ?on=2026-05-01 (R42)."""
    now = timezone.now()
    if limits.has_missed_too_often(request, now):
        return _answer(request, 429, "too_many", _too_many())
    known = read_number(number)
    certificate = queries.certificate_by_number(known) if known else None
    if certificate is None:
        limits.count_miss(request, now)
        sentence = _unknown() if known else _mistyped()
        return _answer(request, 404, "unknown" if known else "mistyped", sentence, number[:60])
    today = queries.today_of(certificate, now)
    day = _day(request.GET.get("on", ""), today)
    if day is None:
        return _answer(request, 400, "bad_date", _("Write the date like 2026-05-01."), known)
    status = queries.status_of(certificate, day)
    if _wants_json(request):
        response = JsonResponse(_claims(certificate, status, today))
    else:
        context = {
            "certificate": certificate,
            "revision": certificate.current,
            "status": status,
            "is_today": day == today,
            "is_forecast": day > today,
            "covered": covering_root(certificate),
        }
        response = render(request, "certification/certificates/check.html", context)
    return private(response)


def _claims(certificate: Certificate, status: StatusOn, today: date) -> dict:
    revision = certificate.current
    end = revision.valid_through
    return {
        "found": True,
        "number": certificate.number,
        "holder": revision.holder_name,
        "title": certificate.title,
        "statement": revision.statement,
        "scope": revision.scope_title,
        "issuer": certificate.issuer_name,
        "scheme": certificate.scheme_version.scheme.title,
        "scheme_version": certificate.scheme_version.number,
        "issued_on": certificate.issued_on.isoformat(),
        "valid_through": end.isoformat() if end else None,
        "language": certificate.language,
        "demonstration": certificate.person.is_demo,
        "status": status.status.value,
        "status_on": status.day.isoformat(),
        "status_since": status.since.isoformat() if status.since else None,
        "status_is_forecast": status.day > today,
        "covered_by": said_of(covering_root(certificate)),
    }


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


def _mistyped() -> str:
    return _(
        "This does not look like a certificate number. It has seven groups of four letters and digits; check it against the document."
    )


def _too_many() -> str:
    return _(
        "Many numbers that we do not know came from your address. Wait a minute and try again."
    )


def _unknown() -> str:
    return _(
        "We know no certificate with this number. Check it against the document, or ask the person who gave it to you."
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
