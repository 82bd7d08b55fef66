"""Certificates of a person, and the answer of the public check."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from certification.certificates.models import Certificate, CertificateRevision, StatusEvent
from certification.certificates.rules import Status, StatusOn, status_on
from certification.certificates.simulation import Policy
from certification.schemes.dating import Renewability
from certification.schemes.models import CertificateType
from courses.catalogue.queries import modules_of
from lms.people.merging.queries import selves_of
from lms.people.models import Person
from lms.people.queries import is_withheld

NO_NUMBER = "0000"  # no certificate has it
NOBODY = 0


def check_url(certificate: Certificate) -> str:
    """The public address at which anybody can check it."""
    return settings.SITE_URL + reverse("certificates:check", args=[certificate.number])


def certificates_of(person: Person, known_before: datetime | None = None) -> QuerySet[Certificate]:
    """The person's certificates, newest first, with their revisions and events loaded.

    Of everybody on record who is the same person, or was by what was known before an instant (R1).
    """
    return (
        Certificate.objects.filter(person__in=selves_of(person, known_before))
        .select_related("decision__certificate_type")
        .prefetch_related("status_events", "revisions")
        .order_by("-issued_at", "-pk")
    )


@dataclass(frozen=True)
class Checked:
    """A certificate as the public check finds it, with its revisions and events, oldest first."""

    certificate: Certificate
    revisions: list[CertificateRevision]
    events: list[StatusEvent]

    @property
    def current(self) -> CertificateRevision:
        return self.revisions[-1]

    def said_on(self, day: date) -> CertificateRevision:
        """What the paper said on a day: the newest revision of that day, else the first."""
        return [self.revisions[0], *(row for row in self.revisions if row.issued_on <= day)][-1]


def checked(number: str | None) -> Checked | None:
    """What the public check may tell of a number; None where there is nothing to tell.

    An unknown number, one that cannot be one (None), and one whose holder asked to be withheld
    (R56) are told by the same four queries, so that the time does not tell them apart.
    """
    certificate = (
        Certificate.objects.filter(number=number or NO_NUMBER)
        .select_related("person", "scheme_version__scheme")
        .first()
    )
    key = certificate.pk if certificate else NOBODY
    revisions = list(CertificateRevision.objects.filter(certificate=key).order_by("number"))
    events = list(StatusEvent.objects.filter(certificate=key))
    withheld = is_withheld(certificate.person if certificate else Person(pk=NOBODY))
    if certificate is None or withheld:
        return None
    return Checked(certificate, revisions, events)


def status_of(certificate: Certificate, day: date) -> StatusOn:
    """As all is known today; costs no query where the events are loaded (R42)."""
    return status_on(certificate.status_events.all(), day)


def today_of(certificate: Certificate, now: datetime) -> date:
    """Today where the issuer is (R43)."""
    return now.astimezone(ZoneInfo(certificate.zone)).date()


def policy_of(certificate_type: CertificateType) -> Policy:
    """What a type says of validity, renewal, window, grace and dating."""
    return Policy(
        valid_months=certificate_type.valid_months,
        renewal_months=certificate_type.renewal_months,
        window_months=certificate_type.renewal_window_months,
        grace_months=certificate_type.grace_months,
        dating=certificate_type.dating,
    )


def renewable_in(certificate: Certificate, status: StatusOn) -> Renewability | None:
    """From when through when it may be renewed; None for what does not expire or is over (R44)."""
    end = status.valid_through
    if end is None or status.status not in (Status.VALID, Status.EXPIRED, Status.SUSPENDED):
        return None
    times = policy_of(certificate.decision.certificate_type).times_of(end)
    return times if status.day <= times.closes_on else None


def modules_covered(certificate: Certificate, status: StatusOn) -> dict[str, str]:
    """By code, the titles of the modules that it stands for in that status, in their order."""
    certificate_type = certificate.decision.certificate_type
    programme = certificate_type.version.scheme.programme
    published = modules_of(programme) if programme else []
    modules = {module.code: module.title for module in published}
    if certificate_type.scope == certificate_type.Scope.MODULE:
        return {certificate.scope: modules.get(certificate.scope, certificate.scope)}
    if status.scope:
        return {code: modules.get(code, code) for code in status.scope}
    return modules
