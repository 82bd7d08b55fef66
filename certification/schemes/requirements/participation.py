"""What somebody took part in: the programme completed, the share attended, the field project."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certification.schemes.evidence import Checked, Evidence
from certification.schemes.requirements.registry import (
    Candidate,
    Kind,
    Parameter,
    Parameters,
    Shape,
    register,
)
from certification.schemes.requirements.windows import needed
from courses.deliveries.models import Delivery
from courses.enrolment.models import Enrolment
from courses.enrolment.queries import attendances_in
from courses.enrolment.rules import Attendance
from courses.fieldwork.models import ProjectResult
from courses.progress.models import ProgrammeCompletion


@dataclass(frozen=True)
class Seat:
    """A place in a closed delivery, with what was attended of its required minutes (R6)."""

    place: Enrolment
    delivery: Delivery
    closed_at: datetime
    share: Attendance


def load_completion(candidate: Candidate, parameters: Parameters) -> ProgrammeCompletion | None:
    done = ProgrammeCompletion.objects.standing().filter(
        candidate.in_programme("enrolment__programme"),
        enrolment__person__in=candidate.person.selves,
    )
    if role := parameters.get("role"):
        done = done.filter(enrolment__role=role)
    return done.select_related("enrolment__delivery").order_by("completed_at", "pk").first()


def check_completion(
    parameters: Parameters, row: ProgrammeCompletion | None, candidate: Candidate
) -> Checked:
    """Everything that the role asks for is complete: tests, attendance, field project (R5, R7)."""
    role = parameters.get("role", "")
    words = dict(Enrolment.Role.choices)
    sentence = (
        _("The programme is completed as %s.") % words[role]
        if role
        else _("The programme is completed.")
    )
    if row is None:
        return Checked(
            kind="programme_completed",
            sentence=sentence,
            is_met=False,
            missing=(_("The programme is not completed yet."),),
            next_step=_("Open your course; it says what is left."),
        )
    delivery = row.enrolment.delivery
    evidence = Evidence(
        kind="programme_completion",
        label=_("Programme completed"),
        subject_type=row._meta.label_lower,
        subject_id=row.pk,
        counted_from=row.completed_at,
        facts={
            "role": row.enrolment.role,
            "completed_at": row.completed_at.isoformat(),
            "delivery": delivery.code if delivery else "",
            "place": str(row.enrolment.uid),
        },
    )
    return Checked(
        kind="programme_completed",
        sentence=sentence,
        is_met=True,
        met_at=row.completed_at,
        evidence=(evidence,),
    )


def load_seats(candidate: Candidate, parameters: Parameters) -> list[Seat]:
    """Their places in deliveries of the programme that have ended, with what was attended (R6)."""
    places = Enrolment.objects.taken().filter(
        candidate.in_programme("programme"),
        person__in=candidate.person.selves,
        delivery__closed_at__isnull=False,
    )
    found = list(places.select_related("delivery").order_by("enrolled_at", "pk"))
    shares = attendances_in(found) if found else {}
    return [
        Seat(place, place.delivery, place.delivery.closed_at, shares[place.pk])
        for place in found
        if place.delivery and place.delivery.closed_at
    ]


def check_share(parameters: Parameters, seats: list[Seat], candidate: Candidate) -> Checked:
    """At least that share of the scheduled minutes of required sessions, exactly (R6)."""
    percent = Decimal(str(parameters["percent"]))
    sentence = _("At least %s per cent of the required minutes attended in one delivery.") % percent
    reached = next((seat for seat in seats if seat.share.reaches(percent)), None)
    if reached is None:
        said = [
            _("“%(delivery)s”: %(attended)s of %(scheduled)s minutes.")
            % {
                "delivery": seat.delivery.title,
                "attended": seat.share.attended,
                "scheduled": seat.share.scheduled,
            }
            for seat in seats
        ]
        return Checked(
            kind="attendance_share",
            sentence=sentence,
            is_met=False,
            missing=tuple(said) or (_("No delivery has been closed with you in it."),),
            next_step=_("Take part in a delivery, and be there."),
        )
    evidence = Evidence(
        kind="attendance",
        label=_("Attended “%s”") % reached.delivery.title,
        subject_type=reached.place._meta.label_lower,
        subject_id=reached.place.pk,
        counted_from=reached.closed_at,
        facts={
            "delivery": reached.delivery.code,
            "attended_minutes": reached.share.attended,
            "scheduled_minutes": reached.share.scheduled,
        },
    )
    return Checked(
        kind="attendance_share",
        sentence=sentence,
        is_met=True,
        met_at=reached.closed_at,
        evidence=(evidence,),
    )


def load_project(candidate: Candidate, parameters: Parameters) -> ProjectResult | None:
    """The newest result of each of their field projects, if it is a pass; the earliest of those."""
    newest = {}
    results = ProjectResult.objects.filter(
        candidate.in_programme("member__enrolment__programme"),
        member__enrolment__person__in=candidate.person.selves,
    )
    for result in results.select_related("member__team").order_by("number"):
        newest[result.member_id] = result
    passed = [result for result in newest.values() if result.is_passed]
    return min(passed, key=lambda result: result.confirmed_at, default=None)


def check_project(
    parameters: Parameters, row: ProjectResult | None, candidate: Candidate
) -> Checked:
    """The pass is one's own, not the team's (R53)."""
    sentence = _("The field project is passed.")
    if row is None:
        return Checked(
            kind="field_project_accepted",
            sentence=sentence,
            is_met=False,
            missing=(_("No field project is passed yet."),),
            next_step=_("Hand in the milestones of your field project and defend it."),
        )
    evidence = Evidence(
        kind="field_project",
        label=_("Field project passed"),
        subject_type=row._meta.label_lower,
        subject_id=row.pk,
        counted_from=row.confirmed_at,
        facts={
            "number": row.number,
            "percent": str(row.percent),
            "confirmed_at": row.confirmed_at.isoformat(),
        },
    )
    return Checked(
        kind="field_project_accepted",
        sentence=sentence,
        is_met=True,
        met_at=row.confirmed_at,
        evidence=(evidence,),
    )


def problems_of_completion(parameters: Parameters, scope: str) -> list[str]:
    role = parameters.get("role", Enrolment.Role.MANAGER)
    return [] if role in Enrolment.Role.values else [_("“role” is not known.")]


def problems_of_share(parameters: Parameters, scope: str) -> list[str]:
    percent = parameters.get("percent")
    found = needed(parameters, "percent")
    if not found and not (isinstance(percent, int | float) and 0 < percent <= 100):
        found = [_("“percent” must be a number above 0, and at most 100.")]
    return found


register(
    Kind(
        "programme_completed",
        gettext_lazy("the programme is completed"),
        load_completion,
        check_completion,
        problems_of_completion,
        (
            Parameter(
                "role",
                gettext_lazy("in the role"),
                Shape.CHOICE,
                choices=(("", gettext_lazy("any")), *Enrolment.Role.choices),
            ),
        ),
    )
)
register(
    Kind(
        "attendance_share",
        gettext_lazy("a share of the minutes is attended"),
        load_seats,
        check_share,
        problems_of_share,
        (Parameter("percent", gettext_lazy("per cent of the required minutes"), Shape.NUMBER),),
    )
)
register(
    Kind(
        "field_project_accepted",
        gettext_lazy("the field project is passed"),
        load_project,
        check_project,
    )
)
