"""Counts as querysets: a figure is the count of its list, and the export iterates the same."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, QuerySet, Value, Window
from django.db.models.functions import Concat, ExtractYear, RowNumber, TruncDate
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from certification.counts.models import CountingRule
from certification.counts.rules import (
    NOT_ATTRIBUTABLE,
    Filters,
    as_of_bound,
    local_day,
    start_of,
    year_bounds,
)
from certification.labels.models import OrganisationLabel
from courses.deliveries.models import Project
from courses.enrolment.models import Enrolment
from courses.progress.models import ProgrammeCompletion

DEFAULT_RULE = "programme"
Units = QuerySet[ProgrammeCompletion]


@dataclass(frozen=True)
class Figure:
    """A number that never goes without its rule and its as-of date (R11)."""

    label: str
    value: int
    url: str
    rule: CountingRule | None  # none for labels: each organisation once, at its first award
    as_of: date


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


def trained(rule: CountingRule, filters: Filters, *, as_of: date) -> Units:
    """The counted units: its count is the figure, its rows are the list.

    Which completion of a person counts is decided over the whole history up to the as-of date
    for the role asked for, or for any role (R16, R17); period, project and country then select.
    """
    units = _counted(rule, filters.role, as_of)
    if filters.country:
        units = units.filter(enrolment__country=_country(filters))
    if filters.year:
        start, end = year_bounds(filters.year, rule.zone)
        units = units.filter(completed_at__gte=start, completed_at__lt=end)
    if filters.from_:
        units = units.filter(completed_at__gte=start_of(filters.from_, rule.zone))
    if filters.to:
        units = units.filter(completed_at__lt=start_of(filters.to, rule.zone))
    if filters.project == NOT_ATTRIBUTABLE:
        units = units.exclude(pk__in=eligible(units).values("pk"))
    elif filters.project:
        units = eligible(units.filter(enrolment__project__code=filters.project))
    return units.order_by("completed_at", "pk")


def known(rule: CountingRule, as_of: date) -> Units:
    """Every completion by the as-of date, without those withdrawn by then (R10): one a place."""
    return ProgrammeCompletion.objects.filter(
        completed_at__lt=as_of_bound(as_of, rule.zone)
    ).standing_on(as_of)


def _counted(rule: CountingRule, role: str, as_of: date) -> Units:
    """The completion that stands for each unit of the rule: the first one (R10, R15, R16)."""
    history = known(rule, as_of)
    if role:
        history = history.filter(enrolment__role=role)
    if rule.uniqueness == CountingRule.Uniqueness.PARTICIPATION:
        return history
    unit: list[F | ExtractYear] = [F("enrolment__person")]
    if rule.uniqueness == CountingRule.Uniqueness.YEAR:
        unit.append(ExtractYear("completed_at", tzinfo=ZoneInfo(rule.zone)))
    elif rule.uniqueness == CountingRule.Uniqueness.PROJECT:
        history = eligible(history)
        unit.append(F("enrolment__project"))
    turn = Window(RowNumber(), partition_by=unit, order_by=["completed_at", "pk"])
    firsts = history.order_by().annotate(turn=turn).filter(turn=1)
    return ProgrammeCompletion.objects.filter(pk__in=firsts.values("pk"))


def eligible(units: Units) -> Units:
    """Those within the eligible period of the project that the enrolment names (R13, R29).

    A project's first and last day both count, in the zone of the project.
    """
    zones = Project.objects.order_by("zone").values_list("zone", flat=True).distinct()
    condition = Q(pk__in=[])
    for number, zone in enumerate(zones):
        day = f"day_{number}"
        units = units.alias(**{day: TruncDate("completed_at", tzinfo=ZoneInfo(zone))})
        condition |= Q(
            enrolment__project__zone=zone,
            enrolment__project__starts_on__lte=F(day),
            enrolment__project__ends_on__gte=F(day),
        )
    return units.filter(condition)


def not_counted(
    rule: CountingRule, filters: Filters, *, as_of: date, units: Units | None = None
) -> QuerySet[Enrolment]:
    """Enrolments of that role, country and project that no counted unit rests on, newest first.

    With `trained` they make up all enrolments known on the as-of date.
    """
    if units is None:
        units = trained(rule, filters, as_of=as_of)
    places = Enrolment.objects.filter(enrolled_at__lt=as_of_bound(as_of, rule.zone))
    if filters.role:
        places = places.filter(role=filters.role)
    if filters.country:
        places = places.filter(country=_country(filters))
    if filters.project == NOT_ATTRIBUTABLE:
        places = places.filter(project__isnull=True)
    elif filters.project:
        places = places.filter(project__code=filters.project)
    counted = units.order_by().values("enrolment")
    return places.exclude(pk__in=counted).order_by("-enrolled_at", "-pk")


def _country(filters: Filters) -> str:
    return "" if filters.country == NOT_ATTRIBUTABLE else filters.country


def named(rows: QuerySet, search: str, person: str) -> QuerySet:
    """The rows whose person's name holds the text; `person` is the path to the person."""
    if not search:
        return rows
    name = Concat(f"{person}__first_name", Value(" "), f"{person}__last_name")
    return rows.alias(full_name=name).filter(full_name__icontains=search)


