"""The names and addresses under which a person is known here, to be found and taken out elsewhere."""

import re
from dataclasses import dataclass

from allauth.account.models import EmailAddress

from certification.certificates.models import CertificateRevision
from certification.personal_data.rules import REMOVED
from certification.records.models import RecordVersion
from lms.people.models import Person


@dataclass(frozen=True)
class KnownBy:
    """Full names, the longest first, and addresses in small letters."""

    names: tuple[str, ...]
    addresses: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        return self.names + self.addresses

    def is_in(self, text: str) -> bool:
        folded = text.casefold()
        return any(word.casefold() in folded for word in self.words)

    def without_names(self, text: str) -> str:
        """The text with a word for the person in place of names and addresses."""
        for word in self.words:
            text = re.sub(re.escape(word), REMOVED, text, flags=re.IGNORECASE)
        return text


def known_by(person: Person) -> KnownBy:
    """As called now, on certificates, and in files of past trainings; a former name is nowhere else."""
    said = RecordVersion.objects.filter(record__person=person).order_by()
    records = said.values_list("given_name", "family_name", "email")
    names = {
        person.get_full_name(),
        *CertificateRevision.objects.filter(certificate__person=person)
        .order_by()
        .values_list("holder_name", flat=True),
        *(f"{given} {family}".strip() for given, family, _email in records),
    }
    addresses = {
        person.email,
        *EmailAddress.objects.filter(user=person).values_list("email", flat=True),
        *person.notifications.order_by().values_list("address", flat=True),
        *(email for _given, _family, email in records),
    }
    return KnownBy(
        tuple(sorted((name for name in names if " " in name), key=len, reverse=True)),
        tuple(sorted({address.lower() for address in addresses if address})),
    )
