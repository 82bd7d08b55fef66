"""Who may teach what, on a day, and what that opens."""

from datetime import date

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast, Length

from courses.catalogue.models import LessonPage, ModulePage
from courses.deliveries.models import TeachingAuthority
from lms.people.models import Person


def may_teach(person: Person, module: ModulePage, day: date) -> bool:
    """Whether the person holds a right for this module or its whole programme on that day (R31)."""
    if not person.is_authenticated:
        return False
    above = module.path[: -ModulePage.steplen]
    return (
        TeachingAuthority.objects.valid_on(day)
        .filter(person=person)
        .filter(Q(module=module.pk) | Q(module__isnull=True, programme__path=above))
        .exists()
    )


def notes_open_to(person: Person, day: date) -> QuerySet[LessonPage]:
    """The lessons with a teaching note that the person may read by a right to teach."""
    rights = TeachingAuthority.objects.valid_on(day).filter(person=person)
    paths = rights.values_list("programme__path", "module__path")
    condition = Q(pk__in=[])
    for programme, module in paths:
        condition |= Q(path__startswith=module or programme)
    empty = len("[]")
    return (
        LessonPage.objects.live()
        .filter(condition)
        .alias(note_length=Length(Cast("teaching_note", TextField())))
        .filter(note_length__gt=empty)
        .defer("body", "teaching_note")
        .order_by("path")
    )
