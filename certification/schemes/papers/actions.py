"""Signing an agreement, handing in a document, accepting it or turning it down."""

import hashlib
from datetime import datetime

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from certification.schemes.papers.models import CandidatePaper, SignedAgreement
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.models import Person
from lms.private_files import kept_of

LARGEST = 20 * 1024 * 1024  # bytes


def hash_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def sign_agreement(
    *, person: Person, code: str, text: str, seen: str, by: Person, at: datetime
) -> SignedAgreement:
    """Sign a text in one's own name; the same text again changes nothing.

    `seen` is the hash of the text that the page showed: refused when the text has changed since.
    Records `schemes.agreement_signed`.
    """
    if by.pk != person.pk:
        raise Refused("not_yours", _("Everybody signs for themselves."))
    if seen != hash_of(text):
        raise Refused("text_changed", _("The text has changed; read it again and sign then."))
    signed, is_new = SignedAgreement.objects.get_or_create(
        person=person,
        code=code,
        sha256=seen,
        defaults={"text": text, "signed_at": at},
    )
    if is_new:
        record_event(name="schemes.agreement_signed", subject=signed, by=by, at=at)
    return signed


@transaction.atomic
def hand_in_paper(
    *,
    person: Person,
    scheme_code: str,
    kind: str,
    file: File,
    name: str,
    by: Person,
    at: datetime,
) -> CandidatePaper:
    """Keep a document for the officer; the same file again changes nothing.

    Refused to others, and for an empty or too large file. Records `schemes.paper_handed_in`.
    """
    if by.pk != person.pk:
        raise Refused("not_yours", _("Everybody hands in their own documents."))
    if not file.size:
        raise Refused("empty", _("The file is empty."))
    if file.size > LARGEST:
        raise Refused("too_large", _("The file is larger than 20 MB."))
    kept = kept_of(file, name)
    paper, is_new = CandidatePaper.objects.get_or_create(
        person=person,
        scheme_code=scheme_code,
        kind=kind,
        sha256=kept["sha256"],
        defaults=kept | {"handed_in_at": at},
    )
    if is_new:
        record_event(name="schemes.paper_handed_in", subject=paper, by=by, at=at)
    return paper


@transaction.atomic
def look_at_paper(
    *, paper: CandidatePaper, accept: bool, reason: str, by: Person, at: datetime
) -> CandidatePaper:
    """Accept a document or turn it down with a reason, once.

    Refused to others than officers, for one's own, without a reason, and when it was looked at.
    Records `schemes.paper_accepted` or `schemes.paper_turned_down`.
    """
    paper = CandidatePaper.objects.select_for_update().get(pk=paper.pk)
    if "officer" not in by.roles:
        raise Refused("not_officer", _("Certification officers look at documents."))
    if paper.person_id == by.pk:
        raise Refused("own", _("Somebody else looks at your document."), "R48")
    if paper.is_accepted is not None:
        raise Refused("looked_at", _("Somebody has looked at this document already."))
    if not accept and not reason.strip():
        raise Refused("no_reason", _("Say why, so that the candidate knows what to do."))
    paper.is_accepted, paper.reason = accept, reason.strip()
    paper.looked_at_by, paper.looked_at_at = by, at
    paper.save()
    name = "schemes.paper_accepted" if accept else "schemes.paper_turned_down"
    record_event(name=name, subject=paper, by=by, at=at)
    return paper
