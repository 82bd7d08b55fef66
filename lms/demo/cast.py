"""Registers the invented people, each with a name of the country and an employer there."""

import random
import uuid
from collections.abc import Iterator
from datetime import datetime

from courses.deliveries.actions import give_teaching_authority, name_coordinator
from courses.deliveries.models import Project
from lms.demo.names import names_of
from lms.people.actions import grant_access, join_organisation, register_person
from lms.people.models import Organisation, Person
from lms.portal.demo_accounts import DEMO_PASSWORD

PEOPLE = uuid.UUID("8a1c0a36-6d0e-5a0c-8a53-2f6f8b9f2d10")
ADMINISTRATOR = "administrator@demo.example"
AUTHOR = "author@demo.example"
INSTRUCTOR = "instructor@demo.example"
TUTOR = "tutor@demo.example"
MANAGER = "manager@demo.example"
COORDINATOR = "coordinator@demo.example"
OFFICER = "officer@demo.example"
ACCOUNTS = {
    ADMINISTRATOR: ("Helena", "Brandtner", "administrator"),
    AUTHOR: ("Mikael", "Strandby", "author"),
    INSTRUCTOR: ("Nuria", "Serratosa", ""),
    TUTOR: ("Declan", "Faherty", ""),
    MANAGER: ("Katarzyna", "Zielak", ""),
    OFFICER: ("Paulo", "Meirelos", "officer"),
    COORDINATOR: ("Anna", "Hollósy", "coordinator"),
    "auditor@demo.example": ("Thomas", "Verbeken", "auditor"),
}


def open_account(email: str, *, by: Person | None, at: datetime) -> Person:
    """One of the accounts that the sign-in page offers, with its access role."""
    first_name, last_name, role = ACCOUNTS[email]
    person = register_person(
        first_name=first_name,
        last_name=last_name,
        email=email,
        password=DEMO_PASSWORD,
        public_id=uuid.uuid5(PEOPLE, email),
        is_demo=True,
        by=by,
        at=at,
    )
    if role:
        grant_access(person=person, role=role, by=by or person, at=at)
    return person


class Cast:
    """Everybody in the demonstration: invents people and remembers where they work."""

    def __init__(self, organisations: dict[str, list[Organisation]], by: Person) -> None:
        self.organisations, self.by = organisations, by
        self.employer: dict[int, Organisation] = {}
        self._names: dict[str, Iterator[tuple[str, str]]] = {}
        self._rng = random.Random("employers")  # noqa: S311 - an invented history

    def hire(self, person: Person, country: str, at: datetime) -> Person:
        """Give a person an employer in the country."""
        organisation = self._rng.choice(self.organisations[country])
        join_organisation(
            person=person, organisation=organisation, starts_on=at.date(), by=self.by, at=at
        )
        self.employer[person.pk] = organisation
        return person

    def invent(self, country: str, at: datetime) -> Person:
        """A new person of that country, with an employer and without an e-mail address (R1)."""
        names = self._names.setdefault(country, names_of(country))
        first_name, last_name = next(names)
        person = register_person(
            first_name=first_name,
            last_name=last_name,
            public_id=uuid.uuid5(PEOPLE, f"{country} {first_name} {last_name}"),
            is_demo=True,
            by=self.by,
            at=at,
        )
        return self.hire(person, country, at)


def let_teach(person: Person, programme, *, source: str, at: datetime, by: Person, through=None):
    give_teaching_authority(
        person=person,
        programme=programme,
        source=source,
        valid_from=at.date(),
        valid_through=through,
        by=by,
        at=at,
    )


def let_coordinate(person: Person, project: Project, *, at: datetime, by: Person) -> None:
    name_coordinator(project=project, person=person, by=by, at=at)
