"""Removes a person: a pseudonym is left, which counts as before and leads back to nobody (R59)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from certification.personal_data import files, queries, rules
from certification.personal_data.actions.accounts import (
    close_account,
    forget_letters,
    forget_merges,
)
from certification.personal_data.actions.asking import refuse_no_reason, refuse_others
from certification.personal_data.actions.files import remove_files
from certification.personal_data.actions.records import forget_certificates, forget_records
from certification.personal_data.actions.sent import forget_sent_files
from certification.personal_data.known_by import known_by
from certification.personal_data.models import ErasureRequest
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.models import Person

Outcome = ErasureRequest.Outcome


@transaction.atomic
def erase_person(*, person: Person, reason: str, by: Person, at: datetime) -> ErasureRequest:
    """Turn a person, with everybody merged into them, into a pseudonym, for ever (R59, R1).

    The second time changes nothing.
    Places, completions, marks and decisions stay with the pseudonym, so that no figure changes (R4).
    Evidence that a project keeps stays until its retention is over (R58); what is about nobody else
    and kept by no project goes now. Refused to others than administrators, about oneself, without
    a reason, and while something binds (`queries.bound`). Records `personal_data.erasure_erased`,
    `people.person_erased`, and an event about each fact that the name is taken out of.
    """
    person = Person.objects.select_related("merged_into").get(pk=person.pk).canonical
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    done = queries.erasure_of(person)
    if done is not None:
        return done
    refuse_others(by, person)
    refuse_no_reason(reason)
    against = rules.reasons_against(queries.bound(person, at))
    if against:
        raise Refused("bound", " ".join(against), "R58")
    pseudonym, said = rules.new_pseudonym(), reason
    for each in list(Person.objects.filter(pk__in=person.selves)):
        said = _forget(each, pseudonym, said, by, at)
    for kind in files.KINDS:
        own = files.of_nobody_else(kind, person, timezone.localdate(at))
        remove_files(own, by=by, at=at)
    return _note(person, said, by, at)


def _forget(person: Person, pseudonym: str, said: str, by: Person, at: datetime) -> str:
    """One of those who are this person (R1); what was said, without the name."""
    known = known_by(person)
    close_account(person=person, pseudonym=pseudonym, by=by, at=at)
    forget_records(person=person, pseudonym=pseudonym, known=known, by=by, at=at)
    forget_certificates(person=person, pseudonym=pseudonym, by=by, at=at)
    forget_letters(person=person, pseudonym=pseudonym, known=known)
    forget_sent_files(known=known, at=at)
    forget_merges(person=person, known=known, by=by, at=at)
    record_event(name="people.person_erased", subject=person, by=by, at=at)
    return known.without_names(said)


def _note(person: Person, reason: str, by: Person, at: datetime) -> ErasureRequest:
    """The request that waited, or one that an administrator was asked for by other ways."""
    request = ErasureRequest.objects.open().select_for_update().filter(person=person).first()
    request = request or ErasureRequest(person=person, asked_at=at, asked_by=by)
    request.outcome, request.reason = Outcome.ERASED, reason.strip()
    request.answered_at, request.answered_by = at, by
    request.save()
    record_event(name="personal_data.erasure_erased", subject=request, by=by, at=at)
    return request
