"""Counts as querysets: a figure is the count of its list, and the export iterates the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value, Window
from django.db.models.functions import Coalesce, Collate, Concat, ExtractYear, RowNumber, TruncDate

from certification.counts.models import CompletedPlace, CompletedPlaceThen, CountingRule
from certification.counts.regions import in_line
from certification.counts.rules import (
    MISSING,
    NOT_ATTRIBUTABLE,
    Filters,
    as_of_bound,
    bound_of,
    known_bound,
    seen_until,
    start_of,
    year_bounds,
)
from certification.labels.models import OrganisationLabel
from certification.records.models import ClaimRefusal, RecordVersion
from courses.deliveries.models import Project
from courses.deliveries.queries import former_periods
from courses.enrolment.models import Enrolment
from lms.known import known_before
from lms.people.models import Region

DEFAULT_RULE = "programme"
Units = QuerySet[CompletedPlace]
Attributed = QuerySet[Any]  # units with `at_country` and `at_region`
BY_BYTES = "C" if connection.vendor == "postgresql" else "BINARY"
# Of the places of one unit the one that stands: one with evidence before one without (R64), then
# the first (R10, R15, R16). The rest decides between equals, whatever the order they arrived in.
STANDING = ("-is_evidenced", "completed_at", Collate(F("turn"), BY_BYTES), "pk")


@dataclass(frozen=True)
class ProjectSums:
    """The figures of the projects and what leads from their sum to the people (R12).

    people = sum − overlap + outside; each project counts a person once.
    """

    rows: list[tuple[str, str, int]]  # code, title, persons
    total: int
    overlap: int
    outside: int
    people: int


def newest_rules() -> list[CountingRule]:
    """Each rule in its newest version, the default first."""
    newest: dict[str, CountingRule] = {}
    for rule in CountingRule.objects.order_by("code", "-version"):
        newest.setdefault(rule.code, rule)
    return sorted(newest.values(), key=lambda rule: (rule.code != DEFAULT_RULE, rule.title))


def rule_of(code: str = DEFAULT_RULE) -> CountingRule:
    return CountingRule.objects.filter(code=code).latest("version")


def claimed(rule: CountingRule, filters: Filters, *, as_of: date) -> Attributed:
    """The units of the rule, also those whose evidence is missing (R64).

    Which completion stands for a unit is decided over the whole history up to the as-of date
    for the role asked for, or for any role (R16, R17); period, project and country then select.
    """
    units = attributed(_counted(rule, filters, as_of), rule)
    before = bound_of(filters, rule.zone)
    if filters.scope is not None:
        units = units.filter(project__code__in=filters.scope)
    if filters.country:
        units = units.filter(at_country=_country(filters))
    if filters.region:
        units = in_line(units, rule, filters.region)
    if filters.year:
        start, end = year_bounds(filters.year, rule.zone)
        units = units.filter(completed_at__gte=start, completed_at__lt=end)
    if filters.from_ or filters.to:
        units = _within(units, filters, zone_of(rule, filters))
    if filters.project == NOT_ATTRIBUTABLE:
        units = units.exclude(pk__in=eligible(units, before).values("pk"))
    elif filters.project:
        units = eligible(units.filter(project__code=filters.project), before)
    return units.order_by("completed_at", "pk")


def _within(units: Units, filters: Filters, zone: str) -> Units:
    """Those of the half-open period (R26)."""
    if filters.from_:
        units = units.filter(completed_at__gte=start_of(filters.from_, zone))
    if filters.to:
        units = units.filter(completed_at__lt=start_of(filters.to, zone))
    return units


def trained(rule: CountingRule, filters: Filters, *, as_of: date) -> Attributed:
    """The counted units, each with its evidence: its count is the figure, its rows are the list.

    Where the filters ask for missing evidence: those that are claimed only (R64).
    """
    is_evidenced = filters.evidence != MISSING
    return claimed(rule, filters, as_of=as_of).filter(is_evidenced=is_evidenced)


def erased(units: Units) -> Units:
    """Those of people who were removed at their own request, and count as before (R4)."""
    return units.filter(person__erased_at__isnull=False)


def zone_of(rule: CountingRule, filters: Filters) -> str:
    """The zone in which days of the period begin: of the project asked for, else of the rule (R26)."""
    if not filters.project:
        return rule.zone
    before = bound_of(filters, rule.zone)
    project = projects(before).filter(code=filters.project).only("zone").first()
    if project is None:
        return rule.zone
    return former_periods(before).get(project.pk, project).zone if before else project.zone


def places(rule: CountingRule, known_at: date | datetime | None = None) -> Units:
    """Every place that may count, once, of whom its person is, or was then, known to be (R1)."""
    if known_at is None:
        return CompletedPlace.objects.all()
    bound = known_bound(known_at, rule.zone)
    return CompletedPlaceThen.objects.known_before(bound)


def known(rule: CountingRule, as_of: date, known_at: date | datetime | None = None) -> Units:
    """Every completion by the as-of date, without those withdrawn by then (R10): one a place.

    Without claims of projects that were refused (R14). As it is known now, or as it was known at
    another time (R27).
    """
    found = places(rule, known_at)
    bound = known_bound(known_at, rule.zone) if known_at else None
    if bound is None:
        found = found.filter(known_until__isnull=True)
        has_left = Q(left_on__lte=as_of)
    else:
        found = found.filter(known_before(bound, since="known_from", until="known_until"))
        has_left = Q(left_on__lte=as_of, left_known_from__lt=bound)
    return (
        complete(found, rule)
        .filter(completed_at__lt=as_of_bound(as_of, rule.zone))
        .exclude(has_left)
        .exclude(version__in=_refused(bound))
        .filter(Q(stands_from__isnull=True) | Q(stands_from__lte=as_of))
    )


def _refused(bound: datetime | None) -> QuerySet[Any, Any]:
    """What is said in records whose claim is refused, or was then; few, so asked for as a set."""
    refused = ClaimRefusal.objects.standing(bound).order_by()
    return RecordVersion.objects.filter(record__in=refused.values("record")).order_by().values("pk")


def complete(places: Units, rule: CountingRule) -> Units:
    """Those that are complete as the rule understands it (R5, R6, R8).

    A place of this site was completed as its delivery asks (decision 0009). The share of minutes
    is compared in whole hundredths of a per cent, so nothing is rounded.
    """
    asked = int(rule.attendance_percent * 100)
    imported = Q(activity__in=rule.activities, scheduled_minutes__gt=0, share__gte=F("asked"))
    if rule.asks_assessment:
        imported &= Q(assessment="passed")
    return places.alias(
        share=F("attended_minutes") * 10_000, asked=F("scheduled_minutes") * asked
    ).filter(Q(enrolment__isnull=False) | imported)


def _counted(rule: CountingRule, filters: Filters, as_of: date) -> Units:
    """The completion that stands for each unit of the rule (R10, R15, R16)."""
    history, among = known(rule, as_of, filters.known_at), places(rule, filters.known_at)
    if filters.role:
        history = history.filter(role=filters.role)
    by_project = rule.uniqueness == CountingRule.Uniqueness.PROJECT
    if by_project or rule.asks_project:
        history = eligible(history, bound_of(filters, rule.zone))
    if rule.unit == CountingRule.Unit.ORGANISATION:
        history = history.filter(organisation__isnull=False)
    # A place is of one person, so the first of a person is the first of its place as well.
    once_ever = rule.uniqueness == CountingRule.Uniqueness.EVER
    if not (once_ever and rule.unit == CountingRule.Unit.PERSON):
        history = _standing(history, [F("place")], among)
    if rule.uniqueness == CountingRule.Uniqueness.PARTICIPATION:
        return history
    unit: list[F | ExtractYear] = [F(rule.unit)]
    if rule.uniqueness == CountingRule.Uniqueness.YEAR:
        unit.append(ExtractYear("completed_at", tzinfo=ZoneInfo(rule.zone)))
    elif by_project:
        unit.append(F("project"))
    return _standing(history, unit, among)


def _standing(history: Units, unit: list[F | ExtractYear], among: Units) -> Units:
    turn = Window(RowNumber(), partition_by=unit, order_by=STANDING)
    # Not `= 1`, of which PostgreSQL expects one row in 200 and then joins them one by one.
    firsts = history.order_by().annotate(place_in_line=turn).filter(place_in_line__lte=1)
    return among.filter(pk__in=firsts.values("pk"))


def attributed(units: Units, rule: CountingRule) -> Attributed:
    """Each with `at_country` and `at_region`, as the rule attributes them (R21); none: empty."""
    if rule.attribution == CountingRule.Attribution.SEAT:
        return units.annotate(
            at_country=Coalesce(F("organisation__country"), F("country")),
            at_region=Coalesce(F("organisation__region"), F("region")),
        )
    return units.annotate(at_country=F("country"), at_region=F("region"))


def projects(before: datetime | None = None) -> QuerySet[Project]:
    """Those that are known now, or were known before a moment."""
    found = Project.objects.all()
    return found.filter(known_from__lt=before) if before else found


def eligible(units: Units, before: datetime | None = None) -> Units:
    """Those within the eligible period of the project that pays for the place (R13, R29).

    A project's first and last day both count, in the zone of the project. Projects and periods are
    those that are known now, or were known before a moment (R27).
    """
    known = projects(before)
    former = former_periods(before) if before else {}
    zones = {each.zone for each in former.values()}
    zones.update(known.order_by().values_list("zone", flat=True).distinct())
    days = {zone: f"day_{number}" for number, zone in enumerate(sorted(zones))}
    units = units.alias(
        **{day: TruncDate("completed_at", tzinfo=ZoneInfo(zone)) for zone, day in days.items()}
    )
    within = Q(pk__in=[])
    for zone, day in days.items():
        within |= Q(
            project__zone=zone, project__starts_on__lte=F(day), project__ends_on__gte=F(day)
        )
    if before is None:
        return units.filter(within)
    within &= ~Q(project__in=list(former))
    for pk, period in former.items():
        day = days[period.zone]
        within |= Q(project=pk, **{f"{day}__range": (period.starts_on, period.ends_on)})
    return units.filter(within, project__known_from__lt=before)


def not_counted(
    rule: CountingRule, filters: Filters, *, as_of: date, units: Units | None = None
) -> QuerySet[Enrolment]:
    """Enrolments of that role, country and project that no counted unit rests on, newest first.

    With `trained` they make up all enrolments known on the as-of date.
    """
    if units is None:
        units = trained(rule, filters, as_of=as_of)
    places = Enrolment.objects.filter(enrolled_at__lt=seen_until(filters, as_of, rule.zone))
    if filters.scope is not None:
        places = places.filter(project__code__in=filters.scope)
    if filters.role:
        places = places.filter(role=filters.role)
    if filters.country:
        places = places.filter(country=_country(filters))
    if filters.project == NOT_ATTRIBUTABLE:
        places = places.filter(project__isnull=True)
    elif filters.project:
        places = places.filter(project__code=filters.project)
    counted = units.filter(enrolment=OuterRef("pk")).order_by()
    return places.filter(~Exists(counted)).order_by("-enrolled_at", "-pk")


def _country(filters: Filters) -> str:
    return "" if filters.country == NOT_ATTRIBUTABLE else filters.country


def named(rows: QuerySet, search: str, person: str) -> QuerySet:
    """The rows whose person's name holds the text; `person` is the path to the person."""
    if not search:
        return rows
    name = Concat(f"{person}__first_name", Value(" "), f"{person}__last_name")
    return rows.alias(full_name=name).filter(full_name__icontains=search)


