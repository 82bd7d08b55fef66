"""What follows a revision of a certificate and a change of its status."""

from functools import partial

from django.db import transaction
from django.utils import timezone

from certification.certificates.models import StatusEvent
from certification.credentials.actions import issue_credential
from certification.credentials.lists import forget_published
from certification.credentials.models import Credential, StatusPlace
from certification.credentials.said import revisions_with_words
from lms.journal.facts import cover
from lms.journal.models import Event
from lms.journal.outbox import subscribe

cover(Credential)
cover(StatusPlace)


@subscribe("certificates.revision_issued", "credentials.issue")
def issue(event: Event) -> None:
    revision = revisions_with_words().get(pk=event.subject_id)
    if revision.certificate.person.erased_at is not None:
        return  # nothing is made for nobody (R59)
    issue_credential(revision=revision, by=None, at=timezone.now())
    if revision.number > 1:  # the one before has just ended
        transaction.on_commit(partial(forget_published, revision.certificate))


@subscribe("certificates.status_changed", "credentials.publish_status")
def publish_status(event: Event) -> None:
    change = StatusEvent.objects.select_related("certificate").get(pk=event.subject_id)
    transaction.on_commit(partial(forget_published, change.certificate))
