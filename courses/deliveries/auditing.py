"""What an auditor of projects may read: who is bound to which projects today (R60)."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from courses.deliveries.models import AuditedProject, Delivery, Project
from lms.people.models import AccessGrant, Person

Scope = tuple[str, ...] | None  # codes of projects; None where nothing binds
READ_EVERYTHING = frozenset({"administrator", "auditor"})


def is_bound(person: Person) -> bool:
    """Whether what the person reads is bound to projects; a wider role goes before."""
    return (
        person.is_authenticated
        and "project_auditor" in person.roles
        and person.roles.isdisjoint(READ_EVERYTHING)
    )


def audited_projects(person: Person) -> QuerySet[Project]:
    """The projects that a bound auditor audits today; none for anybody else."""
    if not is_bound(person):
        return Project.objects.none()
    grants = AccessGrant.objects.current().filter(person=person, role="project_auditor")
    return Project.objects.filter(
        pk__in=AuditedProject.objects.filter(grant__in=grants).order_by().values("project")
    )


def scope_of(person: Person) -> Scope:
    """The codes of the projects that bind the person, asked for once; None where nothing does."""
    if not is_bound(person):
        return None
    if not hasattr(person, "audit_scope"):
        codes = audited_projects(person).order_by("code").values_list("code", flat=True)
        person.audit_scope = tuple(codes)  # type: ignore[attr-defined] # kept with the person, as roles are
    scope: tuple[str, ...] = person.audit_scope  # type: ignore[attr-defined]
    return scope


def deliveries_in(scope: Iterable[str]) -> QuerySet[Delivery]:
    """Deliveries that the projects pay for, and those in which they pay for a place (R13)."""
    codes = list(scope)
    paid = Delivery.objects.filter(enrolments__project__code__in=codes).order_by()
    return Delivery.objects.filter(Q(project__code__in=codes) | Q(pk__in=paid.values("pk")))
