"""Finds people by what others call them."""

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Concat

from lms.people.models import Person


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
