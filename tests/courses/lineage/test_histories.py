"""Random histories made by the actions themselves: no circle, every session with its right's source."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from courses.closing.actions import close_delivery, settle_as_not_completed, settle_completions
from courses.deliveries.models import SessionRight, SessionRole
from courses.enrolment.actions import give_role, join_delivery
from courses.lineage import queries
from courses.lineage.sums import differences
from lms.errors import Refused
from lms.journal import outbox
from tests.factories.courses import AT, programme_page
from tests.factories.deliveries import after, attend, template_of, trainer_of, training
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
WHO = st.integers(0, 4)


def deliver_all() -> None:
    while outbox.deliver_due():
        pass


class AnyHistoryByActions(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.administrator = PersonFactory(roles=["administrator"])
        cls.programme = programme_page(with_tests=False)
        cls.template = template_of(cls.programme, sessions=1)
        # The first two hold a right, the others do not: their sessions are flagged.
        cls.people = [PersonFactory() for _ in range(5)]
        for person in cls.people[:2]:
            trainer_of(cls.programme, person=person)

    @settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
    @given(
        st.lists(
            st.tuples(WHO, st.none() | WHO, st.lists(WHO, max_size=3, unique=True), st.booleans()),
            max_size=5,
        )
    )
    def test_r40_no_circle_and_every_session_has_the_source_of_its_right(self, history):
        for lead, helper, joining, all_attend in history:
            self.give(lead, helper, joining, all_attend)
        deliver_all()
        assert differences() == 0
        for person in self.people:
            line = queries.line_of(person)
            assert all(edge.trainer != person for edge in line.edges)
            assert all(edge.rights for edge in line.edges)
        for role in SessionRole.objects.teaching():
            right = SessionRight.objects.get(role=role)
            holds = role.person in self.people[:2]
            assert (right.source, bool(right.reason)) == ("test" if holds else "", not holds)

    def give(self, lead, helper, joining, all_attend) -> None:
        """A training from planning to closing, without those whom the rules refuse."""
        by = self.administrator
        delivery = training(template=self.template, by=by, lead=self.people[lead], capacity=5)
        session = delivery.sessions.get()
        places = []
        for number in joining:
            try:
                places.append(
                    join_delivery(delivery=delivery, person=self.people[number], by=by, at=AT)
                )
            except Refused as refusal:
                assert refusal.code in {"circle", "teaches_here"}
        if helper is not None:
            person = self.people[helper]
            try:
                give_role(sessions=[session], person=person, role="co-trainer", by=by, at=AT)
            except Refused as refusal:
                assert refusal.code in {"circle", "takes_part"}
        for number, place in enumerate(places):
            attend(session, place, None if all_attend or number else 0, by=by)
        end = after(session) + timedelta(hours=1)
        settle_completions(delivery=delivery, by=by, at=end)
        for place in places:
            if place.steps.latest("pk").kind == "enrolled":
                settle_as_not_completed(enrolment=place, reason="Absent", by=by, at=end)
        close_delivery(delivery=delivery, by=by, at=end)


def test_r27_a_correction_after_closing_changes_the_sums():
    by = PersonFactory(roles=["administrator"])
    programme = programme_page(with_tests=False)
    delivery = training(programme=programme, by=by, lead=trainer_of(programme), sessions=1)
    session = delivery.sessions.get()
    end = after(session)
    close_delivery(delivery=delivery, by=by, at=end)
    deliver_all()
    assert (delivery.outcome.participants, delivery.outcome.completers) == (0, 0)
    said = {"by": by, "at": end, "reason": "Forgotten on the list"}
    came, stayed_away = (
        join_delivery(delivery=delivery, person=PersonFactory(), **said) for _ in range(2)
    )
    for place, minutes in ((came, session.minutes), (stayed_away, 0)):
        attend(session, place, minutes, by=by, reason="Forgotten on the list")
    settle_completions(delivery=delivery, **said)
    deliver_all()
    delivery.outcome.refresh_from_db()
    assert (delivery.outcome.participants, delivery.outcome.completers) == (1, 1)
    settle_as_not_completed(enrolment=stayed_away, **said)
    deliver_all()
    delivery.outcome.refresh_from_db()
    assert (delivery.outcome.participants, delivery.outcome.completers) == (2, 1)
