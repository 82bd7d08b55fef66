"""Opens an imported past training: what is said of it, its evidence, and why it counts or not (R63)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from certification.counts import queries
from certification.counts.models import CompletedPlace, CountingRule
from certification.counts.rules import (
    Filters,
    Reason,
    as_of_bound,
    bound_of,
    claimed_only,
    local_day,
)
from certification.records.disputes import projects_at, rivals
from certification.records.models import ClaimRefusal, RecordVersion
from lms.known import known_before
from lms.people.merging.queries import canonical_of, selves_of
from lms.people.models import Person


@dataclass(frozen=True)
class RecordVerdict:
    """A record as it was said last, the unit that rests on it, or the first reason against it."""

    version: RecordVersion
    person: Person  # whom its person is known to be, or was then (R1)
    unit: CompletedPlace | None
    reason: Reason | None
    disputed_with: tuple[str, ...] = ()  # projects that claim the same training of the person (R14)


def records_of(
    person: Person, rule: CountingRule, filters: Filters, *, as_of: date
) -> list[RecordVerdict]:
    """Every imported record of a person with its verdict, within the scope (R60)."""
    versions = RecordVersion.objects.filter(
        record__person__in=selves_of(person, bound_of(filters, rule.zone))
    )
    if filters.scope is not None:
        versions = versions.filter(record__project_code__in=filters.scope)
    return record_verdicts(versions, rule, filters, as_of=as_of)


def record_verdicts(
    versions: QuerySet[RecordVersion], rule: CountingRule, filters: Filters, *, as_of: date
) -> list[RecordVerdict]:
    """Those of the versions that stand with their verdict; a fixed number of queries."""
    versions = said_by(RecordVersion.objects.filter(pk__in=versions), rule, filters)
    bound = bound_of(filters, rule.zone)
    own = CompletedPlace.objects.filter(version__in=versions)
    units = {
        unit.version_id: unit
        for unit in queries.claimed(rule, filters, as_of=as_of).filter(version__in=versions)
    }
    eligible = set(queries.eligible(own, bound).values_list("version", flat=True))
    needs_project = rule.asks_project or rule.uniqueness == CountingRule.Uniqueness.PROJECT
    found = list(versions.order_by("record__result_confirmed_at", "pk"))
    people = canonical_of((each.record.person for each in found), bound)
    refusals = {
        each.record_id: each
        for each in ClaimRefusal.objects.standing(bound).filter(
            record__in=[version.record_id for version in found]
        )
    }
    places = {
        version.pk: (people[version.record.person_id].pk, version.record.delivery)
        for version in found
    }
    claimed_by = projects_at(set(places.values()), bound)
    verdicts = []
    for version in found:
        unit = units.get(version.pk)
        refusal = refusals.get(version.record_id)
        reason = refused(refusal, rule) if refusal else None
        if unit is None and reason is None:
            reason = incomplete(version, rule, as_of)
            if reason is None and needs_project and version.pk not in eligible:
                reason = Reason(
                    _("No project that is known pays for it, or it lies outside its period."), "R29"
                )
            reason = reason or Reason(
                _("Another training of the same person stands for it."), "R16"
            )
        elif unit is not None and not unit.is_evidenced:
            reason = claimed_only()
        others = () if refusal else rivals_of(version, claimed_by[places[version.pk]])
        person = people[version.record.person_id]
        verdicts.append(RecordVerdict(version, person, unit, reason, others))
    return verdicts


def rivals_of(version: RecordVersion, claimed_by: Collection[str]) -> tuple[str, ...]:
    """The other projects that claim the same training; a result that is not confirmed claims nothing."""
    if version.record.result_confirmed_at is None:
        return ()
    return rivals(claimed_by, version.record.project_code)


def refused(refusal: ClaimRefusal, rule: CountingRule) -> Reason:
    day = date_format(local_day(refusal.refused_at, rule.zone), "j F Y")
    said = {"day": day, "reason": refusal.reason}
    return Reason(_("The claim of this project was refused on %(day)s: %(reason)s") % said, "R14")


def said_by(
    versions: QuerySet[RecordVersion], rule: CountingRule, filters: Filters
) -> QuerySet[RecordVersion]:
    """Those that say what is said now, or what was said then."""
    versions = versions.select_related(
        "record__person__merged_into", "region", "organisation", "evidence"
    )
    bound = bound_of(filters, rule.zone)
    if bound is None:
        return versions.filter(replaced_at__isnull=True)
    return versions.filter(known_before(bound, since="known_from", until="replaced_at"))


def incomplete(version: RecordVersion, rule: CountingRule, as_of: date) -> Reason | None:
    """The first thing that the rule asks and the record does not have; None where it has all."""
    scheduled, attended = version.scheduled_minutes, version.attended_minutes
    confirmed_at = version.record.result_confirmed_at
    if version.activity not in rule.activities:
        return Reason(_("“%s” is no training.") % version.activity, "R8")
    if not scheduled or attended is None:
        return Reason(_("It is not known which share of the minutes was attended."), "R6")
    if attended * 10_000 < scheduled * int(rule.attendance_percent * 100):
        said = {"attended": attended, "scheduled": scheduled, "share": rule.attendance_percent}
        return Reason(
            _("Attended %(attended)s of %(scheduled)s minutes, less than %(share)s per cent.")
            % said,
            "R6",
        )
    if rule.asks_assessment and version.assessment != RecordVersion.Assessment.PASSED:
        return Reason(_("The assessment is not passed."), "R5")
    if confirmed_at is None:
        return Reason(_("The result is not confirmed."), "R5")
    if confirmed_at >= as_of_bound(as_of, rule.zone):
        day = date_format(local_day(confirmed_at, rule.zone), "j F Y")
        return Reason(_("Confirmed on %s, after the as-of date.") % day, "R26")
    return None
