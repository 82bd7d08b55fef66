"""Accreditations of today: some hold one again, one is suspended, and two files wait for the officer."""

from datetime import datetime, timedelta

from certification.certificates.actions import suspend
from certification.certificates.models import Certificate
from lms.demo.deciding import ASSOCIATE, INSTRUCTOR, accredit_all, ask
from lms.demo.history import History
from lms.demo.relay import let_follow
from lms.people.models import Person

AGAIN = 9  # of the first cohort, who are Associate Trainers again
INSTRUCTORS = 5  # of them, who are instructors as well


def accredit_today(history: History, now: datetime) -> None:
    """Of the first cohort some come back: what they completed and gave counts still."""
    led = [person for person in accredited_before(history) if person.is_active]
    again = led[:AGAIN]
    accredit_all(history, again, ASSOCIATE, now - timedelta(days=330))
    accredit_all(history, again[:INSTRUCTORS], INSTRUCTOR, now - timedelta(days=240))
    for person in again[INSTRUCTORS : INSTRUCTORS + 2]:
        ask(history, person, INSTRUCTOR, now - timedelta(days=3))
    suspend_one(history, again[INSTRUCTORS - 1], now - timedelta(days=12))


def accredited_before(history: History) -> list[Person]:
    """Who became an instructor after the first trainings, in the order of those grants."""
    grants = Certificate.objects.filter(
        decision__type_code=INSTRUCTOR,
        person__in=[p for group in history.instructors for p in group],
    )
    return [row.person for row in grants.select_related("person").order_by("issued_at", "pk")]


def suspend_one(history: History, person: Person, at: datetime) -> None:
    newest = Certificate.objects.filter(person=person, decision__type_code=INSTRUCTOR)
    suspend(
        certificate=newest.order_by("-issued_at").first(),
        effective_on=at.date(),
        reason="A complaint about a training is being looked into.",
        by=history.officer,
        at=at,
    )
    let_follow(["certificates.follow_with_rights"])
