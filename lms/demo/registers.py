"""Lets most of the invented trainers agree to be listed in the public registers, and some not."""

from collections.abc import Sequence
from datetime import datetime

from certification.registers.actions import choose_languages
from lms.demo.history import History
from lms.people.actions import give_consent
from lms.people.consent_texts import newest_text
from lms.people.languages import CODES
from lms.people.models import Consent, Person

Purpose = Consent.Purpose
OF_COUNTRY = {"AT": "de", "BE": "fr", "CZ": "cs", "DK": "da", "GR": "el", "IE": "en"}
OF_COUNTRY |= {"SE": "sv", "SI": "sl", "TN": "ar"}  # elsewhere the code of the country serves


def agree_to_be_listed(history: History, at: datetime) -> None:
    """Of five trainers four agree to the register and three of these to the map as well (R56)."""
    trainers = [person for group in history.instructors for person in group]
    everybody = [*trainers, *history.faculty.teachers, *history.faculty.tutors, history.instructor]
    for number, person in enumerate(dict.fromkeys(everybody)):
        speak(history, person, at)
        if number % 5 != 4:
            agree(person, [Purpose.REGISTER, Purpose.MAP][: 1 + (number % 4 != 3)], at)


def speak(history: History, person: Person, at: datetime) -> None:
    """English, and what is spoken where they work, as far as it is offered."""
    employer = history.cast.employer.get(person.pk)
    country = employer.country if employer else ""
    spoken = OF_COUNTRY.get(country, country.lower())
    languages = {"en", spoken} & set(CODES)
    choose_languages(person=person, languages=languages, by=person, at=at)


def agree(person: Person, purposes: Sequence[str], at: datetime) -> None:
    for purpose in purposes:
        version = newest_text(purpose).version
        give_consent(person=person, purpose=purpose, text_version=version, by=person, at=at)
