"""Says of two people on record that they are one, or that they are not; both can be taken back."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.merging import rules
from lms.people.merging.models import DifferentPeople, PersonMerge
from lms.people.merging.queries import are_different, matters_of
from lms.people.models import Person


@transaction.atomic
def merge_people(
    *, absorbed: Person, kept: Person, reason: str, by: Person, at: datetime
) -> PersonMerge:
    """From now on the absorbed person is read as the kept one; no record is rewritten (R1).

    The same merge again changes nothing. Refused to others than administrators, without a reason,
    about oneself, for who is merged already or confirmed to be different (R3), and where a room
    above has something against it. Access roles of the absorbed person rest. Records
    `people.merged`.
    """
    same = _locked(absorbed.pk, kept.pk)
    standing = PersonMerge.objects.standing().filter(absorbed=absorbed, kept=kept).first()
    if standing is not None:
        return standing
    absorbed, kept = same[absorbed.pk], same[kept.pk]
    refusal = rules.why_not_merge(
        _side(absorbed),
        _side(kept),
        by=by.pk,
        roles=by.roles,
        reason=reason,
        are_different=are_different(_one(absorbed, same), _one(kept, same)),
        matters=matters_of(absorbed, kept, at),
    )
    _refuse(refusal)
    merge = PersonMerge.objects.create(
        absorbed=absorbed, kept=kept, reason=reason.strip(), made_at=at, made_by=by
    )
    _resolve(list(same))
    record_event(name="people.merged", subject=merge, by=by, at=at)
    return merge


@transaction.atomic
def unmerge_people(*, merge: PersonMerge, reason: str, by: Person, at: datetime) -> PersonMerge:
    """The two are two again, with everything as it was; what was merged into each stays so (R1).

    Again, it changes nothing. Refused to others than administrators, without a reason, and about
    oneself. Records `people.merge_ended`.
    """
    same = _locked(merge.absorbed_id, merge.kept_id)
    merge = PersonMerge.objects.select_for_update().get(pk=merge.pk)
    if merge.ended_at is not None:
        return merge
    _refuse(rules.why_not_decide(by=by.pk, roles=by.roles, reason=reason, about=list(same)))
    merge.ended_at, merge.ended_by, merge.end_reason = max(at, merge.made_at), by, reason.strip()
    merge.save(update_fields=["ended_at", "ended_by", "end_reason"])
    _resolve(list(same))
    record_event(name="people.merge_ended", subject=merge, by=by, at=at)
    return merge


@transaction.atomic
def confirm_different(
    *, one: Person, other: Person, reason: str, by: Person, at: datetime
) -> DifferentPeople:
    """Two people who look alike are two people; they are suspected no longer (R3).

    Again, it changes nothing. Refused to others than administrators, without a reason, about
    oneself, and while they are merged. Records `people.confirmed_different`.
    """
    first, second = sorted((one, other), key=lambda person: person.pk)
    same = _locked(first.pk, second.pk)
    standing = DifferentPeople.objects.standing().filter(first=first, second=second).first()
    if standing is not None:
        return standing
    about = (first.pk, second.pk)
    _refuse(
        rules.why_not_decide(by=by.pk, roles=by.roles, reason=reason, about=about)
        or rules.why_not_differ(*(_side(same[pk]) for pk in about))
    )
    found = DifferentPeople.objects.create(
        first=first, second=second, reason=reason.strip(), confirmed_at=at, confirmed_by=by
    )
    record_event(name="people.confirmed_different", subject=found, by=by, at=at)
    return found


@transaction.atomic
def end_difference(*, difference: DifferentPeople, by: Person, at: datetime) -> None:
    """Take back that two people are different; they may be suspected again. Administrators only.

    Records `people.difference_ended`.
    """
    if "administrator" not in by.roles:
        raise rules.not_administrator()
    difference = DifferentPeople.objects.select_for_update().get(pk=difference.pk)
    if difference.ended_at is not None:
        return
    difference.ended_at, difference.ended_by = max(at, difference.confirmed_at), by
    difference.save(update_fields=["ended_at", "ended_by"])
    record_event(name="people.difference_ended", subject=difference, by=by, at=at)


def _locked(*people: int) -> dict[int, Person]:
    """These people and everybody who is one of them, locked in one order for all.

    Asked again until nobody is added: who waited for a lock may have missed another merge.
    """
    known: set[int] = set()
    wanted = set(people)
    while True:
        ones = Person.objects.filter(pk__in=wanted, merged_into__isnull=False).values("merged_into")
        alike = Q(pk__in=wanted) | Q(merged_into__in=wanted) | Q(pk__in=ones)
        found = Person.objects.filter(alike).order_by("pk").select_for_update()
        same = {person.pk: person for person in found}
        wanted = set(same)
        if wanted == known:
            return same
        known = wanted


def _one(person: Person, same: dict[int, Person]) -> list[int]:
    return [each.pk for each in same.values() if person.pk in (each.pk, each.merged_into_id)]


def _side(person: Person) -> rules.Side:
    return rules.Side(person.pk, person.merged_into_id is not None, person.is_demo)


def _refuse(refusal: Refused | None) -> None:
    if refusal is not None:
        raise refusal


def _resolve(people: Collection[int]) -> None:
    """Write anew who each of these people is, from the merges that stand."""
    standing = PersonMerge.objects.standing().filter(absorbed__in=people)
    found = rules.canonical_people(dict(standing.values_list("absorbed", "kept")))
    Person.objects.filter(pk__in=people).exclude(pk__in=found).update(merged_into=None)
    for one in set(found.values()):
        merged = [person for person, kept in found.items() if kept == one]
        Person.objects.filter(pk__in=merged).update(merged_into=one)
