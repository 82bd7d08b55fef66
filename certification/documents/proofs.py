"""The proof file of a certificate: what was recorded of it, up to published roots."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse

from certification.certificates.models import Certificate
from certification.certificates.queries import check_url
from certification.credentials.models import Credential
from certification.documents.models import Document
from lms.journal.proofs import covered_by, proof_of

FORM = "cascade.proofs.1"  # a change of form gets another number


def proofs_of(certificate: Certificate) -> dict[str, Any]:
    """The grant with its number, each credential and document with its SHA-256, where sealed."""
    return {
        "form": FORM,
        "number": certificate.number,
        "check": check_url(certificate),
        "roots": settings.SITE_URL + reverse("roots"),
        "proofs": [
            proof_of(covered)
            for name, subject in _recorded(certificate)
            if (covered := covered_by(name, subject))
        ],
    }


def _recorded(certificate: Certificate) -> Iterator[tuple[str, models.Model]]:
    yield "certificates.certificate_granted", certificate
    credentials = Credential.objects.filter(revision__certificate=certificate)
    for credential in credentials.order_by("revision__number", "turn"):
        yield "credentials.credential_issued", credential
    documents = Document.objects.filter(revision__certificate=certificate)
    for document in documents.order_by("revision__number"):
        yield "documents.document_made", document
