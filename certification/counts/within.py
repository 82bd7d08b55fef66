"""What lies within the scope of who asks: people, places, files; everything without a scope (R60)."""

from datetime import datetime

from django.db.models import Q, QuerySet

from certification.certificates.models import Certificate
from certification.certificates.queries import certificates_of
from certification.records.models import RecordEvidence, RecordVersion, TrainingRecord
from courses.deliveries.auditing import Scope
from courses.enrolment.models import Enrolment
from lms.people.merging.models import KnownAs
from lms.people.models import Person


def places(scope: Scope) -> QuerySet[Enrolment]:
    """Places that the projects pay for, and those in deliveries that they pay for (R13)."""
    found = Enrolment.objects.all()
    if scope is None:
        return found
    return found.filter(Q(project__code__in=scope) | Q(delivery__project__code__in=scope))


def has(place: Enrolment, scope: Scope) -> bool:
    return scope is None or places(scope).filter(pk=place.pk).exists()


def records(scope: Scope) -> QuerySet[TrainingRecord]:
    found = TrainingRecord.objects.all()
    return found if scope is None else found.filter(project_code__in=scope)


def people(scope: Scope, known_before: datetime | None = None) -> QuerySet[Person]:
    """Those with a place or a record in it, and who they are known to be, or were then (R1)."""
    if scope is None:
        return Person.objects.all()
    named = Person.objects.filter(
        Q(pk__in=places(scope).order_by().values("person"))
        | Q(pk__in=records(scope).order_by().values("person"))
    ).order_by()
    found = Q(pk__in=named.values("pk"))
    if known_before is None:
        merged = named.filter(merged_into__isnull=False)
        return Person.objects.filter(found | Q(pk__in=merged.values("merged_into")))
    then = KnownAs.objects.before(known_before).filter(person__in=named.values("pk"))
    return Person.objects.filter(found | Q(pk__in=then.order_by().values("one")))


def files(scope: Scope) -> QuerySet[RecordEvidence]:
    """Files on which records rest, those of earlier versions as well."""
    found = RecordEvidence.objects.all()
    if scope is None:
        return found
    versions = RecordVersion.objects.filter(record__project_code__in=scope)
    return found.filter(pk__in=versions.order_by().values("evidence"))


def certificates(
    person: Person, scope: Scope, known_before: datetime | None = None
) -> QuerySet[Certificate]:
    """Those of the person; within a scope those that were granted for a place in it."""
    found = certificates_of(person, known_before)
    return found if scope is None else found.filter(decision__enrolment__in=places(scope))
