"""Counts as querysets: a figure is the count of its list, and the export iterates the same."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, QuerySet, Value, Window
from django.db.models.functions import Concat, ExtractYear, RowNumber
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from certification.counts.models import CountingRule
from certification.counts.rules import Filters, as_of_bound, period_bounds, year_bounds
from courses.deliveries.models import Project
from courses.enrolment.models import Enrolment
from courses.progress.models import ProgrammeCompletion
from lms.people.models import OrganisationLabel

DEFAULT_RULE = "programme"
NO_COUNTRY = "-"


@dataclass(frozen=True)
class Figure:
    """A number that never goes without its rule and its as-of date (R11)."""

    label: str
    value: int
    url: str
    rule: CountingRule | None
    as_of: date


def newest_rules() -> list[CountingRule]:
    """Each rule in its newest version, the default first."""
    newest: dict[str, CountingRule] = {}
    for rule in CountingRule.objects.order_by("code", "-version"):
        newest.setdefault(rule.code, rule)
    return sorted(newest.values(), key=lambda rule: (rule.code != DEFAULT_RULE, rule.title))


def rule_of(code: str = DEFAULT_RULE) -> CountingRule:
    return CountingRule.objects.filter(code=code).latest("version")


def trained(rule: CountingRule, filters: Filters, *, as_of: date) -> QuerySet[ProgrammeCompletion]:
    """The counted units: its count is the figure, its rows are the list.

    Which completion of a person counts is decided over the whole history up to the as-of date
    for the role asked for, or for any role (R16, R17); period, project and country then select.
    """
    units = ProgrammeCompletion.objects.filter(
        pk__in=_counted(rule, filters.role, as_of).values("pk")
    )
    if filters.country:
        country = "" if filters.country == NO_COUNTRY else filters.country
        units = units.filter(enrolment__country=country)
    if filters.year:
        start, end = year_bounds(filters.year, rule.zone)
        units = units.filter(completed_at__gte=start, completed_at__lt=end)
    if filters.project:
        projects = Project.objects.filter(pk=filters.project)
        units = units.filter(_eligible(projects))
    if filters.search:
        units = units.annotate(
            name=Concat("enrolment__person__first_name", Value(" "), "enrolment__person__last_name")
        ).filter(Q(name__icontains=filters.search))
    return units.order_by("completed_at", "pk")


def _counted(rule: CountingRule, role: str, as_of: date) -> QuerySet[ProgrammeCompletion]:
    history = ProgrammeCompletion.objects.filter(completed_at__lt=as_of_bound(as_of, rule.zone))
    if role:
        history = history.filter(enrolment__role=role)
    if rule.uniqueness == CountingRule.Uniqueness.PARTICIPATION:
        return history
    per = [F("enrolment__person")]
    if rule.uniqueness == CountingRule.Uniqueness.YEAR:
        per.append(ExtractYear("completed_at", tzinfo=ZoneInfo(rule.zone)))
    elif rule.uniqueness == CountingRule.Uniqueness.PROJECT:
        history = history.filter(_eligible(Project.objects.all()))
        per.append(F("enrolment__project"))
    return history.annotate(
        turn=Window(RowNumber(), partition_by=per, order_by=["completed_at", "pk"])
    ).filter(turn=1)


def _eligible(projects) -> Q:
    """Completions within the eligible period of the project that the enrolment names (R13, R29)."""
    condition = Q(pk__in=[])
    for project in projects:
        start, end = period_bounds(project.starts_on, project.ends_on, project.zone)
        condition |= Q(enrolment__project=project.pk, completed_at__gte=start, completed_at__lt=end)
    return condition


def by_country(units: QuerySet[ProgrammeCompletion]) -> list[tuple[str, int]]:
    """Country code and count, largest first; the empty code is *not attributable* (R19)."""
    rows = units.order_by().values_list("enrolment__country").annotate(n=Count("pk"))
    return sorted(rows, key=lambda row: (row[0] == "", -row[1], row[0]))


def by_year(units: QuerySet[ProgrammeCompletion], zone: str) -> list[tuple[int, int]]:
    year = ExtractYear("completed_at", tzinfo=ZoneInfo(zone))
    rows = units.order_by().annotate(year=year).values_list("year").annotate(n=Count("pk"))
    return sorted(rows)


def by_role(rule: CountingRule, filters: Filters, as_of: date) -> list[tuple[str, int]]:
    """A line for each role; the lines overlap and are not to be added (R17)."""
    roles = [filters.role] if filters.role else Enrolment.Role.values
    return [(role, trained(rule, filters.with_(role=role), as_of=as_of).count()) for role in roles]


def not_yet(filters: Filters, *, as_of: date, zone: str) -> QuerySet[Enrolment]:
    """Enrolments that are not complete on the as-of date, newest first."""
    bound = as_of_bound(as_of, zone)
    enrolments = Enrolment.objects.filter(enrolled_at__lt=bound).exclude(
        programme_completion__completed_at__lt=bound
    )
    if filters.role:
        enrolments = enrolments.filter(role=filters.role)
    if filters.country:
        country = "" if filters.country == NO_COUNTRY else filters.country
        enrolments = enrolments.filter(country=country)
    if filters.project:
        enrolments = enrolments.filter(project=filters.project)
    if filters.search:
        enrolments = enrolments.annotate(
            name=Concat("person__first_name", Value(" "), "person__last_name")
        ).filter(name__icontains=filters.search)
    return enrolments.order_by("-enrolled_at", "-pk")


def labelled(level: str, as_of: date) -> QuerySet[OrganisationLabel]:
    """The first label of that level of each organisation, awarded by the as-of date."""
    first = (
        OrganisationLabel.objects.filter(level=level, awarded_on__lte=as_of)
        .annotate(
            turn=Window(
                RowNumber(), partition_by=[F("organisation")], order_by=["awarded_on", "pk"]
            )
        )
        .filter(turn=1)
    )
    return OrganisationLabel.objects.filter(pk__in=first.values("pk"))


def headline_figures(as_of: date) -> list[Figure]:
    """The four figures that the scheme reports: instructors, managers, bronze, gold."""
    rule = CountingRule.objects.filter(code=DEFAULT_RULE).order_by("-version").first()
    if rule is None:
        return []
    figures = []
    for role, label in (
        ("instructor", _("new instructors")),
        ("manager", _("cluster managers trained")),
    ):
        filters = Filters(role=role)
        url = reverse("counts:people") + "?" + urlencode(filters.query() | {"rule": rule.code})
        count = trained(rule, filters, as_of=as_of).count()
        figures.append(Figure(label, count, url, rule, as_of))
    for level, label in (
        ("bronze", _("organisations with a bronze label")),
        ("gold", _("organisations with a gold label")),
    ):
        url = reverse("counts:labels", args=[level])
        figures.append(Figure(label, labelled(level, as_of).count(), url, None, as_of))
    return figures
