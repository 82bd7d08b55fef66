"""Who audits what until when, and the figures of the projects that an auditor starts from."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, Count, Q, QuerySet, Value, When

from certification.counts import queries as counts
from certification.counts.models import CountingRule
from certification.counts.rules import Filters
from certification.schemes.models import Scheme
from courses.deliveries.auditing import Scope
from courses.deliveries.models import Project
from courses.enrolment.models import Enrolment
from lms.people.models import AccessGrant

SOON = timedelta(days=14)


def accesses(now: datetime) -> QuerySet[Any]:
    """Every access of an auditor: those that stand first, and of them those that end first."""
    is_over = Q(ended_at__isnull=False) | Q(closes_at__lte=now)
    return (
        AccessGrant.objects.of_auditors()
        .select_related("person", "granted_by", "ended_by")
        .prefetch_related("audited__project")
        .annotate(
            turn=Case(When(is_over, then=Value(1)), default=Value(0)),
            is_soon=Case(
                When(~is_over & Q(closes_at__lte=now + SOON), then=Value(True)),
                default=Value(False),
            ),
        )
        .order_by("turn", "closes_at", "-granted_at", "-pk")
    )


def zone_of_scheme(default: str) -> str:
    """The zone in which days of an access begin and end: that of the scheme."""
    return Scheme.objects.order_by("pk").values_list("zone", flat=True).first() or default


@dataclass
class ProjectLine:
    """A project with its units by role: those with evidence, and those claimed in all (R64)."""

    project: Project
    trained: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    claimed: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def project_rule() -> CountingRule | None:
    """The rule by which a project counts: each person once in it; the programme's own before others."""
    rules = counts.newest_rules()
    by_project = [rule for rule in rules if rule.uniqueness == CountingRule.Uniqueness.PROJECT]
    return min(by_project, key=lambda rule: (rule.code != "project", rule.code), default=None)


def projects_in(scope: Scope) -> QuerySet[Project]:
    projects = Project.objects.order_by("code")
    return projects if scope is None else projects.filter(code__in=scope)


def project_lines(
    projects: list[Project], rule: CountingRule, scope: Scope, *, as_of: date
) -> list[ProjectLine]:
    """The figures of each project by role; two queries whatever the number of projects."""
    lines = {project.pk: ProjectLine(project) for project in projects}
    for role in Enrolment.Role.values:
        units = counts.claimed(rule, Filters(role=role, scope=scope), as_of=as_of)
        rows = (
            units.filter(project__in=lines)
            .order_by()
            .values_list("project", "is_evidenced")
            .annotate(n=Count("pk"))
        )
        for project, is_evidenced, number in rows:
            lines[project].claimed[role] += number
            if is_evidenced:
                lines[project].trained[role] += number
    return list(lines.values())
