"""Draws the sign-in sheet of a session, and puts together the page that is filled in offline."""

import io
import json
from collections.abc import Sequence
from uuid import UUID
from zoneinfo import ZoneInfo

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.deliveries.models import Session
from courses.enrolment.attendance.forms import CHOICES
from courses.enrolment.attendance.packs import pack_key, sheet_signature
from courses.enrolment.models import Enrolment
from lms.typesetting import FOLDER, typeset

SHEET = FOLDER / "sign-in-sheet.typ"


def sheet_address(session: Session, place: Enrolment) -> str:
    """Where the code beside a name leads: the one entry that this row of the sheet can become."""
    signature = sheet_signature(session, place)
    path = reverse("attendance:sheet_entry", args=[session.uid, place.uid, signature])
    return settings.SITE_URL + path


def sign_in_sheet(session: Session, places: Sequence[Enrolment]) -> bytes:
    """A PDF to sign on paper, with one code for each participant."""
    rows = [
        {
            "name": place.person.get_full_name(),
            "organisation": place.organisation.name if place.organisation else "",
            "qr": _qr_svg(sheet_address(session, place)),
        }
        for place in places
    ]
    inputs = {
        "title": session.title,
        "delivery": session.delivery.title,
        "when": when(session),
        "place": session.place,
        "language": (get_language() or "en").split("-")[0],
        "rows": json.dumps(rows),
        "heads": json.dumps(["", _("Participant"), _("Came at"), _("Left at"), _("Signature"), ""]),
        "trainer": _("Name and signature of the trainer"),
        "explanation": _("Trainers scan the code beside a name to note that person's minutes."),
    }
    return typeset(SHEET, inputs)


def when(session: Session) -> str:
    zone = ZoneInfo(session.zone)
    begins, ends = (each.astimezone(zone) for each in (session.starts_at, session.ends_at))
    day, start, end = date_format(begins, "j F Y"), f"{begins:%H:%M}", f"{ends:%H:%M}"
    return f"{day}, {start}–{end} ({session.zone})"


def offline_page(session: Session, places: Sequence[Enrolment], pack: UUID) -> str:
    """One file that needs nothing else: the list, its style and its script."""
    said = {
        "session": str(session.uid),
        "pack": str(pack),
        "key": pack_key(session, pack),
        "minutes": session.minutes,
    }
    context = {
        "session": session,
        "places": places,
        "choices": CHOICES,
        "when": when(session),
        "said": said,
        "style": _own("css/pages/offline-list.css"),
        "script": _own("js/offline-list.js"),
        "address": settings.SITE_URL + reverse("attendance:pack", args=[session.uid]),
    }
    return render_to_string("courses/attendance/offline.html", context)


def _own(path: str) -> str:
    text = (settings.BASE_DIR / "static" / path).read_text()
    return mark_safe(text)  # noqa: S308 # a file of our own, put into the page as it is


def _qr_svg(text: str) -> str:
    kept = io.BytesIO()
    segno.make(text, error="l").save(kept, kind="svg", border=2, xmldecl=False)
    return kept.getvalue().decode()
