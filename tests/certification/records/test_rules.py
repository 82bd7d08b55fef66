"""What a row of past trainings says, and what is wrong with it, by column."""

from datetime import UTC, datetime

import pytest

from certification.records.rules import read_row
from lms.tables import Row
from tests.factories.records import row


def read(**said):
    return read_row(Row(7, row(**said)))


def test_a_row_is_read():
    said = read(country="EL", nuts_code="EL30", role="Manager").said

    assert (said.number, said.country, said.region) == (7, "GR", ("EL30", 2010))
    assert (said.role, said.scheduled_minutes) == ("manager", 3000)
    assert said.result_confirmed_at == datetime(2013, 5, 1, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "column"),
    [
        ({"person_id": ""}, "person_id"),
        ({"delivery": " "}, "delivery"),
        ({"role": "guest"}, "role"),
        ({"assessment": ""}, "assessment"),
        ({"assessment": "maybe"}, "assessment"),
        ({"country": "Austria"}, "country"),
        ({"country": "XX"}, "country"),
        ({"nuts_code": "ES51"}, "nuts_code"),
        ({"nuts_version": ""}, "nuts_version"),
        ({"email": "nobody"}, "email"),
        ({"enrolled_on": "1 May 2012"}, "enrolled_on"),
        ({"scheduled_minutes": "-1"}, "scheduled_minutes"),
        ({"attended_minutes": "12.5"}, "attended_minutes"),
        ({"attended_minutes": "3001"}, "attended_minutes"),
        ({"result_confirmed_at": "2013-05-01T10:00:00"}, "result_confirmed_at"),
        ({"result_confirmed_at": "2013-05-01"}, "result_confirmed_at"),
        ({"given_name": "x" * 151}, "given_name"),
    ],
)
def test_a_mistake_names_its_column(said, column):
    reading = read(**said)

    assert reading.said is None
    assert [each.column for each in reading.mistakes] == [column]
    assert reading.mistakes[0].sentence


@pytest.mark.parametrize(
    ("word", "activity"),
    [("Training", "training"), ("cohort", "training"), ("Information_event", "information event")],
)
def test_r8_only_trainings_train(word, activity):
    assert read(activity_type=word).said.activity == activity


def test_r19_an_incomplete_row_is_taken():
    said = read(country="", nuts_code="", nuts_version="", organisation="", given_name="").said

    assert (said.country, said.region) == ("", None)
