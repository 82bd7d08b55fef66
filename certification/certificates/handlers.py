"""What follows a grant: the certificate, its document, and the letter to its holder."""

from django.utils import timezone

from certification.certificates.actions import issue_certificate, renew
from certification.certificates.holding import certificate_held
from certification.certificates.letters import CERTIFICATE_GRANTED
from certification.certificates.models import Certificate, CertificateRevision
from certification.certificates.queries import check_url
from certification.decisions.models import Decision
from lms.journal.facts import cover
from lms.journal.models import Event
from lms.journal.outbox import subscribe
from lms.notifications.actions import write_letter

cover(Certificate, parts=["status_events"])
cover(CertificateRevision)


@subscribe("decisions.granted_by_rule", "certificates.issue")
@subscribe("decisions.granted", "certificates.issue_granted")
def issue(event: Event) -> None:
    decision = (
        Decision.objects.select_related("certificate_type__version__scheme__programme", "person")
        .only(
            "scope",
            "certificate_type__title",
            "certificate_type__statement",
            "certificate_type__scope",
            "certificate_type__valid_months",
            "certificate_type__dating",
            "certificate_type__version__issuer_name",
            "certificate_type__version__scheme__zone",
            "certificate_type__version__scheme__programme__title",
            "certificate_type__version__scheme__programme__path",
            "certificate_type__version__scheme__programme__depth",
            "person__first_name",
            "person__last_name",
        )
        .get(pk=event.subject_id)
    )
    issue_certificate(decision=decision, by=None, at=event.at)


@subscribe("decisions.renewal_granted", "certificates.renew")
def renew_held(event: Event) -> None:
    decision = Decision.objects.select_related("person", "certificate_type__version__scheme").get(
        pk=event.subject_id
    )
    held = certificate_held(decision.person, decision.certificate_type, decision.scope)
    if held is None:
        raise LookupError(f"Decision {decision.pk} renews a certificate that is not issued yet.")
    renew(certificate=held, decision=decision, by=None, at=event.at)


@subscribe("certificates.certificate_granted", "certificates.tell_holder")
def tell_holder(event: Event) -> None:
    certificate = Certificate.objects.select_related("person").get(pk=event.subject_id)
    revision = certificate.current
    write_letter(
        letter=CERTIFICATE_GRANTED,
        person=certificate.person,
        reference=certificate.number,
        values={
            "holder": revision.holder_name,
            "title": certificate.title,
            "scope": revision.scope_title,
            "link": check_url(certificate),
        },
        at=timezone.now(),
    )
