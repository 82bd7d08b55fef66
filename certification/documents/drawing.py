"""Draws the PDF of a certificate: one page, tagged, PDF/UA-1, the same bytes each time."""

import io
import json
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cache

import segno
import typst
from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from certification.certificates.models import CertificateRevision
from certification.certificates.queries import check_url

FOLDER = settings.BASE_DIR / "templates" / "documents"
TEMPLATE = FOLDER / "certificate.typ"
REPLACEMENT = "\ufffd"
JOINER = "\u200d"
# PDF/UA forbids what no font can draw; this small document asks whether it can.
PROBE = b'#set document(title: "-")\n#set text(font: ("Libertinus Serif", "Noto Serif"))\n#sys.inputs.at("words")'


@dataclass(frozen=True)
class Drawn:
    """The document, and the characters that no font has, as code points like U+1F389."""

    pdf: bytes
    replaced: tuple[str, ...] = ()


def draw_pdf(revision: CertificateRevision) -> Drawn:
    """The document as PDF/UA-1; its bytes follow from the certificate and the site's address.

    Typst gets the words as inputs, so no name can become markup. What no font can draw is
    replaced, because a certificate with a gap is worth more than none.
    """
    words = words_of(revision)
    try:
        return Drawn(_compile(revision, words))
    except typst.TypstError:
        replaced, drawable = set(), {}
        for key, text in words.items():
            drawable[key], lost = replace_what_no_font_has(text)
            replaced |= lost
        if not replaced:
            raise
    return Drawn(_compile(revision, drawable), tuple(code_point(c) for c in sorted(replaced)))


def words_of(revision: CertificateRevision) -> dict[str, str]:
    """What people wrote: the words that may need any script."""
    return {
        "issuer": revision.certificate.issuer_name,
        "title": revision.certificate.title,
        "holder": revision.holder_name,
        "statement": revision.statement,
        "scheme": revision.certificate.scheme_version.scheme.title,
    }


def _compile(revision: CertificateRevision, words: dict[str, str]) -> bytes:
    with translation.override(revision.certificate.language):
        inputs = document_inputs(revision, words)
    return typst.compile(
        TEMPLATE,
        root=FOLDER,
        format="pdf",
        font_paths=fonts(),
        sys_inputs=inputs,
        pdf_standards=["ua-1"],
    )


@cache
def fonts() -> typst.Fonts:
    """Typst's own fonts and those of the folder, never those of the machine."""
    return typst.Fonts(include_system_fonts=False, font_paths=[FOLDER / "fonts"])


def document_inputs(revision: CertificateRevision, words: dict[str, str]) -> dict[str, str]:
    certificate = revision.certificate
    url = check_url(certificate)
    facts = [
        (_("Issued on"), long_date(revision.issued_on)),
        (
            _("Valid through"),
            long_date(revision.valid_through) if revision.valid_through else _("no end date"),
        ),
        (
            _("Scheme"),
            _("%(scheme)s, version %(version)s")
            % {"scheme": words["scheme"], "version": certificate.scheme_version.number},
        ),
        (_("Number"), certificate.number),
    ]
    return {
        "document_title": f"{words['title']}: {words['holder']}",
        "language": certificate.language,
        "issuer": words["issuer"],
        "title": words["title"],
        "presented_to": _("This certifies that"),
        "holder": words["holder"],
        "statement": words["statement"],
        "facts": json.dumps(facts),
        "check": _("Check this certificate, its status today or on any date:"),
        "url": url,
        "qr": qr_svg(url),
        "qr_alt": _("QR code that leads to %s") % url,
        "notice": _("Demonstration: the holder is invented.") if certificate.person.is_demo else "",
    }


def replace_what_no_font_has(text: str) -> tuple[str, set[str]]:
    """The text as it can be drawn, and the characters that had to go."""
    parts = clusters(text)
    lost = {part for part in set(parts) if not can_be_drawn(part)}
    drawable = "".join(REPLACEMENT if part in lost else part for part in parts)
    return drawable, {c for part in lost for c in part if len(part) == 1 or not can_be_drawn(c)}


def clusters(text: str) -> list[str]:
    """Characters with the marks on them, because a mark needs the font of its letter."""
    parts: list[str] = []
    for character in text:
        belongs = unicodedata.category(character).startswith("M") or character == JOINER
        if parts and (belongs or parts[-1].endswith(JOINER)):
            parts[-1] += character
        else:
            parts.append(character)
    return parts


def can_be_drawn(text: str) -> bool:
    try:
        typst.compile(
            PROBE,
            format="pdf",
            font_paths=fonts(),
            sys_inputs={"words": text},
            pdf_standards=["ua-1"],
        )
    except typst.TypstError:
        return False
    return True


def code_point(character: str) -> str:
    return f"U+{ord(character):04X}"


def long_date(day: date) -> str:
    return date_format(day, "j F Y")


def qr_svg(text: str) -> str:
    buffer = io.BytesIO()
    segno.make(text, error="m").save(buffer, kind="svg", border=2, dark="#12305a", xmldecl=False)
    return buffer.getvalue().decode()
