"""Says of a file whether it is the one we issued (R41, R42)."""

import base64
import binascii
import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices

from certification.certificates.models import Certificate, CertificateRevision
from certification.certificates.numbers import read_number
from certification.credentials.elm import european_credential
from certification.credentials.models import Credential
from certification.credentials.said import older_assertion_of
from certification.documents.dropped.files import TOKEN, Unreadable, body_of, credentials_in
from certification.documents.models import Document
from lms.errors import Refused
from lms.people.models import Person
from lms.people.queries import is_withheld

NUMBER = re.compile(r"(?:[0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}")


class Kind(TextChoices):
    """The value is for machines and never changes."""

    ISSUED = "issued"
    SUPERSEDED = "superseded"  # by a newer issue of the same certificate
    CHANGED = "changed"
    UNKNOWN = "unknown"
    UNREADABLE = "unreadable"


NO_NUMBER = "0000"  # no certificate has it
NOBODY = 0


@dataclass(frozen=True)
class Verdict:
    """Of a file; with the certificate and its newest issue, where the file speaks of one of ours.

    `held` is the issue that the file is, where it is one of ours, else None.
    """

    kind: Kind
    certificate: Certificate | None = None
    current: CertificateRevision | None = None
    held: CertificateRevision | None = None


def verdict_on(data: bytes) -> Verdict:
    """A PDF is ours byte by byte; a credential, by itself or in a picture, word by word.

    Of a certificate whose holder withholds it nothing is told, as at the public check (R56).
    """
    document = (
        Document.objects.filter(sha256=hashlib.sha256(data).hexdigest())
        .select_related("revision__certificate")
        .first()
    )
    try:
        texts = credentials_in(data)
    except Unreadable:
        return Verdict(Kind.UNREADABLE)
    number, text = _named(texts)
    issues = _issues(document.revision.certificate.number if document else number)
    if not issues:
        return Verdict(Kind.UNKNOWN)
    if document:
        held = document.revision
    elif data.lstrip().startswith(b"%PDF-"):
        held = None
    else:
        held = issue_of(text, issues)
    if held is None and issues[-1].certificate.person.erased_at is not None:
        return Verdict(Kind.UNKNOWN)  # with what a copy would be compared is removed (R59)
    kind = Kind.CHANGED
    if held is not None:
        kind = Kind.ISSUED if held.number == issues[-1].number else Kind.SUPERSEDED
    return Verdict(kind, issues[-1].certificate, issues[-1], held)


def _issues(number: str | None) -> list[CertificateRevision]:
    """The issues of a certificate, oldest first; none of one that is unknown or withheld (R56).

    These two are told by the same queries, so that the time does not tell them apart.
    """
    issues = list(
        CertificateRevision.objects.filter(certificate__number=number or NO_NUMBER)
        .select_related(
            "certificate__person",
            "certificate__scheme_version__scheme",
            "certificate__decision__certificate_type__version__scheme",
        )
        .order_by("number")
    )
    withheld = is_withheld(issues[0].certificate.person if issues else Person(pk=NOBODY))
    return [] if withheld else issues


def issue_of(text: str, issues: list[CertificateRevision]) -> CertificateRevision | None:
    """The issue whose credential the text is, in one of the forms in which we hand it out."""
    body = body_of(text)
    if body is None:
        return None
    by_key = {issue.pk: issue for issue in issues}
    for credential in Credential.objects.filter(revision__in=issues).exclude(text=""):
        issue = by_key[credential.revision_id]
        if TOKEN.match(text):
            same = text == credential.token
        else:
            same = body in (json.loads(credential.text), older_assertion_of(issue, credential))
        if same:
            return issue
    return next((issue for issue in issues if _is_export(body, issue)), None)


def _named(texts: list[str]) -> tuple[str | None, str]:
    """The first certificate number in the texts that can be one, and the text that has it."""
    for text in texts:
        said = json.dumps(body_of(text) or text)  # what a token or a seal holds is encoded there
        for match in NUMBER.finditer(said):
            if number := read_number(match.group()):
                return number, text
    return None, ""


def _is_export(body: dict[str, Any], revision: CertificateRevision) -> bool:
    """Whether it is the European export of the issue, shown by whatever picture."""
    try:
        display = body["displayParameter"]["individualDisplay"][0]["displayDetail"][0]
        picture = base64.b64decode(display["image"]["content"], validate=True)
        return body == european_credential(revision, picture)
    except (KeyError, IndexError, TypeError, binascii.Error, Refused):
        return False
