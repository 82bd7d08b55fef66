"""Draws the PDF of a certificate: tagged, PDF/UA-1, the same bytes each time."""

import io
import json
from datetime import date

import segno
import typst
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from certification.certificates.models import Certificate

TEMPLATE = settings.BASE_DIR / "templates" / "documents" / "certificate.typ"


def check_url(certificate: Certificate) -> str:
    """The public address that the code on the document leads to."""
    return settings.SITE_URL + reverse("certificates:check", args=[certificate.number])


def render_pdf(certificate: Certificate) -> bytes:
    """The document as PDF/UA-1; its bytes follow from the certificate and the site's address.

    Typst gets the words as inputs, so no name can become markup.
    """
    with translation.override(certificate.language):
        inputs = document_inputs(certificate)
    return typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs=inputs,
        pdf_standards=["ua-1"],
    )


def document_inputs(certificate: Certificate) -> dict[str, str]:
    url = check_url(certificate)
    facts = [
        (_("Issued on"), long_date(certificate.issued_on)),
        (
            _("Valid through"),
            long_date(certificate.valid_through) if certificate.valid_through else _("no end date"),
        ),
        (
            _("Scheme"),
            _("%(scheme)s, version %(version)s")
            % {
                "scheme": certificate.scheme_version.scheme.title,
                "version": certificate.scheme_version.number,
            },
        ),
        (_("Number"), certificate.number),
    ]
    return {
        "document_title": f"{certificate.title}: {certificate.holder_name}",
        "language": certificate.language,
        "issuer": certificate.issuer_name,
        "title": certificate.title,
        "presented_to": _("This certifies that"),
        "holder": certificate.holder_name,
        "statement": certificate.statement,
        "facts": json.dumps(facts),
        "check": _("Check this certificate, its status today or on any date:"),
        "url": url,
        "qr": qr_svg(url),
        "qr_alt": _("QR code that leads to %s") % url,
        "notice": _("Demonstration: the holder is invented.") if certificate.person.is_demo else "",
    }


def long_date(day: date) -> str:
    return date_format(day, "j F Y")


def qr_svg(text: str) -> str:
    buffer = io.BytesIO()
    segno.make(text, error="m").save(buffer, kind="svg", border=2, dark="#12305a", xmldecl=False)
    return buffer.getvalue().decode()
