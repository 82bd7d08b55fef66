"""Reminds holders of what ends and of when it may be renewed; called by the clock."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from certification.certificates.letters import REMINDER
from certification.certificates.models import Certificate
from certification.certificates.queries import check_url, policy_of, status_of
from certification.certificates.reminding import Occasion, ends_due
from certification.certificates.rules import Status
from certification.schemes.models import CertificateType
from lms.notifications.actions import write_letter
from lms.notifications.clock import each_by_itself, each_round
from lms.notifications.letters import Values, address_of

TOLD = {Occasion.ENDED: Status.EXPIRED, Occasion.ENDED_FOR_GOOD: Status.EXPIRED}
TOLD |= {Occasion.GRACE: Status.EXPIRED}


@each_round("certificates.remind")
def remind(at: datetime) -> None:
    """90, 30 and 7 days before an end, when renewing opens, when it has ended, before grace ends.

    Not of what was renewed, suspended, withdrawn or replaced meanwhile.
    """
    types = CertificateType.objects.filter(valid_months__isnull=False)
    for certificate_type in types.select_related("version__scheme"):
        today = at.astimezone(ZoneInfo(certificate_type.version.scheme.zone)).date()
        due = ends_due(policy_of(certificate_type), today)
        tell = partial(_tell, due=due, today=today, at=at)
        each_by_itself(_ending(certificate_type, due), tell)


def _ending(
    certificate_type: CertificateType, due: Mapping[date, Occasion]
) -> Iterator[Certificate]:
    """Certificates of the type to which some event gave one of the ends."""
    rows = Certificate.objects.filter(
        decision__certificate_type=certificate_type, status_events__valid_through__in=list(due)
    )
    found = rows.distinct().select_related("person").prefetch_related("status_events", "revisions")
    return found.iterator(chunk_size=500)


def _tell(
    certificate: Certificate, due: Mapping[date, Occasion], today: date, at: datetime
) -> None:
    status = status_of(certificate, today)
    occasion = due.get(status.valid_through) if status.valid_through else None
    if occasion is None or status.status is not TOLD.get(occasion, Status.VALID):
        return

    def values() -> Values:
        return {
            "holder": certificate.current.holder_name,
            "title": certificate.title,
            "number": certificate.number,
            "what": str(occasion.label),
            "end": status.valid_through or "",
            "page": address_of("portal:certificates"),
            "link": check_url(certificate),
        }

    write_letter(
        letter=REMINDER,
        person=certificate.person,
        reference=f"{certificate.number} {status.valid_through} {occasion.value}",
        values=values,
        at=at,
    )
