"""Who is given a part in a delivery is told once, not by session, and never by themselves."""

import pytest

from courses.enrolment.actions import give_role
from tests.factories.courses import AT
from tests.factories.deliveries import training
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


def told(person) -> list[str]:
    return list(person.notifications.filter(kind="role_given").values_list("subject", flat=True))


def test_one_letter_for_each_role_in_a_delivery(deliver_all):
    delivery, trainer = training(), PersonFactory()
    sessions = list(delivery.sessions.all())
    given = {"person": trainer, "by": delivery.created_by, "at": AT}
    give_role(sessions=sessions[:3], role="co-trainer", **given)
    give_role(sessions=sessions[3:], role="co-trainer", **given)
    deliver_all()
    assert told(trainer) == ["Your part in Training in the region: co-trainer"]
    give_role(sessions=sessions[:1], role="observer", **given)
    deliver_all()
    assert told(trainer)[0] == "Your part in Training in the region: observer"


def test_who_leads_from_the_plan_on_is_told_by_whoever_planned_it(deliver_all):
    lead, planner = PersonFactory(), PersonFactory(roles=["administrator"])
    training(lead=lead, by=planner)
    training(lead=planner, by=planner)
    deliver_all()
    assert told(lead) == ["Your part in Training in the region: lead"]
    assert told(planner) == []
