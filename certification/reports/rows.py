"""Tells the counted units as rows that stand for themselves: no name in them, nothing to look up.

The same rows are frozen and compared, so a report and the figure of today speak one language.
"""

from collections.abc import Iterable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

from certification.counts import queries
from certification.counts.export import RELATED
from certification.counts.forms import Question
from certification.counts.models import CompletedPlace, CountingRule
from courses.progress.models import ProgrammeCompletion
from lms.batches import in_batches
from lms.journal.hashing import fact_hash
from lms.people.models import Region

Row = dict[str, Any]
AT_A_TIME = 500
ALSO = ("version__evidence", "version__record", "enrolment__delivery")


def rows_of(question: Question) -> Iterator[Row]:
    """Every claimed unit in the order of the list; those with evidence are the figure (R64)."""
    rule, filters = question.rule, question.filters.with_(evidence="")
    units = queries.claimed(rule, filters, as_of=question.as_of).select_related(*RELATED, *ALSO)
    zone = ZoneInfo(queries.zone_of(rule, filters))
    for some in in_batches(units.iterator(chunk_size=AT_A_TIME), AT_A_TIME):
        paid = set(_eligible(some))
        regions = {
            each.pk: each
            for each in queries.regions({unit.at_region for unit in some if unit.at_region})  # type: ignore[attr-defined]
        }
        proofs = _proofs(some)
        for unit in some:
            row = _row(unit, zone, regions, paid) | {"evidence": proofs.get(unit.pk, "")}
            yield {"unit": _unit(unit, row, rule)} | row


def _eligible(units: Iterable[CompletedPlace]) -> Iterable[int]:
    """Which of them lie in the period of the project that pays for them (R29)."""
    own = CompletedPlace.objects.filter(pk__in=[unit.pk for unit in units])
    return queries.eligible(own).values_list("pk", flat=True)


def _proofs(units: Iterable[CompletedPlace]) -> dict[int, str]:
    """The SHA-256 of what each rests on: its file, or its completion as the journal hashes it."""
    done = [unit.pk // 2 for unit in units if unit.enrolment_id]
    completions = ProgrammeCompletion.objects.filter(pk__in=done)
    proofs = {2 * each.pk: fact_hash(each, ()) for each in completions}
    for unit in units:
        if unit.version is not None and unit.version.evidence is not None:
            proofs[unit.pk] = unit.version.evidence.sha256
    return proofs


def _row(
    unit: CompletedPlace,
    zone: ZoneInfo,
    regions: dict[int, Region],
    paid: set[int],
) -> Row:
    region = regions.get(unit.at_region)  # type: ignore[attr-defined] # annotated by the query
    place, version = _place(unit)
    return {
        "person": str(unit.person.public_id),
        "place": place,
        "version": version,
        "role": unit.role,
        "country": unit.at_country,  # type: ignore[attr-defined]
        "region": region.code if region else "",
        "nuts_version": region.nuts_version if region else None,
        "organisation": str(unit.organisation.public_id) if unit.organisation else "",
        "organisation_name": unit.organisation.name if unit.organisation else "",
        "project": unit.project.code if unit.project else "",
        "is_eligible": unit.pk in paid,
        "enrolled_on": unit.enrolled_on.isoformat()[:10] if unit.enrolled_on else "",
        "counted_on": unit.completed_at.astimezone(zone).date().isoformat(),
        "completed_at": unit.completed_at.isoformat(),
        "is_evidenced": unit.is_evidenced,
    }


def _place(unit: CompletedPlace) -> tuple[str, int]:
    """What it is a result of, and in which version of what was said."""
    if unit.version is not None:
        return f"record {unit.version.record.uid}", unit.version.number
    enrolment = unit.enrolment
    return f"enrolment {enrolment.uid if enrolment else ''}", 1


def _participation(unit: CompletedPlace, row: Row) -> str:
    """A place of its own, or a person in one training."""
    if unit.version is not None:
        return f"person {row['person']} in {unit.version.record.delivery}"
    if unit.enrolment is not None and unit.enrolment.delivery is not None:
        return f"person {row['person']} in delivery {unit.enrolment.delivery.uid}"
    return str(row["place"])


def _unit(unit: CompletedPlace, row: Row, rule: CountingRule) -> str:
    """What counts once: the person or the organisation, ever, in a year, in a project, or a place.

    People stand in it by their identifier, whatever becomes of their records.
    """
    if rule.uniqueness == CountingRule.Uniqueness.PARTICIPATION:
        return _participation(unit, row)
    key = f"{rule.unit} {row[rule.unit]}"
    if rule.uniqueness == CountingRule.Uniqueness.YEAR:
        return f"{key} in {unit.completed_at.astimezone(ZoneInfo(rule.zone)).year}"
    if rule.uniqueness == CountingRule.Uniqueness.PROJECT:
        return f"{key} for {row['project']}"
    return key
