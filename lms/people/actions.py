"""What is done to people and organisations."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID, uuid4

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _

from lms.errors import Refused
from lms.journal.actions import record_event, record_events
from lms.people.consent_texts import texts
from lms.people.models import (
    AccessGrant,
    ConflictDeclaration,
    Consent,
    Membership,
    Organisation,
    Person,
    PersonIdentity,
    Region,
)
from lms.people.names import name_key
from lms.people.queries import consents_of

# Content is edited under Wagtail's groups; these roles bring their holders into them. Authors
# review one another, so they are Moderators too.
WAGTAIL_GROUPS = {
    AccessGrant.Role.ADMINISTRATOR: ["Editors", "Moderators"],
    AccessGrant.Role.AUTHOR: ["Editors", "Moderators"],
}


@transaction.atomic
def register_person(
    *,
    first_name: str,
    last_name: str,
    by: Person | None,
    at: datetime,
    email: str = "",
    password: str | None = None,
    public_id: UUID | None = None,
    is_demo: bool = False,
) -> Person:
    """Add a person whose identity somebody else vouches for; the address counts as verified."""
    person = Person.objects.create_user(
        email=email,
        password=password,
        public_id=public_id or uuid4(),
        first_name=first_name,
        last_name=last_name,
        date_joined=at,
        is_demo=is_demo,
    )
    if email:
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    record_event(name="people.person_registered", subject=person, by=by, at=at)
    return person


@transaction.atomic
def register_people(*, people: Sequence[Person], by: Person | None, at: datetime) -> list[Person]:
    """As `register_person` for many that are new, with few queries; nobody has a password yet."""
    for person in people:
        person.date_joined = at
        person.set_unusable_password()
    made = Person.objects.bulk_create(people)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=person, email=person.email, verified=True, primary=True)
        for person in made
        if person.email
    )
    record_events(name="people.person_registered", subjects=made, by=by, at=at)
    return made


@transaction.atomic
def identify_people(
    *, people: Sequence[tuple[str, Person]], source: str, by: Person | None, at: datetime
) -> dict[str, PersonIdentity]:
    """Keep what a source calls each of these people (R1); by identifier.

    None may be kept already. Records `people.identified` for each.
    """
    made = PersonIdentity.objects.bulk_create(
        PersonIdentity(person=person, source=source, value=value, added_at=at)
        for value, person in people
    )
    record_events(name="people.identified", subjects=made, by=by, at=at)
    return {each.value: each for each in made}


@transaction.atomic
def change_name(
    *, person: Person, first_name: str, last_name: str, by: Person, at: datetime
) -> Person:
    """Change how a person is called from now on; certificates keep the name they froze (R41)."""
    after = {"first_name": first_name, "last_name": last_name}
    if (person.first_name, person.last_name) == (first_name, last_name):
        return person
    Person.objects.filter(pk=person.pk).update(**after, name_key=name_key(first_name, last_name))
    person.first_name, person.last_name = first_name, last_name
    # Without the names: what is in the journal can never be taken out (R59).
    record_event(name="people.name_changed", subject=person, by=by, at=at)
    return person


@transaction.atomic
def grant_access(
    *,
    person: Person,
    role: str,
    by: Person | None,
    at: datetime,
    purpose: str = "",
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    zone: str = "",
) -> AccessGrant:
    """Open a part of the site to a person; a second grant of the same role changes nothing."""
    if role not in AccessGrant.Role.values:
        raise Refused("unknown_role", _("There is no access role “%s”.") % role)
    grant, is_new = AccessGrant.objects.get_or_create(
        person=person,
        role=role,
        ended_at=None,
        defaults={
            "granted_at": at,
            "granted_by": by,
            "purpose": purpose,
            "opens_at": opens_at,
            "closes_at": closes_at,
            "zone": zone,
        },
    )
    if is_new:
        groups = WAGTAIL_GROUPS.get(AccessGrant.Role(role), [])
        person.groups.add(*Group.objects.filter(name__in=groups))
        record_event(name="people.access_granted", subject=grant, by=by, at=at)
    return grant


@transaction.atomic
def end_access(*, grant: AccessGrant, by: Person, at: datetime) -> None:
    """End what a grant opens, from the next request on; it stays on record. Twice is once.

    Refused to others than administrators. Records `people.access_ended`.
    """
    if "administrator" not in by.roles:
        raise Refused("not_administrator", _("Only administrators end an access."), "R60")
    grant = AccessGrant.objects.select_for_update().get(pk=grant.pk)
    if grant.ended_at is not None:
        return
    grant.ended_at, grant.ended_by = max(at, grant.granted_at), by
    grant.save(update_fields=["ended_at", "ended_by"])
    record_event(name="people.access_ended", subject=grant, by=by, at=at)


def register_region(*, code: str, nuts_version: int, name: str, country: str) -> Region:
    """The region of that code in that version of the classification: a code list, no event (R23)."""
    region, _is_new = Region.objects.get_or_create(
        code=code, nuts_version=nuts_version, defaults={"name": name, "country": country}
    )
    return region


@transaction.atomic
def register_organisation(
    *,
    name: str,
    country: str,
    by: Person | None,
    at: datetime,
    region: Region | None = None,
    is_demo: bool = False,
) -> Organisation:
    organisation = Organisation.objects.create(
        name=name, country=country, region=region, is_demo=is_demo
    )
    record_event(name="people.organisation_registered", subject=organisation, by=by, at=at)
    return organisation


def find_or_register_organisation(
    *, name: str, country: str, by: Person | None, at: datetime
) -> Organisation:
    """The organisation of that name in that country, registered when nobody named it before."""
    existing = Organisation.objects.filter(name__iexact=name, country=country).first()
    return existing or register_organisation(name=name, country=country, by=by, at=at)


@transaction.atomic
def join_organisation(
    *, person: Person, organisation: Organisation, starts_on: date, by: Person | None, at: datetime
) -> Membership:
    """Record that a person works for an organisation from a day on; twice is once."""
    membership, is_new = Membership.objects.get_or_create(
        person=person, organisation=organisation, starts_on=starts_on
    )
    if is_new:
        record_event(name="people.organisation_joined", subject=membership, by=by, at=at)
    return membership


@transaction.atomic
def join_organisations(
    *,
    pairs: Sequence[tuple[Person, Organisation]],
    starts_on: date,
    by: Person | None,
    at: datetime,
) -> None:
    """As `join_organisation` for many who work there from that day on, and did not before."""
    made = Membership.objects.bulk_create(
        Membership(person=person, organisation=organisation, starts_on=starts_on)
        for person, organisation in pairs
    )
    record_events(name="people.organisation_joined", subjects=made, by=by, at=at)


@transaction.atomic
def declare_conflict(
    *,
    person: Person,
    other: Person,
    kind: str,
    by: Person,
    at: datetime,
    held_through: date | None = None,
) -> ConflictDeclaration:
    """Declare a tie that keeps two people from marking or deciding about one another (R48).

    The same tie again changes nothing. Refused to others than the person and administrators, for
    oneself, and for an unknown kind. Records `people.conflict_declared`.
    """
    if by.pk != person.pk and "administrator" not in by.roles:
        raise Refused("not_yours", _("Only administrators declare ties of others."), "R48")
    if person.pk == other.pk:
        raise Refused("same_person", _("Everybody is tied to themselves already."), "R48")
    if kind not in ConflictDeclaration.Kind.values:
        raise Refused("kind_unknown", _("Choose the tie."), "R48")
    declared, is_new = ConflictDeclaration.objects.get_or_create(
        person=person,
        other=other,
        kind=kind,
        ended_at=None,
        defaults={"held_through": held_through, "declared_at": at, "declared_by": by},
    )
    if is_new:
        record_event(name="people.conflict_declared", subject=declared, by=by, at=at)
    return declared


@transaction.atomic
def end_conflict(*, declaration: ConflictDeclaration, by: Person, at: datetime) -> None:
    """Take back a declaration that was an error; administrators alone, as it unblocks (R48)."""
    if "administrator" not in by.roles:
        raise Refused("not_administrator", _("Only administrators take a tie back."), "R48")
    declaration = ConflictDeclaration.objects.select_for_update().get(pk=declaration.pk)
    if declaration.ended_at is not None:
        return
    declaration.ended_at = at
    declaration.save(update_fields=["ended_at"])
    record_event(name="people.conflict_ended", subject=declaration, by=by, at=at)


@transaction.atomic
def give_consent(
    *, person: Person, purpose: str, text_version: int, by: Person, at: datetime
) -> Consent:
    """Agree to one purpose in the words of one version of its text (R56).

    Another version replaces the consent that stands; the same again changes nothing. Refused to
    everybody but the person, and for a text that does not exist. Records `people.consent_given`.
    """
    if by.pk != person.pk:
        raise Refused("not_yours", _("Only the person can consent."), "R56")
    if (purpose, text_version) not in texts():
        raise Refused("text_unknown", _("There is no such text to agree to."), "R56")
    Person.objects.select_for_update().get(pk=person.pk)
    standing = person.consents.standing().filter(purpose=purpose).first()
    if standing is not None and standing.text_version == text_version:
        return standing
    if standing is not None:
        withdraw_consent(person=person, purpose=purpose, by=by, at=at)
    consent = Consent.objects.create(
        person=person, purpose=purpose, text_version=text_version, given_at=at
    )
    record_event(name="people.consent_given", subject=consent, by=by, at=at)
    return consent


@transaction.atomic
def withdraw_consent(*, person: Person, purpose: str, by: Person, at: datetime) -> None:
    """End a consent from this moment on; what it showed is gone with the next request (R56).

    The person themself, or an administrator whom they asked. Nothing that stands: nothing happens.
    Records `people.consent_withdrawn`.
    """
    if by.pk != person.pk and "administrator" not in by.roles:
        raise Refused("not_yours", _("Only the person withdraws a consent."), "R56")
    for consent in consents_of(person).select_for_update(of=("self",)).filter(purpose=purpose):
        consent.withdrawn_at, consent.withdrawn_by = max(at, consent.given_at), by
        consent.save(update_fields=["withdrawn_at", "withdrawn_by"])
        record_event(name="people.consent_withdrawn", subject=consent, by=by, at=at)
