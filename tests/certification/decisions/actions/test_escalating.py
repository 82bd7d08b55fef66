"""R48: if no officer is left, it goes to the administrators, then to somebody from outside."""

from datetime import timedelta

import pytest

from certification.decisions.actions import decide_application, escalate, name_outside_decider
from certification.decisions.handlers import escalate_what_is_stuck
from certification.decisions.models import Escalation
from certification.decisions.panels import panel_of
from lms.errors import Refused
from lms.notifications.models import Notification
from tests.factories.courses import AT
from tests.factories.decisions import Case, officer
from tests.factories.people import PersonFactory
from tests.factories.ties import Past

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def case():
    return Case()


def administrator():
    return PersonFactory(roles=["administrator"])


def tie(case, application, *people):
    for person in people:
        Past(case.programme).taught(person, application.person, AT - DAY)


def decide(application, by):
    return decide_application(application=application, outcome="granted", reasons="", by=by, at=AT)


def test_r48_nothing_is_escalated_while_an_officer_is_free(case):
    application, tied, _free = case.application(), officer(), officer()
    tie(case, application, tied)
    assert escalate(application=application, at=AT) is None
    assert Escalation.objects.count() == 0


def test_r48_administrators_decide_when_every_officer_has_a_tie(case):
    application, tied, free = case.application(), officer(), administrator()
    tie(case, application, tied)
    escalation = escalate(application=application, at=AT)
    assert escalate(application=application, at=AT) == escalation
    assert escalation.level == "administrators"
    assert escalation.against == [
        {
            "person": tied.pk,
            "name": str(tied),
            "ties": ["trained them, or was trained by them"],
        }
    ]
    with pytest.raises(Refused):
        decide(application, tied)
    assert decide(application, free).decided_by == free


def test_r48_two_deciders_need_two_without_a_tie():
    case = Case(deciders=2)
    application, one, free = case.application(), officer(), administrator()
    assert panel_of(application, AT).level == "administrators"
    assert panel_of(application, AT).free == {one.pk, free.pk}
    officer()
    assert panel_of(application, AT).free_officers == panel_of(application, AT).free


def test_r48_an_escalated_decision_is_recorded_even_if_nobody_escalated_before(case):
    application, free = case.application(), administrator()
    decide(application, free)
    assert Escalation.objects.get().application == application


def test_r48_somebody_from_outside_is_named_only_when_nobody_is_left(case):
    application, by, outsider = case.application(), administrator(), PersonFactory()

    def name(person, by=by):
        return name_outside_decider(application=application, person=person, by=by, at=AT)

    with pytest.raises(Refused) as refusal:
        name(outsider)
    assert (refusal.value.code, refusal.value.rule) == ("not_needed", "R48")
    tie(case, application, by)
    with pytest.raises(Refused) as refusal:
        name(outsider, by=PersonFactory(roles=["officer"]))
    assert refusal.value.code == "not_administrator"


def test_r48_the_outsider_has_no_tie_either(case):
    application, by, outsider = case.application(), administrator(), PersonFactory()
    friend = PersonFactory()
    tie(case, application, by, friend)
    with pytest.raises(Refused) as refusal:
        name_outside_decider(application=application, person=friend, by=by, at=AT)
    assert refusal.value.code == "conflict"
    assert friend.roles == frozenset()
    with pytest.raises(Refused):
        decide(application, outsider)
    name_outside_decider(application=application, person=outsider, by=by, at=AT)
    assert Escalation.objects.get().level == "outside"
    assert decide(application, outsider).decided_by == outsider


def test_r48_administrators_are_told_as_soon_as_a_file_is_complete(case, deliver_all):
    free = administrator()
    application = case.application()
    deliver_all()
    letter = Notification.objects.get(kind="decision_escalated")
    assert letter.person == free
    assert str(application.person) in letter.body
    assert f"/decisions/applications/{application.uid}/" in letter.body


def test_r48_the_clock_finds_what_is_stuck_by_now(case, deliver_all):
    tied = officer()
    application = case.application()
    deliver_all()
    assert Escalation.objects.count() == 0
    tie(case, application, tied)
    for _ in range(2):
        escalate_what_is_stuck(AT)
    assert [each.level for each in Escalation.objects.all()] == ["outside"]
