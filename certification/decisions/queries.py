"""Reads decisions with what they rested on."""

from django.db.models import QuerySet

from certification.decisions.models import Decision
from lms.people.models import Person


def decisions_visible_to(person: Person) -> QuerySet[Decision]:
    """Officers, administrators and auditors see all; others their own."""
    decisions = Decision.objects.select_related(
        "person", "certificate_type__version__scheme", "decided_by"
    )
    if person.roles.isdisjoint({"officer", "administrator", "auditor"}):
        decisions = decisions.filter(person=person)
    return decisions.order_by("-decided_at", "-pk")
