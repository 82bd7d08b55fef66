"""Takes a person's name out of certificates and past trainings; what counts of them stays.

Each fact that is changed gets an event, so that the seals know how it stands now.
"""

from datetime import datetime

from certification.certificates.models import CertificateRevision
from certification.credentials.models import Credential
from certification.documents.models import Document
from certification.personal_data.actions.files import note_removed
from certification.personal_data.known_by import KnownBy
from certification.personal_data.rules import REMOVED, address_of
from certification.records.models import ClaimRefusal, RecordVersion
from certification.schemes.papers.models import CandidatePaper
from lms.journal.actions import record_events
from lms.people.models import Person

BATCH = 500


def forget_certificates(*, person: Person, pseudonym: str, by: Person, at: datetime) -> None:
    """Numbers and status stay, and can be checked; papers, credentials and the name are gone.

    The bits of status lists stay as they are: they say what became of a certificate, of nobody.
    """
    revisions = list(CertificateRevision.objects.filter(certificate__person=person))
    names = {revision.holder_name for revision in revisions}
    for revision in revisions:
        for name in names:
            revision.statement = revision.statement.replace(name, REMOVED)
            revision.reason = revision.reason.replace(name, REMOVED)
        revision.holder_name = f"{REMOVED} {pseudonym}"
    CertificateRevision.objects.bulk_update(
        revisions, ["holder_name", "statement", "reason"], batch_size=BATCH
    )
    record_events(name="certificates.holder_removed", subjects=revisions, by=by, at=at)
    credentials = list(Credential.objects.filter(revision__in=revisions))
    for credential in credentials:
        credential.text = credential.token = ""
    Credential.objects.bulk_update(credentials, ["text", "token"], batch_size=BATCH)
    record_events(name="credentials.credential_removed", subjects=credentials, by=by, at=at)
    for document in Document.objects.filter(revision__in=revisions).exclude(file=""):
        place = str(document.file.name)
        document.file, document.signature, document.address = "", b"", ""
        document.save(update_fields=["file", "signature", "address"])
        note_removed(document, place, by, at)


def forget_records(
    *, person: Person, pseudonym: str, known: KnownBy, by: Person, at: datetime
) -> None:
    """A value that was there is there still, as counting rules may ask for it; it says nothing."""
    versions = list(RecordVersion.objects.filter(record__person=person))
    for version in versions:
        version.given_name = REMOVED if version.given_name else ""
        version.family_name = pseudonym if version.family_name else ""
        version.email = address_of(pseudonym) if version.email else ""
        if known.is_in(version.evidence_name):
            version.evidence_name = REMOVED
    RecordVersion.objects.bulk_update(
        versions, ["given_name", "family_name", "email", "evidence_name"], batch_size=BATCH
    )
    record_events(name="records.person_removed", subjects=versions, by=by, at=at)
    refusals = [
        each
        for each in ClaimRefusal.objects.filter(record__person=person)
        if known.is_in(each.reason)
    ]
    for refusal in refusals:
        refusal.reason = known.without_names(refusal.reason)
    ClaimRefusal.objects.bulk_update(refusals, ["reason"], batch_size=BATCH)
    record_events(name="records.name_removed", subjects=refusals, by=by, at=at)
    papers = [
        paper for paper in CandidatePaper.objects.filter(person=person) if known.is_in(paper.reason)
    ]
    for paper in papers:
        paper.reason = known.without_names(paper.reason)
    CandidatePaper.objects.bulk_update(papers, ["reason"])
    record_events(name="schemes.person_removed", subjects=papers, by=by, at=at)
