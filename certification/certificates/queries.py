"""Certificates of a person, and the answer of the public check."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from certification.certificates.models import Certificate
from certification.certificates.rules import StatusOn, status_on
from courses.catalogue.queries import modules_of
from lms.people.models import Person


def check_url(certificate: Certificate) -> str:
    """The public address at which anybody can check it."""
    return settings.SITE_URL + reverse("certificates:check", args=[certificate.number])


def certificates_of(person: Person) -> QuerySet[Certificate]:
    """The person's certificates, newest first, with their revisions and events loaded."""
    return (
        Certificate.objects.filter(person=person)
        .prefetch_related("status_events", "revisions")
        .order_by("-issued_at", "-pk")
    )


def certificate_by_number(number: str) -> Certificate | None:
    return (
        Certificate.objects.filter(number=number)
        .select_related("person", "scheme_version__scheme")
        .prefetch_related("status_events", "revisions")
        .first()
    )


def status_of(certificate: Certificate, day: date) -> StatusOn:
    """As all is known today; costs no query where the events are loaded (R42)."""
    return status_on(certificate.status_events.all(), day)


def today_of(certificate: Certificate, now: datetime) -> date:
    """Today where the issuer is (R43)."""
    return now.astimezone(ZoneInfo(certificate.zone)).date()


def modules_covered(certificate: Certificate, status: StatusOn) -> dict[str, str]:
    """By code, the titles of the modules that it stands for in that status, in their order."""
    certificate_type = certificate.decision.certificate_type
    programme = certificate_type.version.scheme.programme
    modules = {module.code: module.title for module in modules_of(programme)}
    if certificate_type.scope == certificate_type.Scope.MODULE:
        return {certificate.scope: modules.get(certificate.scope, certificate.scope)}
    if status.scope:
        return {code: modules.get(code, code) for code in status.scope}
    return modules