def regions(keys: Iterable[int]) -> QuerySet[Region]:
    return Region.objects.filter(pk__in=keys).order_by("code", "nuts_version")


def project_sums(
    people_rule: CountingRule,
    project_rule: CountingRule,
    filters: Filters,
    *,
    as_of: date,
    people: int,
) -> ProjectSums:
    """Each project's persons, their sum, and the way from there to the people counted (R12)."""
    in_projects = trained(project_rule, filters, as_of=as_of)
    counts = dict(in_projects.order_by().values_list("project__code").annotate(n=Count("pk")))
    shown = Project.objects.order_by("code")
    if filters.scope is not None:
        shown = shown.filter(code__in=filters.scope)
    rows = [
        (code, title, counts.get(code, 0)) for code, title in shown.values_list("code", "title")
    ]
    counted = trained(people_rule, filters, as_of=as_of)
    outside = counted.exclude(person__in=in_projects.order_by().values("person")).count()
    total = sum(counts.values())
    return ProjectSums(rows, total, total - (people - outside), outside, people)


def labelled(level: str, as_of: date) -> QuerySet[OrganisationLabel]:
    """The first label of that level of each organisation, awarded by the as-of date."""
    place = Window(RowNumber(), partition_by=[F("organisation")], order_by=["awarded_on", "pk"])
    firsts = (
        OrganisationLabel.objects.filter(level=level, awarded_on__lte=as_of)
        .order_by()
        .annotate(place=place)
        .filter(place=1)
    )
    return OrganisationLabel.objects.filter(pk__in=firsts.values("pk")).order_by("awarded_on", "pk")
