"""What a save costs: one step, a fixed number of queries, and nothing in the journal."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.attempts.actions import save_answer, start_attempt
from courses.attempts.models import Step
from lms.journal.models import Dispatch, Event
from tests.factories.courses import AT, enrolment, modules_of, programme_page

pytestmark = pytest.mark.django_db
MOST_QUERIES = 8


def test_a_save_writes_one_step_and_waits_for_no_journal():
    programme = programme_page()
    place = enrolment(programme=programme)
    attempt = start_attempt(
        enrolment=place, assessment=modules_of(programme)[0].assessment, by=place.person, at=AT
    )
    events, dispatches = Event.objects.count(), Dispatch.objects.count()
    for number, question in enumerate(attempt.questions.all(), start=1):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            save_answer(
                attempt=attempt,
                question=question,
                response="True",
                key=uuid.uuid4(),
                window="",
                by=place.person,
                at=AT,
            )
        assert len(queries) <= MOST_QUERIES
        assert not any("lms_event" in query["sql"] for query in queries)
        assert Step.objects.filter(attempt=attempt).count() == number
    assert (Event.objects.count(), Dispatch.objects.count()) == (events, dispatches)
