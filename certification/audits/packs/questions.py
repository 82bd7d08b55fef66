"""What a pack of evidence is about: a figure, or one person under its rule; kept with its job."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from certification.counts import queries, within
from certification.counts.forms import Question
from certification.counts.models import CountingRule
from certification.counts.recorded import said_by
from certification.counts.rules import Filters, bound_of
from certification.records.models import RecordVersion
from lms.auditing.watermarks import Watermark
from lms.people.merging.queries import selves_of
from lms.people.models import Person

PLACE, RECORD = "place", "record"
Key = tuple[str, int]  # which kind of unit, and the id of its enrolment or record version


@dataclass(frozen=True)
class Wanted:
    """A figure, or everything within the scope about one person, judged by the same rule."""

    question: Question
    person: Person | None = None
    mark: Watermark | None = None

    def told(self) -> dict[str, Any]:
        """As the job keeps it; without the mark, as that is of the taking."""
        question = self.question
        scope = question.filters.scope
        return {
            "rule": question.rule.pk,
            "as_of": question.as_of.isoformat(),
            "filters": question.filters.query(),
            "scope": list(scope) if scope is not None else None,
            "person": self.person.pk if self.person else None,
        }

    @property
    def filters(self) -> Filters:
        """Of a person every place is looked at, whatever else the figure was about."""
        filters = self.question.filters
        if self.person is None:
            return filters
        return Filters(role=filters.role, known_at=filters.known_at, scope=filters.scope)


def wanted_of(about: dict[str, Any]) -> Wanted:
    """What the job was asked for."""
    scope = tuple(about["scope"]) if about["scope"] is not None else None
    filters = Filters.of(about["filters"]).with_(scope=scope)
    rule = CountingRule.objects.get(pk=about["rule"])
    person = Person.objects.get(pk=about["person"]) if about["person"] else None
    mark = Watermark.of(about["mark"]) if about.get("mark") else None
    return Wanted(Question(rule, filters, date.fromisoformat(about["as_of"])), person, mark)


def keys_of(wanted: Wanted, most: int) -> list[Key]:
    """The units of the pack in their order, one more than `most` at most.

    Of a figure those counted and those claimed only (R64); of a person also what does not count.
    """
    question = wanted.question
    if wanted.person is not None:
        return _keys_of_person(wanted.person, wanted)[: most + 1]
    units = queries.claimed(question.rule, question.filters, as_of=question.as_of)
    if question.filters.evidence:
        units = units.filter(is_evidenced=False)
    rows = units.values_list("enrolment", "version")[: most + 1]
    return [(PLACE, place) if place else (RECORD, version) for place, version in rows]


def _keys_of_person(person: Person, wanted: Wanted) -> list[Key]:
    """Of everybody on record who is the same person, or was as it was known then (R1)."""
    rule, filters = wanted.question.rule, wanted.filters
    selves = selves_of(person, bound_of(filters, rule.zone))
    places = within.places(filters.scope).filter(person__in=selves).order_by("enrolled_at", "pk")
    records = within.records(filters.scope).filter(person__in=selves)
    versions = said_by(RecordVersion.objects.filter(record__in=records), rule, filters)
    return [
        *((PLACE, pk) for pk in places.values_list("pk", flat=True)),
        *((RECORD, pk) for pk in versions.order_by("pk").values_list("pk", flat=True)),
    ]
