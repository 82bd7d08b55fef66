"""Lets the officer decide about the accreditations of trainers, and what follows from it."""

from collections.abc import Iterable
from datetime import datetime

from certification.decisions.actions import apply, decide_application
from certification.decisions.models import Outcome
from certification.schemes.models import CertificateType
from lms.demo.history import History
from lms.demo.relay import let_follow
from lms.people.models import Person

ASSOCIATE, INSTRUCTOR = "associate-trainer", "instructor"
FOLLOWS = ("certificates.issue_granted", "certificates.give_rights")


def ask(history: History, person: Person, code: str, at: datetime):
    """The officer applies for a candidate, whose file is then looked at."""
    kind = CertificateType.objects.select_related("version__scheme").get(
        version__scheme__programme=history.programme, code=code
    )
    return apply(
        person=person,
        certificate_type=kind,
        scope=history.programme.code,
        by=history.officer,
        at=at,
    )


def accredit_all(history: History, people: Iterable[Person], code: str, at: datetime) -> None:
    """Each is granted the certificate, and with it the right to teach."""
    for person in people:
        application = ask(history, person, code, at)
        decide_application(
            application=application,
            outcome=Outcome.GRANTED,
            reasons="",
            by=history.officer,
            at=at,
        )
    let_follow(FOLLOWS)
