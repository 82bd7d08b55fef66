"""Public registers: who appears in them now, narrowed to what is looked for.

Nothing here is kept between two requests, so an entry is gone with the next one after the consent
or the certificate ended (R56).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Prefetch, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from certification.certificates.models import Certificate
from certification.certificates.queries import status_of, today_of
from certification.registers.models import TeachingLanguage
from certification.registers.rules import appears
from certification.schemes.models import CertificateType
from lms.people.countries import country_name
from lms.people.languages import language_name
from lms.people.models import Consent, Membership, Organisation, Person
from lms.people.names import normalised_name

Purpose = Consent.Purpose
REGISTERS = tuple(CertificateType.Register.values)


@dataclass(frozen=True)
class Accreditation:
    """What a certificate says in the register; its number stays with its holder."""

    title: str
    scope: str
    valid_through: date | None


@dataclass(frozen=True)
class Entry:
    """A person in a register, with what their consents let be shown."""

    uid: UUID
    name: str
    accreditations: tuple[Accreditation, ...]
    languages: tuple[tuple[str, str], ...]  # code and name
    organisation: str
    country: str  # code
    country_name: str
    region: str
    email: str
    is_on_map: bool
    is_demo: bool

    @property
    def scopes(self) -> frozenset[str]:
        return frozenset(each.scope for each in self.accreditations)


@dataclass(frozen=True)
class Filters:
    search: str = ""
    country: str = ""
    language: str = ""
    scope: str = ""

    def fit(self, entry: Entry) -> bool:
        said = normalised_name(entry.name, entry.organisation)
        return (
            all(word in said for word in normalised_name(self.search).split())
            and self.country in ("", entry.country)
            and self.language in ("", *(code for code, _name in entry.languages))
            and (not self.scope or self.scope in entry.scopes)
        )


def entries(register: str, now: datetime, person: Person | None = None) -> list[Entry]:
    """Everybody who appears in a register at this moment, by family name; of one person if given.

    Who was merged appears in the entry of the one kept, if that one consented (R1, R56).

    The same number of queries for any number of people.
    """
    today = timezone.localdate(now)
    consent = Consent.objects.standing().filter(purpose=Purpose.REGISTER)
    listed = Person.objects.filter(
        pk__in=consent.values("person"), is_active=True, merged_into__isnull=True
    )
    if person is not None:
        listed = listed.filter(pk=person.pk)
    working = Membership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today), starts_on__lte=today
    )
    rows = (
        Certificate.objects.filter(
            Q(person__in=listed) | Q(person__merged_into__in=listed),
            decision__certificate_type__register=register,
        )
        .annotate(holder=Coalesce("person__merged_into", "person"))
        .prefetch_related("status_events", "revisions")
        .order_by("issued_at", "pk")
    )
    valid: dict[int, list[Certificate]] = {}
    for certificate in rows:
        status = status_of(certificate, today_of(certificate, now))
        if appears(status, is_consented=True, is_active=True):
            valid.setdefault(certificate.holder, []).append(certificate)  # type: ignore[attr-defined]
    holders = Person.objects.filter(pk__in=valid).prefetch_related(
        Prefetch("consents", Consent.objects.standing(), to_attr="standing"),
        Prefetch("teaching_languages", TeachingLanguage.objects.current(), to_attr="taught_in"),
        Prefetch(
            "memberships",
            working.select_related("organisation__region").order_by("-starts_on", "-pk"),
            to_attr="working",
        ),
    )
    made = [_entry(holder, valid[holder.pk], now) for holder in holders]
    return [entry for _key, entry in sorted(made, key=lambda pair: pair[0])]


def entry_of(register: str, uid: UUID, now: datetime) -> Entry | None:
    """The entry that a standing consent opens, or none."""
    consent = Consent.objects.standing().filter(uid=uid, purpose=Purpose.REGISTER).first()
    if consent is None:
        return None
    return next(iter(entries(register, now, person=consent.person)), None)


def _entry(person: Person, certificates: list[Certificate], now: datetime) -> tuple[tuple, Entry]:
    """The entry with the key by which it is sorted."""
    consents = {each.purpose: each for each in person.standing}  # type: ignore[attr-defined]
    organisation = person.working[0].organisation if person.working else None  # type: ignore[attr-defined]
    languages = [each.language for each in person.taught_in]  # type: ignore[attr-defined]
    entry = Entry(
        uid=consents[Purpose.REGISTER].uid,
        name=person.get_full_name(),
        accreditations=tuple(_accreditation(each, now) for each in certificates),
        languages=tuple((code, language_name(code)) for code in languages),
        organisation=organisation.name if organisation else "",
        country=organisation.country if organisation else "",
        country_name=country_name(organisation.country) if organisation else "",
        region=_region(organisation),
        email=person.email if Purpose.CONTACT in consents else "",
        is_on_map=Purpose.MAP in consents,
        is_demo=person.is_demo,
    )
    key = (
        normalised_name(person.last_name, ""),
        normalised_name(person.first_name, ""),
        person.pk,
    )
    return key, entry


def _accreditation(certificate: Certificate, now: datetime) -> Accreditation:
    status = status_of(certificate, today_of(certificate, now))
    said = certificate.current
    scope = said.scope_title
    if status.scope:
        scope = f"{scope}: {', '.join(status.scope)}"
    return Accreditation(certificate.title, scope, status.valid_through)


def _region(organisation: Organisation | None) -> str:
    return organisation.region.name if organisation and organisation.region else ""


def on_map(found: Iterable[Entry]) -> list[tuple[str, int]]:
    """By country, how many of those who agreed to be counted on the map (R56)."""
    counts = Counter(each.country for each in found if each.is_on_map and each.country)
    return sorted(counts.items())


def choices(found: Iterable[Entry]) -> dict[str, list[tuple[str, str]]]:
    """What entries can be narrowed to: only what one of them has."""
    rows = list(found)
    countries = {(each.country, each.country_name) for each in rows if each.country}
    languages = {pair for each in rows for pair in each.languages}
    scopes = {(scope, scope) for each in rows for scope in each.scopes}
    return {
        "country": sorted(countries, key=lambda pair: pair[1]),
        "language": sorted(languages, key=lambda pair: pair[1]),
        "scope": sorted(scopes),
    }
