"""Planning, changing, opening and cancelling deliveries."""

from datetime import UTC, date, datetime, timedelta

import pytest

from courses.deliveries.actions import (
    add_session,
    cancel_delivery,
    cancel_session,
    change_delivery,
    change_session,
    keep_template,
    open_delivery,
    plan_delivery,
)
from courses.deliveries.models import Delivery, DeliveryTemplate, Session
from courses.deliveries.queries import right_in, run_by, visible_to, who_may_teach
from lms.errors import Refused
from lms.journal.models import Event
from tests.factories.courses import AT, programme_page
from tests.factories.deliveries import (
    FIRST_DAY,
    attend,
    participant,
    template_of,
    timetable,
    trainer_of,
    training,
)
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


def refused(code: str):
    return pytest.raises(Refused, check=lambda refusal: refusal.code == code)


def test_a_template_is_kept_once_and_changed_under_its_code():
    programme = programme_page()
    said = {"code": "week", "kind": "training", "programme": programme, "by": None, "at": AT}
    keep_template(title="A week", timetable=timetable(), **said)
    keep_template(title="A week", timetable=timetable(), **said)
    changed = keep_template(title="Two days", timetable=timetable(sessions=2), **said)
    assert DeliveryTemplate.objects.get() == changed
    assert len(changed.timetable["sessions"]) == 2
    assert Event.objects.filter(name="deliveries.template_kept").count() == 2


def test_a_training_is_planned_with_its_sessions_and_the_material_of_the_day():
    programme = programme_page()
    lead = PersonFactory()
    delivery = training(programme=programme, lead=lead, is_open=False)
    sessions = list(delivery.sessions.all())
    assert [session.day for session in sessions] == [
        FIRST_DAY + timedelta(days=day) for day in range(5)
    ]
    assert sessions[0].starts_at == datetime(2026, 3, 9, 8, tzinfo=UTC)
    taught = delivery.modules.get()
    material = taught.versions.get()
    assert (material.revision_id, material.used_from) == (taught.module.live_revision_id, AT)
    lesson = material.lessons.get()
    assert lesson.revision_id == lesson.lesson.live_revision_id
    assert {role.person for session in sessions for role in session.roles.all()} == {lead}
    assert Event.objects.filter(name="deliveries.planned").count() == 1


def test_two_deliveries_of_one_title_and_month_have_codes_of_their_own():
    programme = programme_page()
    codes = [training(programme=programme, is_open=False).code for _ in range(3)]
    assert codes == [
        "training-in-the-region-2026-03",
        "training-in-the-region-2026-03-2",
        "training-in-the-region-2026-03-3",
    ]


@pytest.mark.parametrize("days", [[], [FIRST_DAY, FIRST_DAY], [FIRST_DAY] * 3])
def test_each_week_needs_its_first_day(days):
    with refused("weeks_unclear"):
        training(first_days=days)
    assert not Delivery.objects.exists()


def test_a_module_that_the_programme_does_not_have_is_refused():
    template = template_of(timetable=timetable(module="M9"))
    with refused("module_missing"):
        plan_delivery(
            template=template,
            title="X",
            first_days=[FIRST_DAY],
            zone="UTC",
            capacity=5,
            by=PersonFactory(roles=["administrator"]),
            at=AT,
        )
    assert not Delivery.objects.exists()


def test_r31_who_holds_a_right_plans_a_training_of_it_and_nothing_else():
    template, cohort = template_of(), template_of(kind="cohort")
    trainer = trainer_of(template.programme)
    plan = {"title": "X", "first_days": [FIRST_DAY], "zone": "UTC", "capacity": 5, "at": AT}
    assert plan_delivery(template=template, by=trainer, lead=trainer, **plan).created_by == trainer
    for other, person in [(cohort, trainer), (template, PersonFactory())]:
        with refused("may_not_plan"):
            plan_delivery(template=other, by=person, **plan)


