"""Draws the picture of a badge: the same for everybody who achieved the same."""

import hashlib
import json
from typing import Any, Literal

import typst
from django.core.cache import cache

from certification.schemes.models import CertificateType
from lms.typesetting import FOLDER, fonts

TEMPLATE = FOLDER / "badge.typ"
PIXELS_PER_INCH = 144  # 600 pixels square
KEPT = 24 * 60 * 60  # seconds
Form = Literal["png", "svg"]


def picture_of(certificate_type: CertificateType, scope_title: str, form: Form) -> bytes:
    """As PNG, or as SVG whose letters are drawn, so that it needs no fonts."""
    level = certificate_type.eqf_level
    words = {
        "title": certificate_type.title,
        "scope": scope_title,
        "issuer": certificate_type.version.issuer_name,
        "level": f"EQF {level}" if level else "",
        "is_certification": certificate_type.kind == CertificateType.Kind.CERTIFICATION,
    }
    given = json.dumps(words, sort_keys=True)
    key = f"badge-picture:{form}:{hashlib.sha256(given.encode()).hexdigest()}"
    drawn = cache.get(key)
    if drawn is None:
        drawn = _drawn(given, form)
        cache.set(key, drawn, KEPT)
    return drawn


def _drawn(given: str, form: Form) -> bytes:
    drawn: Any = typst.compile(
        TEMPLATE,
        root=FOLDER,
        format=form,
        ppi=PIXELS_PER_INCH,
        font_paths=fonts(),
        sys_inputs={"badge": given},
    )
    return drawn
