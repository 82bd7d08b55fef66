"""Forming teams, naming who tutors and assesses them, and leaving."""

from datetime import date, timedelta

import pytest

from courses.enrolment.actions import leave
from courses.fieldwork.actions import (
    form_team,
    join_team,
    leave_team,
    name_assessor,
    name_tutor,
)
from courses.fieldwork.models import Assessor, Team, TeamMember, Tutorship
from lms.errors import Refused
from lms.journal.models import Event
from tests.factories.courses import AT
from tests.factories.deliveries import participant, training
from tests.factories.fieldwork import assessors_of, cohort, team_of
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=30)


def refused(code: str):
    return pytest.raises(Refused, check=lambda refusal: refusal.code == code)


@pytest.fixture
def by():
    return PersonFactory(roles=["administrator"])


def test_a_team_has_the_milestones_of_the_template_with_their_days():
    team = team_of()
    assert list(team.milestones.values_list("number", "title", "due_on")) == [
        (1, "Analysis", date(2026, 4, 8)),
        (2, "Defence", date(2026, 4, 9)),
    ]
    assert Event.objects.filter(name="fieldwork.team_formed").count() == 1


@pytest.mark.parametrize(("members", "code"), [(0, "team_empty"), (4, "team_full")])
def test_r53_a_team_of_none_or_four_is_refused_and_nothing_is_kept(members, code):
    with refused(code):
        team_of(members=members)
    assert not Team.objects.exists()


def test_without_a_field_project_there_are_no_teams(by):
    delivery = training()
    with refused("no_project"):
        form_team(delivery=delivery, title="X", members=[participant(delivery)], by=by, at=AT)


def test_r53_one_team_in_a_cohort_and_person(by):
    delivery = cohort()
    team, other = team_of(delivery, members=1), team_of(delivery, members=1)
    enrolment = team.members.get().enrolment
    assert join_team(team=team, enrolment=enrolment, by=by, at=LATER) == team.members.get()
    with refused("has_team"):
        join_team(team=other, enrolment=enrolment, by=by, at=LATER)
    leave_team(member=team.members.get(), reason="Moves abroad", by=by, at=LATER)
    with refused("has_team"):
        join_team(team=other, enrolment=enrolment, by=by, at=LATER)


def test_r53_only_who_takes_part_joins(by):
    delivery = cohort()
    team = team_of(delivery, members=1)
    gone = participant(delivery)
    leave(enrolment=gone, reason="Ill", by=by, at=AT)
    for enrolment in (participant(cohort()), participant(delivery, kind="applied"), gone):
        with refused("not_in_cohort"):
            join_team(team=team, enrolment=enrolment, by=by, at=AT)


def test_r53_a_leaver_makes_room_and_is_kept(by):
    delivery = cohort()
    team = team_of(delivery, members=3)
    leaver = team.members.first()
    with refused("reason_missing"):
        leave_team(member=leaver, reason=" ", by=by, at=LATER)
    for at in (LATER, LATER + timedelta(days=1)):
        left = leave_team(member=leaver, reason="Moves abroad", by=by, at=at)
        assert left.left_at == LATER
    join_team(team=team, enrolment=participant(delivery), by=by, at=LATER)
    assert TeamMember.objects.count() == 4
    assert Event.objects.filter(name="fieldwork.member_left").count() == 1


def test_a_new_tutor_ends_the_former_and_twice_is_once(by):
    first, second = PersonFactory(), PersonFactory()
    team = team_of(tutor=first)
    for _ in range(2):
        name_tutor(team=team, tutor=second, by=by, at=LATER)
    found = Tutorship.objects.values_list("tutor", "began_at", "ended_at")
    assert list(found) == [(first.pk, AT, LATER), (second.pk, LATER, None)]


def test_r9_r55_a_participant_or_an_assessor_is_no_tutor(by):
    team = team_of()
    with refused("takes_part"):
        name_tutor(team=team, tutor=team.members.first().enrolment.person, by=by, at=AT)
    with refused("is_assessor"):
        name_tutor(team=team, tutor=assessors_of(team)[0], by=by, at=AT)


def test_r55_two_assessors_neither_tutor_nor_member_nor_participant(by):
    delivery = cohort()
    tutor = PersonFactory()
    team = team_of(delivery, tutor=tutor)
    name_tutor(team=team, tutor=PersonFactory(), by=by, at=LATER)
    with refused("is_tutor"):
        name_assessor(team=team, person=tutor, by=by, at=LATER)
    for enrolment in (team.members.first().enrolment, participant(delivery)):
        with refused("takes_part"):
            name_assessor(team=team, person=enrolment.person, by=by, at=LATER)
    one, _other = assessors_of(team)
    name_assessor(team=team, person=one, by=by, at=LATER)
    with refused("enough"):
        name_assessor(team=team, person=PersonFactory(), by=by, at=LATER)
    assert Assessor.objects.count() == 2
