"""Finds people by what others call them, and what they consented to."""

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce, Concat

from lms.people.models import Consent, Person


def called(text: str) -> QuerySet[Person]:
    """Who has this e-mail address or, written in full, this name; of who was merged, the one kept."""
    text = " ".join(text.split())
    if not text:
        return Person.objects.none()
    full_name = Concat("first_name", Value(" "), "last_name")
    found = Person.objects.alias(full_name=full_name).filter(
        Q(email__iexact=text) | Q(full_name__iexact=text)
    )
    return ones(found).filter(is_active=True)


def matching(words: str) -> QuerySet[Person]:
    """People whose name or address holds every word; of who was merged, the one kept."""
    found = Person.objects.order_by()
    for word in words.split():
        found = found.filter(
            Q(first_name__icontains=word) | Q(last_name__icontains=word) | Q(email__icontains=word)
        )
    return ones(found).order_by("last_name", "first_name", "pk")


def ones(people: QuerySet[Person]) -> QuerySet[Person]:
    """Who these people are: the one kept instead of each who was merged (R1)."""
    return Person.objects.filter(pk__in=people.values(one=Coalesce("merged_into", "pk")))


def is_withheld(person: Person) -> bool:
    """Whether the person asked that their certificates cannot be checked by number (R56)."""
    asked = Consent.objects.standing().filter(person__in=person.selves)
    return asked.filter(purpose=Consent.Purpose.WITHHELD_CHECK).exists()


def standing_consents(person: Person) -> dict[str, Consent]:
    """By purpose, the consents of the person that stand."""
    return {each.purpose: each for each in consents_of(person)}


def consents_of(person: Person) -> QuerySet[Consent]:
    """Those that stand; of who was merged into them, that nothing be checked, as the rest rests (R56)."""
    withheld = Q(person__in=person.selves, purpose=Consent.Purpose.WITHHELD_CHECK)
    return Consent.objects.standing().filter(Q(person=person) | withheld)
