"""A person asks to be removed, or takes it back; an administrator may have to refuse."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from certification.personal_data.models import ErasureRequest
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.models import Person

Outcome = ErasureRequest.Outcome


@transaction.atomic
def ask_for_erasure(*, person: Person, by: Person, at: datetime) -> ErasureRequest:
    """Ask to be removed; again, while that waits, changes nothing (R59).

    Refused to everybody but the person. Records `personal_data.erasure_asked`.
    """
    if by.pk != person.pk:
        raise Refused("not_yours", _("Everybody asks for themselves."), "R59")
    Person.objects.select_for_update().get(pk=person.pk)
    waiting = ErasureRequest.objects.open().filter(person=person).first()
    if waiting is not None:
        return waiting
    request = ErasureRequest.objects.create(person=person, asked_at=at, asked_by=by)
    record_event(name="personal_data.erasure_asked", subject=request, by=by, at=at)
    return request


@transaction.atomic
def take_back_request(*, person: Person, by: Person, at: datetime) -> None:
    """Stay after all; without a request that waits nothing happens.

    Refused to everybody but the person. Records `personal_data.erasure_taken_back`.
    """
    if by.pk != person.pk:
        raise Refused("not_yours", _("Everybody asks for themselves."), "R59")
    request = ErasureRequest.objects.open().select_for_update().filter(person=person).first()
    if request is not None:
        _answer(request, Outcome.TAKEN_BACK, "", by, at)


@transaction.atomic
def refuse_erasure(
    *, request: ErasureRequest, reason: str, by: Person, at: datetime
) -> ErasureRequest:
    """Answer that the person cannot be removed now, with the reasons that bind; once.

    Refused to others than administrators, about oneself, and without a reason. Records
    `personal_data.erasure_refused`.
    """
    refuse_others(by, request.person)
    refuse_no_reason(reason)
    request = ErasureRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if request.outcome == Outcome.OPEN:
        _answer(request, Outcome.REFUSED, reason.strip(), by, at)
    return request


def _answer(request: ErasureRequest, outcome: str, reason: str, by: Person, at: datetime) -> None:
    request.outcome, request.reason = outcome, reason
    request.answered_at, request.answered_by = at, by
    request.save()
    name = f"personal_data.erasure_{outcome.replace(' ', '_')}"
    record_event(name=name, subject=request, by=by, at=at)


def refuse_others(by: Person, person: Person) -> None:
    if "administrator" not in by.roles:
        raise Refused("not_administrator", _("Only administrators remove people."), "R59")
    if person.is_same_as(by.pk):
        raise Refused("own", _("Another administrator removes you."), "R59")


def refuse_no_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused("no_reason", _("Say why; it is kept without the name."), "R59")