def by_country(units: Units) -> list[tuple[str, int]]:
    """Country code and count, largest first; the empty code, last, is *not attributable* (R19)."""
    rows = units.order_by().values_list("enrolment__country").annotate(n=Count("pk"))
    return sorted(rows, key=lambda row: (row[0] == "", -row[1], row[0]))


def by_year(units: Units, zone: str) -> list[tuple[int, int]]:
    year = ExtractYear("completed_at", tzinfo=ZoneInfo(zone))
    rows = units.order_by().annotate(year=year).values_list("year").annotate(n=Count("pk"))
    return sorted(rows)


def by_role(rule: CountingRule, filters: Filters, *, as_of: date) -> list[tuple[str, int]]:
    """A line for each role; the lines overlap and are not to be added (R17)."""
    roles = [filters.role] if filters.role else Enrolment.Role.values
    return [(role, trained(rule, filters.with_(role=role), as_of=as_of).count()) for role in roles]


def project_sums(
    people_rule: CountingRule,
    project_rule: CountingRule,
    filters: Filters,
    *,
    as_of: date,
) -> ProjectSums:
    """Each project's persons, their sum, and the way from there to the people counted (R12)."""
    people = trained(people_rule, filters, as_of=as_of)
    in_projects = trained(project_rule, filters, as_of=as_of)
    counts = dict(
        in_projects.order_by().values_list("enrolment__project__code").annotate(n=Count("pk"))
    )
    rows = [
        (code, title, counts.get(code, 0))
        for code, title in Project.objects.order_by("code").values_list("code", "title")
    ]
    total, count = sum(counts.values()), people.count()
    outside = people.exclude(
        enrolment__person__in=in_projects.order_by().values("enrolment__person")
    ).count()
    return ProjectSums(rows, total, total - (count - outside), outside, count)


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


def headline_figures(as_of: date | datetime) -> list[Figure]:
    """The four figures that the scheme reports: instructors, managers, bronze, gold.

    Without a counting rule there are none, since no figure goes without its rule (R11).
    """
    rule = CountingRule.objects.filter(code=DEFAULT_RULE).order_by("-version").first()
    if rule is None:
        return []
    day = local_day(as_of, rule.zone) if isinstance(as_of, datetime) else as_of
    figures = []
    for role, label in (
        (Enrolment.Role.INSTRUCTOR, _("new instructors")),
        (Enrolment.Role.MANAGER, _("cluster managers trained")),
    ):
        filters = Filters(role=role)
        asked = {"rule": rule.code, "version": str(rule.version), "as_of": day.isoformat()}
        url = reverse("counts:people") + "?" + urlencode(filters.query() | asked)
        count = trained(rule, filters, as_of=day).count()
        figures.append(Figure(label, count, url, rule, day))
    for level, label in (
        ("bronze", _("organisations with a bronze label")),
        ("gold", _("organisations with a gold label")),
    ):
        url = reverse("counts:labels", args=[level]) + "?" + urlencode({"as_of": day.isoformat()})
        figures.append(Figure(label, labelled(level, day).count(), url, None, day))
    return figures
