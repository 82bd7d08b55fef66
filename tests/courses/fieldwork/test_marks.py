"""Individual marks: two assessors, one member at a time."""

from datetime import timedelta
from decimal import Decimal

import pytest

from courses.fieldwork.actions import confirm_project, leave_team, mark_member
from courses.fieldwork.models import ProjectMark, ProjectResult
from lms.errors import Refused
from lms.journal.models import Event
from tests.factories.courses import AT
from tests.factories.fieldwork import assessors_of, declared, points, team_of
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=30)


def refused(code: str):
    return pytest.raises(Refused, check=lambda refusal: refusal.code == code)


@pytest.fixture
def team():
    return team_of(tutor=PersonFactory())


@pytest.fixture
def assessors(team):
    return assessors_of(team)


@pytest.fixture
def member(team):
    return declared(team.members.first())


def mark(member, by, given=None, at=LATER):
    return mark_member(member=member, points=given or points(), comment="", by=by, at=at)


def test_r53_the_pass_is_individual(team, assessors, member):
    other = declared(team.members.last())
    for person in assessors:
        mark(member, person, points(5, 5, 5, 3))
        mark(other, person, points(5, 5, 5, 2))
    assert list(ProjectResult.objects.values_list("member", "is_passed", "percent")) == [
        (member.pk, True, Decimal("72.00")),
        (other.pk, False, Decimal("68.00")),
    ]


def test_r55_only_the_two_assessors_mark(team, assessors, member):
    for person in (team.tutorships.get().tutor, team.delivery.created_by, member.enrolment.person):
        with refused("not_assessor"):
            mark(member, person)
    assert confirm_project(member=member, by=assessors[0], at=LATER) is None


def test_r54_nobody_is_marked_before_declaring_their_part(team, assessors):
    with refused("not_declared"):
        mark(team.members.last(), assessors[0])
    with refused("points_outside"):
        mark(declared(team.members.last()), assessors[0], points(first=6))
    assert not ProjectMark.objects.exists()


def test_the_newest_mark_of_each_stands_and_the_same_again_is_once(assessors, member):
    one, other = assessors
    for _ in range(2):
        mark(member, one, points(0, 0, 0, 0))
    mark(member, other)
    mark(member, one)
    for _ in range(2):
        mark(member, one)
        confirm_project(member=member, by=one, at=LATER)
    assert ProjectMark.objects.count() == 3
    found = ProjectResult.objects.values_list("number", "is_passed", "percent")
    assert list(found) == [(1, False, Decimal("50.00")), (2, True, Decimal("100.00"))]
    assert Event.objects.filter(name="fieldwork.result_confirmed").count() == 2


def test_r53_what_a_leaver_did_is_kept_and_may_be_marked(team, assessors, member):
    leave_team(member=member, reason="Moves abroad", by=assessors[0], at=AT)
    for person in assessors:
        mark(member, person)
    assert member.results.get().is_passed
    assert member.declaration.share_percent == 50
