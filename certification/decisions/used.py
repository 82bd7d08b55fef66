"""Which facts earlier grants to a person rest on, so that they do not count again (R39)."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import cast

from django.utils.functional import SimpleLazyObject

from certification.decisions.models import DecisionEvidence, Outcome, Purpose
from certification.schemes.models import CertificateType
from lms.people.models import Person

Facts = Collection[tuple[str, int]]  # the type of each, like "courses.trainercredit", and its key


@dataclass(frozen=True)
class Used:
    """A fact, and what it was granted for."""

    fact: tuple[str, int]
    type_code: str
    scope: str
    purpose: str
    application: int | None


def not_again(
    used: Iterable[Used], certificate_type: CertificateType, scope: str, purpose: str
) -> frozenset[tuple[str, int]]:
    """What may not count for a purpose: what any grant of the scheme rests on; where the scheme lets
    a fact serve several purposes, what an earlier renewal rests on for the next one (R39).

    Who lapsed, and becomes the same again, is judged as for a first grant: what that rested on
    counts as it did then (R44).
    """
    same = (certificate_type.code, scope, purpose)
    serves_several = certificate_type.version.evidence_serves_several
    found = set()
    for each in used:
        is_same = (each.type_code, each.scope, each.purpose) == same
        is_first_grant_anew = is_same and purpose == Purpose.GRANT
        if not is_first_grant_anew and (is_same or not serves_several):
            found.add(each.fact)
    return frozenset(found)


def used_by(people: Collection[int], scheme_code: str) -> dict[int, list[Used]]:
    """By person, what their grants of a scheme rest on; one query whatever their number."""
    rows = DecisionEvidence.objects.filter(
        decision__person__in=people,
        decision__outcome=Outcome.GRANTED,
        decision__scheme_code=scheme_code,
    ).values_list(
        "decision__person",
        "subject_type",
        "subject_id",
        "decision__type_code",
        "decision__scope",
        "decision__purpose",
        "decision__application",
    )
    found: dict[int, list[Used]] = defaultdict(list)
    for person, subject, key, code, scope, purpose, application in rows:
        found[person].append(Used((subject, key), code, scope, purpose, application))
    return found


def facts_used(
    person: Person,
    certificate_type: CertificateType,
    scope: str,
    purpose: str,
    *,
    besides: int | None = None,
) -> Facts:
    """What may not count for that purpose again; asked for only where a requirement looks at it.

    `besides` is the key of an application: what it was granted itself is not in its way.
    """

    def asked() -> Facts:
        used = used_by([person.pk], certificate_type.version.scheme.code)[person.pk]
        others = [each for each in used if besides is None or each.application != besides]
        return not_again(others, certificate_type, scope, purpose)

    return cast(Facts, SimpleLazyObject(asked))
