"""What follows a decision and a change: certificates, rights to teach, and letters to holders."""

from django.utils import timezone
from django.utils.translation import gettext as _

from certification.certificates import reminders  # noqa: F401 - the clock calls them
from certification.certificates.actions import follow_with_rights, issue_certificate, renew
from certification.certificates.holding import certificate_held
from certification.certificates.letters import CERTIFICATE_GRANTED, ISSUED_AGAIN, STATUS_CHANGED
from certification.certificates.models import (
    CaseDecision,
    Certificate,
    CertificateRevision,
    DeliveryCase,
    StatusEvent,
)
from certification.certificates.queries import check_url
from certification.decisions.models import Decision
from lms.journal.facts import cover
from lms.journal.models import Event
from lms.journal.outbox import subscribe
from lms.notifications.actions import write_letter

cover(Certificate, parts=["status_events"])
cover(CertificateRevision)
cover(DeliveryCase)
cover(CaseDecision)


@subscribe("decisions.granted_by_rule", "certificates.issue")
@subscribe("decisions.granted", "certificates.issue_granted")
def issue(event: Event) -> None:
    decision = (
        Decision.objects.select_related(
            "certificate_type__version__scheme__programme", "person", "decided_by"
        )
        .only(
            "scope",
            "decided_by",
            "certificate_type__title",
            "certificate_type__statement",
            "certificate_type__scope",
            "certificate_type__valid_months",
            "certificate_type__dating",
            "certificate_type__version__issuer_name",
            "certificate_type__version__scheme__title",
            "certificate_type__version__scheme__zone",
            "certificate_type__version__scheme__programme__title",
            "certificate_type__version__scheme__programme__path",
            "certificate_type__version__scheme__programme__depth",
            "person__first_name",
            "person__last_name",
        )
        .get(pk=event.subject_id)
    )
    issue_certificate(decision=decision, by=decision.decided_by, at=event.at)


@subscribe("decisions.renewal_granted", "certificates.renew")
def renew_held(event: Event) -> None:
    decision = Decision.objects.select_related(
        "person", "decided_by", "certificate_type__version__scheme"
    ).get(pk=event.subject_id)
    held = certificate_held(decision.person, decision.certificate_type, decision.scope)
    if held is None:
        raise LookupError(f"Decision {decision.pk} renews a certificate that is not issued yet.")
    renew(certificate=held, decision=decision, by=decision.decided_by, at=event.at)


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


@subscribe("certificates.certificate_granted", "certificates.give_rights")
def give_rights(event: Event) -> None:
    certificate = Certificate.objects.select_related("decision__certificate_type").get(
        pk=event.subject_id
    )
    if certificate.decision.certificate_type.gives_right_to_teach:
        follow_with_rights(certificate=certificate, by=event.by, at=event.at)


@subscribe("certificates.status_changed", "certificates.follow_with_rights")
def change_rights(event: Event) -> None:
    certificate = (
        StatusEvent.objects.select_related("certificate__decision__certificate_type")
        .get(pk=event.subject_id)
        .certificate
    )
    if certificate.decision.certificate_type.gives_right_to_teach:
        follow_with_rights(certificate=certificate, by=event.by, at=event.at)


@subscribe("certificates.status_changed", "certificates.tell_of_status")
def tell_of_status(event: Event) -> None:
    happened = StatusEvent.objects.select_related("certificate__person").get(pk=event.subject_id)
    certificate = happened.certificate
    write_letter(
        letter=STATUS_CHANGED,
        person=certificate.person,
        reference=f"{certificate.number} event {happened.pk}",
        values=lambda: {
            "holder": certificate.current.holder_name,
            "title": certificate.title,
            "number": certificate.number,
            "status": str(happened.get_kind_display()),
            "day": happened.effective_on,
            "reason": happened.reason and _("Reason: %s") % happened.reason,
            "link": check_url(certificate),
        },
        at=timezone.now(),
    )


@subscribe("certificates.revision_issued", "certificates.tell_of_issue")
def tell_of_issue(event: Event) -> None:
    """The first issue is told with the grant."""
    revision = CertificateRevision.objects.select_related("certificate__person").get(
        pk=event.subject_id
    )
    if revision.number == 1:
        return
    certificate = revision.certificate
    write_letter(
        letter=ISSUED_AGAIN,
        person=certificate.person,
        reference=f"{certificate.number} issue {revision.number}",
        values=lambda: {
            "holder": revision.holder_name,
            "title": certificate.title,
            "number": certificate.number,
            "cause": str(revision.get_cause_display()),
            "link": check_url(certificate),
        },
        at=timezone.now(),
    )
