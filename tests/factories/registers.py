"""People who hold a certificate of a public register, and what they agreed to."""

from datetime import UTC, datetime

from certification.registers.actions import choose_languages
from lms.people.actions import give_consent, join_organisation
from lms.people.models import Consent, Organisation, Person
from tests.factories.certificates import issued
from tests.factories.courses import enrolment, programme_page
from tests.factories.people import OrganisationFactory, PersonFactory

AGREED = datetime(2026, 4, 1, 9, tzinfo=UTC)


def agree(person: Person, *purposes: str, at: datetime = AGREED) -> None:
    for purpose in purposes or (Consent.Purpose.REGISTER,):
        give_consent(person=person, purpose=purpose, text_version=1, by=person, at=at)


def accredited(person: Person | None = None, *, register: str = "instructors", **fields):
    """A certificate of a type that belongs into the register; its holder agreed to nothing yet."""
    programme = fields.pop("programme", None) or programme_page()
    place = enrolment(programme=programme, person=person or PersonFactory())
    return issued(place=place, register=register, **fields)


def listed(
    *purposes: str,
    organisation: Organisation | None = None,
    languages: tuple[str, ...] = ("en",),
    person: Person | None = None,
    **fields,
) -> Person:
    """Somebody who appears in the register, with an organisation and languages."""
    certificate = accredited(person, **fields)
    person = certificate.person
    join_organisation(
        person=person,
        organisation=organisation or OrganisationFactory(),
        starts_on=AGREED.date(),
        by=None,
        at=AGREED,
    )
    choose_languages(person=person, languages=languages, by=person, at=AGREED)
    agree(person, Consent.Purpose.REGISTER, *purposes)
    return person
