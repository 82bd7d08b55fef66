"""Which credential a certificate has, and whether somebody may see it."""

from certification.certificates.models import Certificate, CertificateRevision
from certification.credentials.models import Credential
from lms.people.queries import is_withheld


def credential_of(revision: CertificateRevision) -> Credential | None:
    """The newest credential of the revision, with its text as signed."""
    return Credential.objects.filter(revision=revision).order_by("turn").last()


def may_see(person, certificate: Certificate) -> bool:
    """Everybody who knows the number, unless the holder asked for that to be withheld (R56)."""
    if (
        person.is_authenticated
        and Certificate.objects.visible_to(person).filter(pk=certificate.pk).exists()
    ):
        return True
    return not is_withheld(certificate.person)
