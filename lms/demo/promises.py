"""What the grants of the demonstration promised, and who carries them out."""

from dataclasses import dataclass
from datetime import UTC, datetime, time

from certification.targets.actions import add_target
from courses.deliveries.actions import change_project, name_partner
from courses.deliveries.models import Project
from lms.demo.history import History
from lms.demo.past.plans import PLANS


@dataclass(frozen=True)
class Promise:
    words: str
    role: str
    number: int
    country: str = ""


TODAY = (
    Promise("At least 20 cluster managers trained, from whatever region", "manager", 20),
    Promise("Of these, 3 from Spain", "manager", 3, "ES"),
    Promise("Of these, 3 from Austria", "manager", 3, "AT"),
    Promise("Two instructors accredited for the regions", "instructor", 2),
)


def promise_targets(history: History, today: Project) -> None:
    """The past grants kept their promises; today's is on its way."""
    for plan, project in zip(PLANS, history.projects, strict=True):
        at = datetime.combine(plan.starts_on, time(9), tzinfo=UTC)
        number = plan.code.rsplit("-", 1)[-1]
        change_project(
            project=project,
            grant_number=f"DEMO 2012/{number}",
            call="Demonstration: cluster excellence",
            amount_euro=180_000,
            by=history.by,
            at=at,
        )
        managers = sum(plan.managers.values())
        told = Promise(f"{managers} cluster managers trained", "manager", managers)
        for promised in (told, Promise("5 new instructors", "instructor", 5)):
            _add(history, project, promised, at)
    at = datetime.combine(today.starts_on, time(9), tzinfo=UTC)
    for promised in TODAY:
        _add(history, today, promised, at)
    leading, *others = sorted(
        {each.organisation for each in today.enrolments.select_related("organisation")} - {None},
        key=lambda organisation: organisation.pk,
    )[:3]
    name_partner(project=today, organisation=leading, role="lead", by=history.by, at=at)
    for other in others:
        name_partner(project=today, organisation=other, role="partner", by=history.by, at=at)


def _add(history: History, project: Project, promised: Promise, at: datetime) -> None:
    add_target(
        project=project,
        words=promised.words,
        role=promised.role,
        number=promised.number,
        country=promised.country,
        rule_code="project",
        by=history.by,
        at=at,
    )
