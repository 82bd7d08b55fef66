"""Which credential a certificate has, and whether somebody may see it."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef

from certification.certificates.models import Certificate, CertificateRevision
from certification.credentials.models import Credential
from certification.credentials.signing.keys import all_keys
from lms.people.queries import is_withheld


def credential_of(revision: CertificateRevision) -> Credential | None:
    """The newest credential of the revision, with its text as signed; none of a removed holder."""
    return Credential.objects.filter(revision=revision).exclude(text="").order_by("turn").last()


def signed_by_compromised_keys() -> Iterator[Credential]:
    """The newest credentials of revisions whose signature nobody trusts any more."""
    stolen = [key.id for key in all_keys() if not key.is_trusted]
    later = Credential.objects.filter(revision=OuterRef("revision"), turn__gt=OuterRef("turn"))
    untrusted = Credential.objects.filter(~Exists(later), key_id__in=stolen).exclude(text="")
    return untrusted.select_related("revision").order_by("pk").iterator(chunk_size=500)


def may_see(person, certificate: Certificate) -> bool:
    """Everybody who knows the number, unless the holder asked for that to be withheld (R56)."""
    if (
        person.is_authenticated
        and Certificate.objects.visible_to(person).filter(pk=certificate.pk).exists()
    ):
        return True
    return not is_withheld(certificate.person)
