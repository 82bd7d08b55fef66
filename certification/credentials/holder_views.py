"""A person's credential in its forms, for whoever knows the number, as the public check is.

The address names a revision; an older one is handed out as well, and the status lists say that it
has ended. Whoever tries numbers is stopped as at the public check.
"""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from certification.certificates import limits
from certification.certificates.models import CertificateRevision
from certification.certificates.numbers import read_number
from certification.certificates.queries import status_of, today_of
from certification.credentials import addresses, answers, lists
from certification.credentials.badges import baking, older
from certification.credentials.badges.pictures import picture_of
from certification.credentials.models import Credential, StatusList
from certification.credentials.queries import credential_of, may_see
from certification.credentials.said import older_assertion_of, revisions_with_words
from lms.people.access import access, anyone

OLDER_TYPE = "application/ld+json"


@dataclass(frozen=True)
class Found:
    revision: CertificateRevision
    credential: Credential

    def name(self, ending: str) -> str:
        return f"{self.revision.certificate.number}.{ending}"

    def picture(self, form) -> bytes:
        certificate_type = self.revision.certificate.decision.certificate_type
        return picture_of(certificate_type, self.revision.scope_title, form)


def of_known_number(view):
    """Let the view answer for what is found and may be seen, and nothing else be told apart."""

    @access(anyone)
    @require_safe
    def found_first(request, number, revision):
        now = timezone.now()
        if limits.has_missed_too_often(request, now):
            return answers.nothing(
                429,
                _("Many numbers that we do not know came from your address. Wait a minute."),
            )
        found = _found(request.user, read_number(number), revision)
        if found is None:
            limits.count_miss(request, now)
            return answers.nothing(404, _("We know no certificate with this number."))
        return view(request, found)

    return found_first


def _found(person, number: str | None, revision: int) -> Found | None:
    if number is None:
        return None
    known = revisions_with_words().filter(certificate__number=number, number=revision).first()
    if known is None or not may_see(person, known.certificate):
        return None
    credential = credential_of(known)
    return Found(known, credential) if credential else None


@of_known_number
def credential(request, found: Found):
    """The text as it was signed, byte by byte."""
    return answers.personal(found.credential.text, answers.CREDENTIAL_TYPE)


@of_known_number
def token(request, found: Found):
    return answers.personal(found.credential.token, answers.TOKEN_TYPE, found.name("jwt"))


@of_known_number
def baked_png(request, found: Found):
    baked = baking.baked_png(found.picture("png"), baking.PNG_3, found.credential.text)
    return answers.personal(baked, "image/png", found.name("png"))


@of_known_number
def baked_svg(request, found: Found):
    baked = baking.baked_svg(found.picture("svg"), found.credential.text)
    return answers.personal(baked, "image/svg+xml", found.name("svg"))


@of_known_number
def assertion(request, found: Found):
    """The assertion of Open Badges 2.0; 410 with the reason while it is not to be accepted."""
    reason = ended_because(found.revision)
    if reason:
        body = older.revoked(address=addresses.older_assertion(found.revision), reason=reason)
        return answers.personal(answers.as_text(body), OLDER_TYPE, status=410)
    return answers.personal(assertion_text(found), OLDER_TYPE)


@of_known_number
def older_png(request, found: Found):
    baked = baking.baked_png(found.picture("png"), baking.PNG_2, assertion_text(found))
    return answers.personal(baked, "image/png", found.name("2.png"))


@of_known_number
def older_svg(request, found: Found):
    address = addresses.older_assertion(found.revision)
    baked = baking.baked_older_svg(found.picture("svg"), assertion_text(found), address)
    return answers.personal(baked, "image/svg+xml", found.name("2.svg"))


def assertion_text(found: Found) -> str:
    return answers.as_text(older_assertion_of(found.revision, found.credential))


def ended_because(revision: CertificateRevision) -> str:
    """Why it is not to be accepted today; nothing while it is, and where it has only expired."""
    certificate = revision.certificate
    if revision.number < certificate.current.number:
        return _("A newer issue of the certificate has taken its place.")
    status = status_of(certificate, today_of(certificate, timezone.now()))
    refused = lists.SETS_BITS[StatusList.Purpose.SUSPENSION]
    return str(status.status.label) if status.status in refused else ""
