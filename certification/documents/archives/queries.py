"""Who may take which certificates away as a ZIP, and which those are."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from certification.certificates.models import CertificateRevision
from certification.documents.models import Document
from certification.documents.queries import documents_with_words
from courses.deliveries.models import Delivery
from courses.deliveries.queries import run_by
from lms.jobs.models import Job
from lms.people.models import Person

ALL_OF_THEM = frozenset({"administrator", "officer"})
KIND = "documents.archive"
AT_A_TIME = 100


@dataclass(frozen=True)
class Wanted:
    """Which certificates; what is empty does not narrow them. Days are those of issue, inclusive."""

    delivery: Delivery | None = None
    type: tuple[str, str] | None = None  # codes of scheme and type
    since: date | None = None
    until: date | None = None


def may_take_all(person: Person) -> bool:
    return person.is_authenticated and not person.roles.isdisjoint(ALL_OF_THEM)


def deliveries_to_take_from(person: Person) -> QuerySet[Delivery]:
    """All for administrators and officers, else those one leads and those of one's projects."""
    if not person.is_authenticated:
        return Delivery.objects.none()
    if may_take_all(person):
        return Delivery.objects.all()
    return Delivery.objects.filter(
        Q(pk__in=run_by(person).values("pk"))
        | Q(project__in=person.coordinations.values("project"))
    )


def may_take(person: Person, delivery: Delivery | None) -> bool:
    if delivery is None:
        return may_take_all(person)
    return deliveries_to_take_from(person).filter(pk=delivery.pk).exists()


def wanted_revisions(wanted: Wanted) -> QuerySet[CertificateRevision]:
    """The newest revision of each certificate that is wanted."""
    later = CertificateRevision.objects.filter(
        certificate=OuterRef("certificate"), number__gt=OuterRef("number")
    )
    revisions = CertificateRevision.objects.filter(~Exists(later))
    if wanted.delivery is not None:
        revisions = revisions.filter(certificate__decision__enrolment__delivery=wanted.delivery)
    if wanted.type is not None:
        scheme, code = wanted.type
        revisions = revisions.filter(
            certificate__scheme_version__scheme__code=scheme,
            certificate__decision__certificate_type__code=code,
        )
    if wanted.since is not None:
        revisions = revisions.filter(issued_on__gte=wanted.since)
    if wanted.until is not None:
        revisions = revisions.filter(issued_on__lte=wanted.until)
    return revisions


def documents_in_turn(job: Job, start: int = 0, stop: int | None = None) -> Iterator[Document]:
    """Those that were frozen into the job when it was asked for, in their order, some at a time."""
    keys = job.about["documents"][start:stop]
    for first in range(0, len(keys), AT_A_TIME):
        some = keys[first : first + AT_A_TIME]
        found = {each.pk: each for each in documents_with_words().filter(pk__in=some)}
        yield from (found[key] for key in some if key in found)


def archives_of(person: Person) -> QuerySet[Job]:
    return Job.objects.filter(kind=KIND, asked_by=person)
