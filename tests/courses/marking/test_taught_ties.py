"""R48: who trained a candidate in a delivery, or was their tutor, does not mark them for 24 months."""

from datetime import UTC, date, datetime, timedelta

import pytest

from courses.deliveries.models import Delivery
from courses.enrolment.actions import end_role, give_role
from courses.fieldwork.actions import leave_team, name_tutor
from courses.marking.queries import conflicts_of, has_conflict
from tests.factories.courses import AT
from tests.factories.deliveries import participant, training
from tests.factories.fieldwork import team_of
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 3, 9), date(2026, 3, 13)
DAY = timedelta(days=1)


@pytest.fixture
def trainer():
    return PersonFactory()


@pytest.fixture
def delivery(trainer):
    return training(lead=trainer)


@pytest.fixture
def candidate(delivery):
    return participant(delivery).person


@pytest.mark.parametrize(
    ("on", "is_tied"),
    [
        (FIRST - DAY, False),
        (FIRST, True),
        (LAST, True),
        (date(2028, 3, 13), True),
        (date(2028, 3, 14), False),
    ],
)
def test_r48_from_the_first_session_until_24_months_after_the_last(trainer, candidate, on, is_tied):
    assert has_conflict(trainer, candidate.pk, on) == ({"trained"} if is_tied else set())
    assert has_conflict(candidate, trainer.pk, on) == ({"trained"} if is_tied else set())


def test_r48_only_who_taught_what_the_candidate_had_a_place_in(delivery, trainer, candidate):
    guest, co_trainer, absent = PersonFactory(), PersonFactory(), PersonFactory()
    session = delivery.sessions.first()
    for person, role in ((guest, "guest"), (co_trainer, "co-trainer"), (absent, "co-trainer")):
        give_role(sessions=[session], person=person, role=role, by=trainer, at=AT)
    end_role(role=session.roles.get(person=absent), by=trainer, at=AT)
    applicant = participant(delivery, kind="applied").person
    people = [trainer.pk, guest.pk, co_trainer.pk, absent.pk]
    found = conflicts_of(people, [candidate.pk, applicant.pk], LAST)
    assert {pair for pair, kinds in found.items() if "trained" in kinds} == {
        (trainer.pk, candidate.pk),
        (co_trainer.pk, candidate.pk),
    }


def test_r48_a_tutor_is_tied_until_24_months_after_the_end():
    tutor, former, later = PersonFactory(), PersonFactory(), PersonFactory()
    team = team_of(tutor=former)
    by, (stays, leaver) = team.delivery.created_by, team.members.all()
    name_tutor(team=team, tutor=tutor, by=by, at=AT + 30 * DAY)
    leave_team(member=leaver, reason="Moves abroad", by=by, at=AT + 40 * DAY)
    name_tutor(team=team, tutor=later, by=by, at=AT + 50 * DAY)
    people = [tutor.pk, former.pk, later.pk]
    members = [stays.enrolment.person_id, leaver.enrolment.person_id]

    def tied(on):
        found = conflicts_of(people, members, on)
        return {pair for pair, kinds in found.items() if kinds == {"tutored"}}

    everyone = {(person, member) for person in people for member in members}
    assert tied(AT.date() + 60 * DAY) == everyone - {(later.pk, members[1])}
    former_ends, leaver_left = date(2028, 4, 1), date(2028, 4, 11)
    assert (former.pk, members[0]) in tied(former_ends)
    assert (former.pk, members[0]) not in tied(former_ends + DAY)
    assert (tutor.pk, members[1]) in tied(leaver_left)
    assert (tutor.pk, members[1]) not in tied(leaver_left + DAY)
    assert (later.pk, members[0]) in tied(date(2036, 1, 1))
    Delivery.objects.update(closed_at=datetime(2026, 6, 1, 12, tzinfo=UTC))
    assert tied(date(2028, 6, 2)) == set()


def test_the_number_of_queries_is_fixed(trainer, candidate, django_assert_max_num_queries):
    for people in ([trainer.pk], [PersonFactory().pk for _ in range(20)]):
        with django_assert_max_num_queries(7):
            conflicts_of(people, [candidate.pk], LAST)
