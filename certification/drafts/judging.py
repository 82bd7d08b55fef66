"""Holds one person against the version that applies to them and against a draft (R51)."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from certification.decisions.used import not_again
from certification.drafts.circumstances import Circumstances, Place
from certification.schemes.building import Built
from certification.schemes.evidence import Checked
from certification.schemes.models import CertificateType, Requirement, Scheme
from certification.schemes.queries import file_against
from certification.schemes.requirements import Candidate
from certification.schemes.rules import day_of, type_that_applies
from lms.journal.hashing import canonical
from lms.people.models import Person

Purpose = Requirement.Purpose
LOST, GAINED = "lost", "gained"
Asked = tuple[str, bytes]  # the kind of a requirement, and its parameters as they are spelled


@dataclass(frozen=True)
class Offer:
    """A certificate type in its installed versions, and as the draft has it; for these scopes."""

    code: str
    title: str
    scopes: tuple[str, ...]
    installed: tuple[CertificateType, ...]
    drafted: CertificateType | None
    asked: tuple[Requirement, ...]  # by the draft


@dataclass(frozen=True)
class Finding:
    """Somebody who would no longer qualify, or newly qualifies; and which requirements say so."""

    person: int
    change: str
    certificate: str
    scope: str
    purpose: str
    is_held: bool
    because: list[dict[str, Any]]  # what each asks, and what is missing

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Side:
    """What one version says: what is not met of it, or that it cannot be met at all."""

    unmet: dict[Asked, Checked]  # by what is asked, so that versions can be compared
    hopeless: str = ""

    @property
    def is_complete(self) -> bool:
        return not self.hopeless and not self.unmet

    def said(self, besides: Collection[Asked] = ()) -> list[dict[str, Any]]:
        if self.hopeless:
            return [{"asks": self.hopeless, "missing": []}]
        return [
            {"asks": each.sentence, "missing": list(each.missing)}
            for asked, each in self.unmet.items()
            if asked not in besides
        ]


def offers_of(scheme: Scheme, draft: Built, modules: Iterable[str]) -> list[Offer]:
    """Every certificate of the installed versions and of the draft; in a fixed number of queries."""
    installed: dict[str, list[CertificateType]] = {}
    rows = CertificateType.objects.filter(version__scheme=scheme)
    for row in rows.select_related("version__scheme").prefetch_related("requirements"):
        installed.setdefault(row.code, []).append(row)
    drafted = {each.row.code: each for each in draft.types}
    whole = scheme.programme.code if scheme.programme else scheme.code
    offers = []
    for code in [*installed, *(code for code in drafted if code not in installed)]:
        built = drafted.get(code)
        row = built.row if built else installed[code][-1]
        is_module = row.scope == CertificateType.Scope.MODULE
        scopes = tuple(modules) if is_module else (whole,)
        asked = built.requirements if built else ()
        offers.append(
            Offer(
                code,
                row.title,
                scopes,
                tuple(installed.get(code, ())),
                built.row if built else None,
                asked,
            )
        )
    return offers


def findings_about(
    person: Person, known: Circumstances, offers: Iterable[Offer], at: datetime
) -> Iterator[Finding]:
    """What the draft changes for one person; what is asked twice is loaded once."""
    memory: dict[Any, Any] = {}
    for offer in offers:
        for scope in offer.scopes:
            yield from _About(person, known, offer, scope, at, memory).findings()


@dataclass(frozen=True)
class _About:
    person: Person
    known: Circumstances
    offer: Offer
    scope: str
    at: datetime
    memory: dict[Any, Any]

    @property
    def place(self) -> Place:
        return self.offer.code, self.scope

    def findings(self) -> Iterator[Finding]:
        now = self._applies()
        if self.place in self.known.held:
            yield from self._of_holder(now)
        elif self.place in self.known.asked or self._may_come_to(now):
            purpose = self.known.asked.get(self.place, Purpose.GRANT.value)
            yield from self._turned(now, purpose)

    def _applies(self) -> CertificateType | None:
        installed = self.offer.installed
        if not installed:
            return None
        today = day_of(self.at, installed[0].version.scheme)
        return type_that_applies(installed, self.known.admitted_on, today)

    def _may_come_to(self, now: CertificateType | None) -> bool:
        roles = {row.for_role for row in (now, self.offer.drafted) if row}
        return "" in roles or not roles.isdisjoint(self.known.roles)

    def _of_holder(self, now: CertificateType | None) -> Iterator[Finding]:
        """They qualified once: only what the draft asks besides counts against that, and by all they
        have done. To stay is asked as it would be today."""
        before = self._side(now, Purpose.GRANT, spent=False)
        then = self._drafted(Purpose.GRANT, spent=False)
        because = then.said(besides=before.unmet)
        if because and not (then.hopeless and before.hopeless):
            yield self._finding(LOST, Purpose.GRANT, because)
        yield from self._turned(now, Purpose.RENEWAL)

    def _turned(self, now: CertificateType | None, purpose: str) -> Iterator[Finding]:
        before, then = self._side(now, purpose), self._drafted(purpose)
        if before.is_complete and not then.is_complete:
            yield self._finding(LOST, purpose, then.said())
        elif then.is_complete and not before.is_complete:
            yield self._finding(GAINED, purpose, before.said())

    def _drafted(self, purpose: str, *, spent: bool = True) -> Side:
        return self._side(self.offer.drafted, purpose, self.offer.asked, spent=spent)

    def _side(
        self,
        row: CertificateType | None,
        purpose: str,
        asked: Iterable[Requirement] | None = None,
        *,
        spent: bool = True,
    ) -> Side:
        if row is None:
            return Side({}, _("There is no such certificate in this version."))
        wanted = [
            each
            for each in (row.requirements.all() if asked is None else asked)
            if each.purpose == purpose
        ]
        if not wanted:
            return Side({}, _("Nothing is asked for this, so it is never granted."))
        used = not_again(self.known.used, row, self.scope, purpose) if spent else frozenset()
        candidate = Candidate(self.person, row, self.scope, self.at, None, used, self.memory)
        checked = file_against(candidate, wanted).requirements
        return Side(
            {
                (each.kind, canonical(each.parameters)): answer
                for each, answer in zip(wanted, checked, strict=True)
                if not answer.is_met
            }
        )

    def _finding(self, change: str, purpose: str, because: list[dict[str, Any]]) -> Finding:
        is_held = self.place in self.known.held
        return Finding(
            self.person.pk,
            change,
            self.offer.title,
            self.scope,
            str(purpose),
            is_held,
            because,
        )
