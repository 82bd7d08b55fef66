"""What the public check says of a certificate, on a page or as JSON; nothing else is told."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from certification.certificates.models import CertificateRevision, StatusEvent
from certification.certificates.queries import Checked
from certification.certificates.rules import StatusOn, is_extended, status_on


@dataclass(frozen=True)
class Answer:
    """The state on a day, with what the paper says; the name is always the right one of today.

    `held` is the issue of a paper that somebody holds, where a newer one has superseded it (R41).
    """

    found: Checked
    status: StatusOn
    today: date
    said: CertificateRevision
    held: CertificateRevision | None

    @property
    def is_today(self) -> bool:
        return self.status.day == self.today

    @property
    def is_forecast(self) -> bool:
        return self.status.day > self.today

    @property
    def superseded(self) -> list[CertificateRevision]:
        return self.found.revisions[:-1]

    @property
    def is_extended(self) -> bool:
        return is_extended(self.found.events)

    @property
    def reduced_on(self) -> date | None:
        """Since when it stands for less than it was granted for."""
        days = [e.effective_on for e in self.found.events if e.kind == StatusEvent.Kind.REDUCED]
        past = [day for day in days if day <= self.status.day]
        return min(past, default=None)


def answer(found: Checked, day: date, today: date, issue: str) -> Answer:
    """`issue` is the number of a revision as somebody typed it; what is none is left out."""
    held = next((row for row in found.revisions[:-1] if str(row.number) == issue), None)
    return Answer(found, status_on(found.events, day), today, found.said_on(day), held)


def claims(told: Answer) -> dict[str, Any]:
    """The same as JSON, for machines; the keys stay."""
    certificate, status = told.found.certificate, told.status
    return {
        "found": True,
        "number": certificate.number,
        "holder": told.found.current.holder_name,
        "holder_removed": certificate.person.erased_at is not None,
        "title": certificate.title,
        "statement": told.said.statement,
        "scope": told.said.scope_title,
        "scope_reduced_on": _day(told.reduced_on),
        "issuer": certificate.issuer_name,
        "scheme": certificate.scheme_version.scheme.title,
        "scheme_version": certificate.scheme_version.number,
        "issued_on": certificate.issued_on.isoformat(),
        "valid_through": _day(status.valid_through),
        "extended": told.is_extended,
        "language": certificate.language,
        "demonstration": certificate.person.is_demo,
        "status": status.status.value,
        "status_on": status.day.isoformat(),
        "status_since": _day(status.since),
        "status_is_forecast": told.is_forecast,
        "covered_by_renewal_decided_on": _day(status.covered_by),
        "issue": told.found.current.number,
        "issues": [
            {
                "number": row.number,
                "issued_on": row.issued_on.isoformat(),
                "cause": row.cause,
                "superseded": row is not told.found.current,
            }
            for row in told.found.revisions
        ],
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
