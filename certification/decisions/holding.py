"""What a person holds already of a type and scope: the room of certificates answers, which is above.

Without an answer from there, what was decided is all that is known.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from certification.decisions.models import Decision, Outcome, Purpose
from certification.schemes.models import CertificateType
from lms.people.models import Person


@dataclass(frozen=True)
class Holding:
    """Why a first grant, or a renewal, is not possible on a day; empty where it is (R44)."""

    against_grant: str
    against_renewal: str

    @property
    def purpose(self) -> Purpose:
        """What an application is for on that day."""
        return Purpose.GRANT if self.against_renewal else Purpose.RENEWAL

    def against(self, purpose: str) -> str:
        return self.against_grant if purpose == Purpose.GRANT else self.against_renewal


Answer = Callable[[Person, CertificateType, str, date], Holding]
_answers: list[Answer] = []


def answers_holding(function: Answer) -> Answer:
    """Register the function that knows certificates; there is one."""
    _answers[:] = [function]
    return function


def holding_of(person: Person, certificate_type: CertificateType, scope: str, day: date) -> Holding:
    for answer in _answers:
        return answer(person, certificate_type, scope, day)
    return by_decisions(person, certificate_type, scope)


def by_decisions(person: Person, certificate_type: CertificateType, scope: str) -> Holding:
    was_granted = granted_before(person, certificate_type, scope).exists()
    return Holding(
        against_grant=_("It was granted already.") if was_granted else "",
        against_renewal="" if was_granted else _("There is no certificate to renew."),
    )


def granted_before(person: Person, certificate_type: CertificateType, scope: str):
    return Decision.objects.filter(
        person__in=person.selves,
        scheme_code=certificate_type.version.scheme.code,
        type_code=certificate_type.code,
        scope=scope,
        outcome=Outcome.GRANTED,
    )
