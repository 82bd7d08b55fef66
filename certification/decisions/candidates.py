"""How far somebody is on the way to each certificate that concerns them, and how long there is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from certification.decisions.choices import Choice, offered_on
from certification.decisions.holding import Holding, holding_of
from certification.decisions.models import Application, Purpose
from certification.decisions.used import facts_used
from certification.schemes.models import CertificateType
from certification.schemes.queries import CandidateFile, candidate_file, type_for
from certification.schemes.rules import day_of
from courses.enrolment.models import Enrolment
from lms.people.models import Person


@dataclass(frozen=True)
class Way:
    """A certificate that somebody may come to hold or to keep, with what is met and missing of it."""

    choice: Choice
    file: CandidateFile
    purpose: Purpose
    holding: Holding
    application: Application | None

    @property
    def is_held(self) -> bool:
        """Held, and nothing to be done about it today."""
        return bool(self.why_held)

    @property
    def why_held(self) -> str:
        """Why nothing is to be done today: too early to renew, or the scheme asks nothing for it."""
        if not self.file.requirements:
            return self.holding.against_grant
        return self.holding.against(self.purpose)

    @property
    def met(self) -> int:
        return sum(each.is_met for each in self.file.requirements)

    @property
    def ends_on(self) -> date | None:
        """How long there is for what is missing: until the first thing that is met ends, or the first
        deadline of one that is not."""
        ends = [each.expires_on if each.is_met else each.due_on for each in self.file.requirements]
        return min((end for end in ends if end), default=None)

    @property
    def next_step(self) -> str:
        """What to do about the first thing that is missing."""
        missing = (each for each in self.file.requirements if not each.is_met)
        return next((each.next_step for each in missing if each.next_step), "")

    @property
    def may_apply(self) -> bool:
        is_automatic = self.choice.certificate_type.is_automatic
        return not is_automatic and not self.is_held and self.application is None


def ways_of(person: Person, at: datetime) -> list[Way]:
    """In the order of the schemes; queries grow with the certificates that concern them, not with people."""
    places = Enrolment.objects.taken().filter(person__in=person.selves)
    roles = set(places.order_by().values_list("programme", "role").distinct())
    waiting = {
        (row.scheme_code, row.type_code, row.scope): row
        for row in Application.objects.waiting().filter(person__in=person.selves)
    }
    ways = []
    for choice in _concerning(roles, at):
        scheme = choice.certificate_type.version.scheme
        applies = type_for(person, scheme, choice.certificate_type.code, at)
        if applies is None:
            continue
        key = (scheme.code, applies.code, choice.scope)
        ways.append(_way(person, Choice(applies, choice.scope, choice.label), at, waiting.get(key)))
    return ways


def _concerning(roles: set[tuple[int, str]], at: datetime) -> Iterator[Choice]:
    """What may be granted for a programme in a role that they have a place in."""
    programmes = {programme for programme, _role in roles}
    for choice in offered_on(at, scope=CertificateType.Scope.PROGRAMME):
        kind = choice.certificate_type
        programme = kind.version.scheme.programme_id
        if programme is None or (
            (programme, kind.for_role) in roles if kind.for_role else programme in programmes
        ):
            yield choice


def _way(person: Person, choice: Choice, at: datetime, application: Application | None) -> Way:
    kind = choice.certificate_type
    holding = holding_of(person, kind, choice.scope, day_of(at, kind.version.scheme))
    purpose = Purpose(application.purpose) if application else holding.purpose
    file = candidate_file(
        person=person,
        certificate_type=kind,
        scope=choice.scope,
        at=at,
        purpose=purpose,
        used=facts_used(person, kind, choice.scope, purpose),
    )
    return Way(choice, file, purpose, holding, application)
