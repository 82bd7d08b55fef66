"""Closes a person's account and takes their name out of it, and out of letters."""

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import F, Q, Value
from django.db.models.functions import Replace
from wagtail.admin.models import EditingSession, FormState
from wagtail.models import APIToken, ModelLogEntry
from wagtail.users.models import UserProfile

from certification.personal_data.known_by import KnownBy
from certification.personal_data.rules import REMOVED, address_of
from courses.deliveries.models import CalendarFeed, Coordination
from courses.enrolment.models import Invitation
from lms.journal.actions import record_event
from lms.journal.models import Dispatch
from lms.notifications.models import Notification
from lms.people.actions import withdraw_consent
from lms.people.identifiers import SEALED, sealed_identifier
from lms.people.merging.models import DifferentPeople, PersonMerge
from lms.people.models import AccessGrant, ConflictDeclaration, Membership, Person

State = Notification.State
OF_ACCOUNTS = (SocialAccount, Authenticator, UserSession, EditingSession, FormState, APIToken)


def close_account(*, person: Person, pseudonym: str, by: Person, at: datetime) -> None:
    """No way in is left, nothing is public, and nothing says who it was."""
    for purpose in list(person.consents.standing().values_list("purpose", flat=True)):
        withdraw_consent(person=person, purpose=purpose, by=by, at=at)
    person.teaching_languages.filter(ended_at=None).update(ended_at=at)
    person.tokens_of_programs.filter(revoked_at=None).update(revoked_at=at)
    AccessGrant.objects.current().filter(person=person).update(ended_at=at)
    _forget_ways_in(person, pseudonym)
    Membership.objects.filter(person=person).delete()
    Coordination.objects.filter(person=person).delete()
    ConflictDeclaration.objects.filter(Q(person=person) | Q(other=person)).delete()
    for identity in person.identities.exclude(value__startswith=SEALED):
        identity.value = sealed_identifier(identity.source, identity.value)
        identity.save(update_fields=["value"])
    person.first_name, person.last_name = REMOVED, pseudonym
    person.email, person.birth_year = "", None
    person.is_active = person.is_staff = person.is_superuser = False
    person.last_login, person.erased_at = None, at
    person.set_unusable_password()
    person.save()


def _forget_ways_in(person: Person, pseudonym: str) -> None:
    keys = UserSession.objects.filter(user=person).values_list("session_key", flat=True)
    Session.objects.filter(session_key__in=list(keys)).delete()
    for model in OF_ACCOUNTS:
        model.objects.filter(user=person).delete()  # type: ignore[attr-defined]
    EmailAddress.objects.filter(user=person).delete()
    CalendarFeed.objects.filter(person=person).delete()
    for profile in UserProfile.objects.filter(user=person):
        if profile.avatar:
            profile.avatar.delete(save=False)
        profile.delete()
    person.groups.clear()
    person.user_permissions.clear()
    ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Person), object_id=str(person.pk)
    ).update(label=f"{REMOVED} {pseudonym}", data={})


def forget_letters(*, person: Person, pseudonym: str, known: KnownBy) -> None:
    """That a letter was written stays; its words go, and in letters to others the name.

    Nothing that still waits is sent.
    """
    nobody = address_of(pseudonym)
    own = Notification.objects.filter(Q(person=person) | Q(address__in=known.addresses))
    own.filter(state__in=[State.TO_SEND, State.WAITING]).update(state=State.KEPT)
    own.exclude(address="").update(address=nobody)
    Notification.objects.filter(Q(person=person) | Q(address=nobody)).update(subject="", body="")
    for word in known.words:
        for column in ("subject", "body"):
            told = Notification.objects.filter(**{f"{column}__contains": word})
            told.update(**{column: Replace(F(column), Value(word), Value(REMOVED))})
        Dispatch.objects.filter(error__icontains=word).update(error=REMOVED)
    Invitation.objects.filter(email__in=known.addresses).update(email=nobody)


def forget_merges(*, person: Person, known: KnownBy, by: Person, at: datetime) -> None:
    """Why two on record were made one, or kept two, is told without the name."""
    merges = PersonMerge.objects.filter(Q(absorbed=person) | Q(kept=person))
    differences = DifferentPeople.objects.filter(Q(first=person) | Q(second=person))
    rows: list[PersonMerge | DifferentPeople] = [*merges, *differences]
    for row in rows:
        row.reason = known.without_names(row.reason)
        columns = ["reason"]
        if isinstance(row, PersonMerge):
            row.end_reason = known.without_names(row.end_reason)
            columns.append("end_reason")
        row.save(update_fields=columns)
        record_event(name="people.name_removed", subject=row, by=by, at=at)
