"""Reads decisions with what they rested on, applications with their state, and the officers' queue."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Exists, OuterRef, Prefetch, QuerySet, When

from certification.decisions.models import (
    Application,
    ApplicationCheck,
    Decision,
    Escalation,
    Proposal,
    ProposalReturn,
)
from certification.decisions.panels import Matter, panels_for
from certification.decisions.rules import Panel, against_confirming, appeal_through
from certification.schemes.models import CertificateType
from certification.schemes.rules import day_of
from courses.enrolment.models import Enrolment
from lms.people.models import Person


def decisions_visible_to(person: Person) -> QuerySet[Decision]:
    """Officers, administrators and auditors see all; others their own."""
    decisions = Decision.objects.select_related(
        "person", "certificate_type__version__scheme", "decided_by", "confirmed_by"
    )
    if person.roles.isdisjoint({"officer", "administrator", "auditor"}):
        decisions = decisions.filter(person__in=person.selves)
    return decisions.order_by("-decided_at", "-pk")


def last_day_for_appeal(decision: Decision) -> date:
    """The last day on which a refusal may be appealed against, in the scheme's zone (R50)."""
    version = decision.certificate_type.version
    return appeal_through(day_of(decision.decided_at, version.scheme), version.appeal_days)


def place_of(person: Person, certificate_type: CertificateType, at: datetime) -> Enrolment | None:
    """The place in the programme that a decision by people belongs to: the newest in a delivery, if any."""
    places = Enrolment.objects.taken().filter(
        person__in=person.selves,
        programme=certificate_type.version.scheme.programme_id,
        enrolled_at__lte=at,
    )
    if certificate_type.for_role:
        places = places.filter(role=certificate_type.for_role)
    return places.order_by(
        Case(When(delivery__isnull=False, then=0), default=1), "-enrolled_at", "-pk"
    ).first()


# Applications


def open_proposals() -> QuerySet[Proposal]:
    """Neither returned nor decided."""
    returned = ProposalReturn.objects.filter(proposal=OuterRef("pk"))
    return Proposal.objects.filter(~Exists(returned), application__state="open").select_related(
        "proposed_by"
    )


def open_proposal(application: Application) -> Proposal | None:
    return open_proposals().filter(application=application).first()


def applications_visible_to(person: Person) -> QuerySet[Application]:
    return Application.objects.visible_to(person).select_related(
        "person", "opened_by", "certificate_type__version__scheme", "check_made"
    )


def queue(*, is_complete: bool) -> QuerySet[Application]:
    """Open applications as they were last looked at; the complete ones oldest first."""
    return (
        Application.objects.waiting()
        .filter(check_made__complete_since__isnull=not is_complete)
        .select_related("person", "certificate_type__version__scheme", "check_made")
        .prefetch_related(
            Prefetch("proposals", open_proposals(), to_attr="standing"), "escalations"
        )
        .order_by("check_made__complete_since", "opened_at", "pk")
    )


@dataclass(frozen=True)
class Row:
    """An application of the queue, and what keeps the reader from deciding it; empty: nothing."""

    application: Application
    panel: Panel
    proposal: Proposal | None
    against: tuple[str, ...]


def rows_of(applications: Iterable[Application], person: Person, at: datetime) -> list[Row]:
    """`applications` come from `queue`; a fixed number of queries for all of them."""
    rows = list(applications)
    matters = [Matter.of(row.person_id, row.certificate_type.version) for row in rows]
    return [
        _row(application, panel, person)
        for application, panel in zip(rows, panels_for(matters, at), strict=True)
    ]


def _row(application: Application, panel: Panel, person: Person) -> Row:
    standing = application.standing  # type: ignore[attr-defined] # prefetched by `queue`
    proposal = standing[0] if standing else None
    if proposal is None:
        return Row(application, panel, None, panel.against(person.pk))
    against = against_confirming(panel, person.pk, proposal.proposed_by_id)
    return Row(application, panel, proposal, against)


def to_look_at(before: datetime) -> QuerySet[Application]:
    """Open applications whose file nobody has looked at since; the longest ago first."""
    return (
        Application.objects.waiting()
        .filter(check_made__checked_at__lt=before)
        .order_by("check_made__checked_at", "pk")
    )


def not_escalated() -> QuerySet[Application]:
    """Complete applications that have not gone to the last level yet."""
    outside = Escalation.objects.filter(application=OuterRef("pk"), level=Escalation.Level.OUTSIDE)
    complete = ApplicationCheck.objects.filter(
        application=OuterRef("pk"), complete_since__isnull=False
    )
    return (
        Application.objects.waiting()
        .filter(Exists(complete), ~Exists(outside))
        .select_related("certificate_type__version__scheme")
        .order_by("pk")
    )
