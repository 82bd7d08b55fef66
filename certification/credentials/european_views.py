"""Hands a certificate out as a European Digital Credential, to be sealed by the organisation."""

import json

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from certification.certificates.models import Certificate
from certification.certificates.numbers import read_number
from certification.credentials import answers
from certification.credentials.badges.pictures import picture_of
from certification.credentials.elm import european_credential
from certification.credentials.said import revisions_with_words
from lms.errors import Refused
from lms.people.access import access, signed_in


@access(signed_in)
@require_safe
def european(request, number, revision):
    """The JSON-LD as a download, for its holder and for those who audit certificates."""
    known = read_number(number)
    if known is None:
        raise Http404
    issue = get_object_or_404(
        revisions_with_words(),
        certificate__in=Certificate.objects.visible_to(request.user),
        certificate__person__erased_at__isnull=True,
        certificate__number=known,
        number=revision,
    )
    certificate_type = issue.certificate.decision.certificate_type
    try:
        body = european_credential(issue, picture_of(certificate_type, issue.scope_title, "png"))
    except Refused as refused:
        messages.warning(request, refused.sentence)
        return redirect("certificates:check", known)
    text = json.dumps(body, ensure_ascii=False, indent=2)
    return answers.personal(text, "application/ld+json", f"{known}.european.jsonld")
