"""What a person does about their entry in public registers."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from certification.registers.models import TeachingLanguage
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.languages import CODES
from lms.people.models import Person


@transaction.atomic
def choose_languages(
    *, person: Person, languages: Collection[str], by: Person, at: datetime
) -> None:
    """Say which languages one teaches in; those no longer named end. The same again changes nothing.

    Refused to everybody but the person, and for a language that is not offered. Records
    `registers.languages_chosen`.
    """
    if by.pk != person.pk:
        raise Refused("not_yours", _("Everybody names their own languages."))
    if not set(languages) <= set(CODES):
        raise Refused("language_unknown", _("Choose from the languages that are offered."))
    Person.objects.select_for_update().get(pk=person.pk)
    current = TeachingLanguage.objects.current().filter(person=person)
    before = set(current.values_list("language", flat=True))
    if before == set(languages):
        return
    current.exclude(language__in=languages).update(ended_at=at)
    TeachingLanguage.objects.bulk_create(
        TeachingLanguage(person=person, language=language, said_at=at)
        for language in sorted(set(languages) - before)
    )
    record_event(
        name="registers.languages_chosen",
        subject=person,
        by=by,
        at=at,
        payload={"languages": sorted(languages)},
    )
