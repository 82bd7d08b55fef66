"""Forms teams, names their tutors and assessors, and lets members leave."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.deliveries.models import Delivery
from courses.deliveries.timetables import Timetable, read_timetable
from courses.enrolment.models import Enrolment
from courses.enrolment.queries import participants, takes_part_in
from courses.fieldwork import queries, rules
from courses.fieldwork.models import Assessor, Milestone, Team, TeamMember, Tutorship
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.models import Person


@transaction.atomic
def form_team(
    *,
    delivery: Delivery,
    title: str,
    members: Sequence[Enrolment],
    by: Person,
    at: datetime,
    tutor: Person | None = None,
) -> Team:
    """Form a team of one to three participants, with the milestones of the delivery's template.

    Refused for who is in a team already, or takes no part (R53). Records `fieldwork.team_formed`.
    """
    delivery = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    if not delivery.has_field_project:
        raise Refused("no_project", _("This delivery has no field project."))
    if not members:
        raise Refused("team_empty", _("A team has one to three members."), "R53")
    team = Team.objects.create(delivery=delivery, title=title.strip(), formed_at=at, formed_by=by)
    _plan_milestones(team)
    if tutor is not None:
        name_tutor(team=team, tutor=tutor, by=by, at=at)
    for enrolment in members:
        join_team(team=team, enrolment=enrolment, by=by, at=at)
    record_event(name="fieldwork.team_formed", subject=team, by=by, at=at)
    return team


def _plan_milestones(team: Team) -> None:
    delivery = team.delivery
    template = delivery.template
    timetable = read_timetable(template.timetable) if template else Timetable((), ())
    zone = ZoneInfo(delivery.zone)
    starts: dict[int, datetime] = {}
    for session in delivery.sessions.standing():
        starts[session.week] = min(starts.get(session.week, session.starts_at), session.starts_at)
    first_days = [starts[week].astimezone(zone).date() for week in sorted(starts)]
    last_day = max((session.day for session in delivery.sessions.standing()), default=None)
    Milestone.objects.bulk_create(
        Milestone(
            team=team,
            number=each.number,
            title=each.title,
            handed_in=each.handed_in,
            due_on=rules.due_on(each.before_week, first_days, last_day) if last_day else None,
        )
        for each in timetable.milestones
    )


@transaction.atomic
def join_team(*, team: Team, enrolment: Enrolment, by: Person, at: datetime) -> TeamMember:
    """Put a participant into a team (R53); twice is once."""
    Delivery.objects.select_for_update(of=("self",)).get(pk=team.delivery_id)
    known = TeamMember.objects.filter(enrolment=enrolment).first()
    if known is not None and known.team_id == team.pk and known.left_at is None:
        return known
    refusal = rules.refusal_to_join(
        members=team.members.filter(left_at__isnull=True).count(),
        is_in_a_team=known is not None,
        is_in_cohort=participants(team.delivery).filter(pk=enrolment.pk).exists(),
        is_tutor=queries.is_tutor(team, enrolment.person),
    )
    if refusal:
        raise Refused(*refusal, "R53")
    member = TeamMember.objects.create(team=team, enrolment=enrolment, joined_at=at)
    record_event(name="fieldwork.member_joined", subject=member, by=by, at=at)
    return member


@transaction.atomic
def leave_team(*, member: TeamMember, reason: str, by: Person, at: datetime) -> TeamMember:
    """A member leaves; the others go on, and what they did is kept (R53). Twice is once."""
    member = TeamMember.objects.select_for_update(of=("self",)).get(pk=member.pk)
    if member.left_at is not None:
        return member
    if not reason.strip():
        raise Refused("reason_missing", _("Say why the member leaves."), "R53")
    member.left_at, member.leaving_reason = max(at, member.joined_at), reason.strip()
    member.save(update_fields=["left_at", "leaving_reason"])
    record_event(name="fieldwork.member_left", subject=member, by=by, at=at)
    return member


@transaction.atomic
def name_tutor(*, team: Team, tutor: Person, by: Person, at: datetime) -> Tutorship:
    """Give a team its tutor; the one before ends. Refused for a participant or an assessor (R9, R55)."""
    Delivery.objects.select_for_update(of=("self",)).get(pk=team.delivery_id)
    current = team.tutorships.filter(ended_at__isnull=True).first()
    if current is not None and current.tutor_id == tutor.pk:
        return current
    if takes_part_in(tutor, team.delivery):
        raise Refused("takes_part", _("A participant cannot be a tutor in this delivery."), "R9")
    if team.assessors.filter(person=tutor, ended_at__isnull=True).exists():
        raise Refused("is_assessor", _("An assessor of a team is not its tutor."), "R55")
    if current is not None:
        current.ended_at = max(at, current.began_at)
        current.save(update_fields=["ended_at"])
    tutorship = Tutorship.objects.create(team=team, tutor=tutor, began_at=at, by=by)
    record_event(name="fieldwork.tutor_named", subject=tutorship, by=by, at=at)
    return tutorship


@transaction.atomic
def name_assessor(*, team: Team, person: Person, by: Person, at: datetime) -> Assessor:
    """Name one of two assessors; never a tutor or member, nor somebody with a conflict (R48, R55)."""
    Delivery.objects.select_for_update(of=("self",)).get(pk=team.delivery_id)
    current = {each.person_id: each for each in team.assessors.filter(ended_at__isnull=True)}
    if person.pk in current:
        return current[person.pk]
    if takes_part_in(person, team.delivery):
        raise Refused("takes_part", _("A participant does not assess in this delivery."), "R9")
    refusal = rules.refusal_to_assess(
        person_id=person.pk,
        tutors=set(team.tutorships.values_list("tutor", flat=True)),
        members=set(team.members.values_list("enrolment__person", flat=True)),
        assessors=set(current),
        conflict=queries.conflict_of(team, person, timezone.localdate(at)),
    )
    if refusal:
        raise Refused(*refusal, "R55")
    assessor = Assessor.objects.create(team=team, person=person, named_at=at, named_by=by)
    record_event(name="fieldwork.assessor_named", subject=assessor, by=by, at=at)
    return assessor


@transaction.atomic
def end_assessor(*, assessor: Assessor, by: Person, at: datetime) -> Assessor:
    """Make room for another assessor; the marks given stay on record and no longer count."""
    assessor = Assessor.objects.select_for_update(of=("self",)).get(pk=assessor.pk)
    if assessor.ended_at is not None:
        return assessor
    assessor.ended_at = at
    assessor.save(update_fields=["ended_at"])
    record_event(name="fieldwork.assessor_ended", subject=assessor, by=by, at=at)
    return assessor
