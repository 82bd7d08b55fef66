"""Who may teach what, on a day."""

from datetime import date

from django.db.models import Q

from courses.catalogue.models import ModulePage
from courses.deliveries.models import TeachingAuthority
from lms.people.models import Person


def may_teach(person: Person, module: ModulePage, day: date) -> bool:
    """Whether the person holds a right for this module or its whole programme on that day (R31)."""
    if not person.is_authenticated:
        return False
    programme = module.get_parent()
    return (
        TeachingAuthority.objects.valid_on(day)
        .filter(person=person)
        .filter(Q(module=module.pk) | Q(module__isnull=True, programme=programme.pk))
        .exists()
    )
