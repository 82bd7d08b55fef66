"""The words that are in use, who does not want what, and what waits."""

import logging
from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet

from lms.journal.models import Dispatch
from lms.notifications import rules
from lms.notifications.letters import Letter, Words, shipped
from lms.notifications.models import LetterStop, LetterTemplate, Notification
from lms.people.models import Person

logger = logging.getLogger(__name__)

SENDING = "notifications.send"


def words_in_use(letter: Letter, language: str) -> Words:
    """As an administrator wrote them, else those that ship.

    Words that no longer fit the letter, since it lost a placeholder, are not used.
    """
    own = LetterTemplate.objects.filter(kind=letter.code, language=language).first()
    if own is None:
        return shipped(letter, language)
    wrong = rules.mistakes(own.subject, own.body, known=letter.known, needed=letter.needed)
    if wrong:
        logger.error("The words of %s do not fit: %s", letter.code, " ".join(wrong))
        return shipped(letter, language)
    return Words(own.subject, own.body)


def own_words(kind: str = "") -> dict[tuple[str, str], LetterTemplate]:
    """What administrators wrote, by kind and language; of one kind or all."""
    kept = LetterTemplate.objects.select_related("changed_by")
    if kind:
        kept = kept.filter(kind=kind)
    return {(each.kind, each.language): each for each in kept}


def stopped_by(people: Collection[int], kind: str) -> set[int]:
    """Of these people, by key, those who do not want letters of the kind."""
    stops = LetterStop.objects.current().filter(kind=kind, person__in=people)
    return set(stops.values_list("person", flat=True))


def stops_of(person: Person) -> set[str]:
    return set(LetterStop.objects.current().filter(person=person).values_list("kind", flat=True))


def kinds_written_to(person: Person) -> set[str]:
    kinds = (
        Notification.objects.filter(person__in=person.selves)
        .order_by()
        .values_list("kind", flat=True)
    )
    return set(kinds.distinct())


def readers_waiting(cut: datetime) -> list[int]:
    """Keys of the people for whom a letter waits that was written before an instant."""
    waiting = Notification.objects.filter(
        state=Notification.State.WAITING, written_at__lt=cut, person__isnull=False
    )
    return list(waiting.order_by("person").values_list("person", flat=True).distinct())


def written_to(person: Person) -> QuerySet[Notification]:
    """What the person was told, newest first; digests are not told apart from what is in them."""
    return Notification.objects.filter(person__in=person.selves).exclude(letters__isnull=False)


def failures(letters: Collection[Notification]) -> dict[int, str]:
    """By key, why a letter could not leave when it was last tried; it is tried again by itself."""
    waiting = [each.pk for each in letters if each.state == Notification.State.TO_SEND]
    failed = Dispatch.objects.filter(
        handler=SENDING,
        done_at__isnull=True,
        tries__gt=0,
        event__subject_type=Notification._meta.label_lower,
        event__subject_id__in=waiting,
    )
    return dict(failed.values_list("event__subject_id", "error"))


def found(words: str, kind: str) -> QuerySet[Notification]:
    """Letters by a reader whose name or address holds every word, and by kind; newest first."""
    letters = Notification.objects.select_related("person")
    if kind:
        letters = letters.filter(kind=kind)
    for word in words.split():
        letters = letters.filter(
            Q(person__first_name__icontains=word)
            | Q(person__last_name__icontains=word)
            | Q(person__email__icontains=word)
            | Q(address__icontains=word)
        )
    return letters
