"""Teams are told of due days: a week and a day before, and when one is moved."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from courses.fieldwork.actions import change_due_day, hand_in, leave_team, say
from courses.fieldwork.letters import remind_of_milestones
from courses.fieldwork.models import TeamEntry
from lms.notifications.models import Notification
from tests.factories.courses import AT
from tests.factories.fieldwork import cohort, team_of
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
DUE = date(2026, 6, 10)
DAY = timedelta(days=1)
State = Notification.State


def at(days: int, hour: int = 9, *, zone: str = "Europe/Madrid") -> datetime:
    return datetime.combine(DUE + days * DAY, time(hour), tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.fixture
def tutor():
    return PersonFactory()


@pytest.fixture
def milestone(tutor):
    team = team_of(tutor=tutor)
    milestone = team.milestones.first()
    return change_due_day(milestone=milestone, due_on=DUE, by=tutor, at=AT)


def members(milestone):
    return [each.enrolment.person for each in milestone.team.members.order_by("pk")]


def told(person, kind="project_deadline"):
    return person.notifications.filter(kind=kind).order_by("pk")


def test_every_member_is_reminded_a_week_and_a_day_before_once(milestone, tutor):
    for days in range(-9, 3):
        for hour in (0, 6, 12, 23):
            remind_of_milestones(at(days, hour))
    for person in members(milestone):
        week, day = told(person)
        assert (week.written_at, week.state) == (at(-7, 6), State.WAITING)
        assert (day.written_at, day.state) == (at(-1, 6), State.TO_SEND)
        assert day.subject == "Due on Wednesday 10 June 2026: Analysis"
        team = milestone.team
        assert f"/deliveries/teams/{team.uid}/milestones/{milestone.number}/" in day.body
    assert not told(tutor).exists()


@pytest.mark.parametrize("zone", ["Pacific/Apia", "Pacific/Pago_Pago"])
def test_a_day_is_a_day_where_the_delivery_is(zone):
    milestone = team_of(cohort(zone=zone)).milestones.first()
    by = milestone.team.delivery.created_by
    change_due_day(milestone=milestone, due_on=DUE, by=by, at=AT)
    for days in (-7, -1):
        remind_of_milestones(at(days, 5, zone=zone))
        remind_of_milestones(at(days, 6, zone=zone))
    assert [each.written_at for each in told(members(milestone)[0])] == [
        at(-7, 6, zone=zone),
        at(-1, 6, zone=zone),
    ]


def test_who_has_handed_in_is_left_alone_until_it_is_returned(milestone, tutor):
    person = members(milestone)[0]
    hand_in(milestone=milestone, text="Eight pages.", files=[], by=person, at=AT)
    remind_of_milestones(at(-7))
    assert not told(person).exists()
    said = {"team": milestone.team, "milestone": milestone, "by": tutor, "at": AT}
    say(kind=TeamEntry.Kind.RETURNED, text="Name the sources.", **said)
    remind_of_milestones(at(-1))
    assert told(person).count() == 1


def test_who_has_left_the_team_is_not_reminded(milestone):
    gone, stays = milestone.team.members.order_by("pk")
    leave_team(member=gone, reason="Moved.", by=milestone.team.delivery.created_by, at=AT)
    remind_of_milestones(at(-1))
    assert not told(gone.enrolment.person).exists()
    assert told(stays.enrolment.person).exists()


def test_a_moved_day_is_told_and_reminded_of_anew(milestone, tutor, deliver_all):
    remind_of_milestones(at(-7))
    change_due_day(milestone=milestone, due_on=DUE + 7 * DAY, by=tutor, at=at(-7))
    deliver_all()
    remind_of_milestones(at(0))
    for person in members(milestone):
        assert told(person).count() == 2
        letter = told(person, "project_due_day_changed").last()
        assert "Now: Wednesday 17 June 2026" in letter.body
        assert "Before: Wednesday 10 June 2026" in letter.body


def test_the_first_day_that_is_set_and_the_day_that_is_taken_away_are_told(milestone, deliver_all):
    by = milestone.team.delivery.created_by
    change_due_day(milestone=milestone, due_on=None, by=by, at=AT)
    change_due_day(milestone=milestone, due_on=DUE, by=by, at=AT)
    deliver_all()
    bodies = [each.body for each in told(members(milestone)[0], "project_due_day_changed")]
    assert any("Before: no day was set" in body for body in bodies)