def test_a_delivery_opens_once_and_needs_a_mandatory_session():
    person = PersonFactory()
    delivery = training(is_open=False)
    for session in delivery.sessions.all():
        cancel_session(session=session, reason="ill", by=person, at=AT)
    with refused("no_sessions"):
        open_delivery(delivery=delivery, by=person, at=AT)
    session = delivery.sessions.first()
    add_session(
        delivery=delivery, title="More", starts_at=session.starts_at, minutes=60, by=person, at=AT
    )
    open_delivery(delivery=delivery, by=person, at=AT)
    open_delivery(delivery=delivery, by=person, at=AT)
    assert Event.objects.filter(name="deliveries.opened").count() == 1


def test_a_cancelled_delivery_changes_no_more():
    person = PersonFactory()
    delivery = training()
    with refused("reason_missing"):
        cancel_delivery(delivery=delivery, reason=" ", by=person, at=AT)
    cancel_delivery(delivery=delivery, reason="No money", by=person, at=AT)
    cancel_delivery(delivery=delivery, reason="No money", by=person, at=AT)
    with refused("cancelled"):
        change_delivery(delivery=delivery, title="Other", by=person, at=AT)
    assert Event.objects.get(name="deliveries.cancelled").payload == {"reason": "No money"}


def test_a_session_moves_until_somebody_attended_it():
    person = PersonFactory()
    delivery = training()
    session = delivery.sessions.first()
    later = session.starts_at + timedelta(hours=2)
    change_session(session=session, starts_at=later, by=person, at=AT)
    event = Event.objects.get(name="deliveries.session_changed")
    assert event.payload == {"before": {"starts_at": str(session.starts_at)}}
    session.refresh_from_db()
    attend(session, participant(delivery))
    with refused("attended"):
        change_session(session=session, minutes=30, by=person, at=AT)
    with refused("attended"):
        cancel_session(session=session, reason="late", by=person, at=AT)
    assert change_session(session=session, place="Room 2", by=person, at=AT).place == "Room 2"


def test_r27_a_closed_delivery_is_corrected_by_additions_with_their_reason():
    person = PersonFactory()
    delivery = training()
    Delivery.objects.filter(pk=delivery.pk).update(closed_at=AT)
    session = delivery.sessions.first()
    more = {"title": "More", "starts_at": session.starts_at, "minutes": 60, "by": person, "at": AT}
    with refused("closed"):
        change_session(session=session, minutes=30, by=person, at=AT)
    with refused("reason_missing"):
        add_session(delivery=delivery, **more)
    add_session(delivery=delivery, reason="Left out", **more)
    assert delivery.corrections.get().reason == "Left out"
    assert Session.objects.filter(delivery=delivery).count() == 6


def test_who_may_open_and_who_may_change_a_delivery():
    lead, co_trainer, stranger = PersonFactory(), PersonFactory(), PersonFactory()
    delivery = training(lead=lead)
    place = participant(delivery)
    from courses.enrolment.actions import give_role

    give_role(
        sessions=[delivery.sessions.first()], person=co_trainer, role="co-trainer", by=lead, at=AT
    )
    training(lead=PersonFactory())
    assert list(visible_to(lead)) == list(visible_to(co_trainer)) == [delivery]
    assert list(visible_to(place.person)) == [delivery]
    assert list(run_by(lead)) == [delivery]
    for person in (co_trainer, place.person, stranger):
        assert list(run_by(person)) == []
    assert list(visible_to(stranger)) == []
    assert visible_to(PersonFactory(roles=["administrator"])).count() == 2


def test_r31_who_could_co_teach_a_session_on_its_day():
    programme = programme_page()
    delivery = training(programme=programme)
    first, *_others, last = delivery.sessions.all()
    ends = trainer_of(programme, through=date(2026, 3, 10))
    stays = trainer_of(programme)
    assert set(who_may_teach(first)) == {ends, stays}
    assert set(who_may_teach(last)) == {stays}
    assert right_in(ends, first).holds
    assert right_in(ends, last).reason == "the right ended on 2026-03-10"
