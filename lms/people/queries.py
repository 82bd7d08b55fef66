"""Finds people by what others call them, and what they consented to."""

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Concat

from lms.people.models import Consent, Person


def called(text: str) -> QuerySet[Person]:
    """Who has this e-mail address or, written in full, this name."""
    text = " ".join(text.split())
    if not text:
        return Person.objects.none()
    full_name = Concat("first_name", Value(" "), "last_name")
    return (
        Person.objects.filter(is_active=True)
        .alias(full_name=full_name)
        .filter(Q(email__iexact=text) | Q(full_name__iexact=text))
    )


def is_withheld(person: Person) -> bool:
    """Whether the person asked that their certificates cannot be checked by number (R56)."""
    return person.consents.standing().filter(purpose=Consent.Purpose.WITHHELD_CHECK).exists()


def standing_consents(person: Person) -> dict[str, Consent]:
    """By purpose, the consents of the person that stand."""
    return {each.purpose: each for each in person.consents.standing()}
