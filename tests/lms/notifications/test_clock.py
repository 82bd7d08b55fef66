"""The clock lets rooms write what is due, and lets out what waits once a day."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from lms.notifications import clock
from lms.notifications.clock import each_round, make_round
from lms.notifications.rules import digest_cut
from tests.factories.notifications import waiting
from tests.factories.people import PersonFactory

MADRID = "Europe/Madrid"
SIX, SEVEN = (datetime(2026, 5, 1, hour, tzinfo=UTC) for hour in (4, 5))


@pytest.mark.parametrize(
    ("now", "cut"),
    [
        (SEVEN, SEVEN),
        (SEVEN - timedelta(seconds=1), SEVEN - timedelta(days=1)),
        (SEVEN + timedelta(hours=12), SEVEN),
        (SEVEN + timedelta(days=1), SEVEN + timedelta(days=1)),
    ],
)
def test_what_waits_leaves_at_seven_where_the_site_is(now, cut):
    assert digest_cut(now, MADRID) == cut


def test_seven_is_seven_on_both_sides_of_a_change_of_the_clocks():
    winter, summer = (datetime(2026, 3, day, 12, tzinfo=UTC) for day in (28, 29))
    before, after = (digest_cut(now, MADRID).astimezone(UTC) for now in (winter, summer))
    assert after - before == timedelta(hours=23)


@pytest.fixture
def rounds(monkeypatch):
    monkeypatch.setattr(clock, "_rounds", {})


@pytest.mark.django_db
def test_one_message_a_day_to_each_person_however_often_one_looks(deliver_all, rounds, settings):
    settings.TIME_ZONE = MADRID
    people = PersonFactory(), PersonFactory()
    for person in people:
        waiting(person, 3, at=SIX)
    for minutes in range(-30, 600, 15):
        make_round(SEVEN + timedelta(minutes=minutes))
        deliver_all()
    assert sorted(message.to for message in mail.outbox) == sorted([p.email] for p in people)


@pytest.mark.django_db
def test_a_round_that_fails_keeps_no_other_from_being_made(rounds, caplog):
    made = []

    @each_round("breaks")
    def breaks(at):
        raise ValueError("something else")

    @each_round("works")
    def works(at):
        made.append(at)

    make_round(SEVEN)
    assert made == [SEVEN]
    assert "breaks" in caplog.text
