"""Auditors with their scope, and trainings of two projects with signed lists behind them."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from certification.counts.actions import install_rule
from courses.deliveries.actions import open_audit
from courses.deliveries.models import Delivery, Project
from courses.enrolment.actions import keep_evidence
from courses.enrolment.models import Enrolment, Evidence
from courses.progress.models import ProgrammeCompletion
from lms.people.models import AccessGrant, Person
from tests.factories import counts
from tests.factories.courses import AT, programme_page
from tests.factories.deliveries import after, attend, participant, training
from tests.factories.people import PersonFactory

ZONE = "Europe/Brussels"


def auditor(*projects: Project, person: Person | None = None, days: int = 10) -> Person:
    """Who audits these projects, or the whole scheme, from today on."""
    person = person or PersonFactory(first_name="Alma", last_name="Auditor")
    today = timezone.localdate()
    open_audit(
        person=person,
        projects=list(projects) or None,
        purpose="Check of the final report",
        first_day=today - timedelta(days=1),
        last_day=today + timedelta(days=days),
        zone=ZONE,
        by=PersonFactory(roles=["administrator"]),
        at=timezone.now(),
    )
    return Person.objects.get(pk=person.pk)


def over(person: Person) -> None:
    """Their access ended yesterday."""
    now = timezone.now()
    AccessGrant.objects.filter(person=person).update(
        opens_at=now - timedelta(days=9), closes_at=now - timedelta(seconds=1)
    )


@dataclass
class World:
    """Two projects with a training each; the lists of the first one are signed."""

    projects: list[Project]
    deliveries: list[Delivery]
    places: list[Enrolment]
    lists: list[Evidence]


def world(*, people: int = 2) -> World:
    """`people` completed in each training; each session has its signed list."""
    install_rule(
        data={
            "code": "project",
            "version": 1,
            "title": "Trained in a project",
            "text": "Each person once in each project.",
            "uniqueness": "project",
            "zone": ZONE,
        },
        by=None,
        at=counts.AT,
    )
    made = World([], [], [], [])
    programme = programme_page(with_tests=False)
    for code in ("P1", "P2"):
        project = counts.project(code, date(2026, 1, 1), date(2026, 12, 31))
        delivery = training(
            programme=programme, project=project, title=f"Training of {code}", sessions=2
        )
        places = [
            participant(
                delivery,
                PersonFactory(first_name=f"Ana{number}", last_name=f"Of{code}"),
                project=project,
            )
            for number in range(people)
        ]
        for number, session in enumerate(delivery.sessions.all()):
            scan = keep_evidence(
                session=session,
                kind="signed list",
                data=f"%PDF-1.7 {code} {number} %%EOF".encode(),
                name=f"list {code} {number + 1}.pdf",
                by=delivery.created_by,
                at=AT,
            )
            made.lists.append(scan)
            for place in places:
                attend(session, place, source="signed list", evidence=scan)
        for place in places:
            done = after(session)
            ProgrammeCompletion.objects.create(enrolment=place, completed_at=done, recorded_at=done)
        made.projects.append(project)
        made.deliveries.append(delivery)
        made.places += places
    return made


def lose(evidence) -> bytes:
    """Its file is gone from the store; returns what was in it."""
    with evidence.file.open("rb") as file:
        content = file.read()
    evidence.file.storage.delete(evidence.file.name)
    return content


def put(evidence, content: bytes) -> None:
    """The store has this under the name of the evidence."""
    evidence.file.storage.delete(evidence.file.name)
    evidence.file.storage.save(evidence.file.name, ContentFile(content))
