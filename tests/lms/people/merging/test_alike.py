"""Ties of either record count for the person (R48)."""

from datetime import UTC, date, datetime

import pytest

from certification.decisions.conflicts import conflicts_of
from courses.marking.queries import conflicts_of as marking_conflicts
from lms.people.actions import declare_conflict
from lms.people.merging.actions import merge_people
from lms.people.models import Person
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 4, 10, tzinfo=UTC)
DAY = date(2026, 5, 5)


@pytest.mark.parametrize("conflicts", [conflicts_of, marking_conflicts])
def test_r48_a_tie_to_the_absorbed_record_ties_to_the_kept_one(conflicts):
    administrator = PersonFactory(roles=["administrator"])
    judge, second, kept, absorbed = PersonFactory.create_batch(4)
    declare_conflict(person=second, other=absorbed, kind="relative", by=administrator, at=AT)
    assert (judge.pk, kept.pk) not in conflicts([judge.pk], [kept.pk], DAY)

    for one, other in ((absorbed, kept), (second, judge)):
        merge_people(absorbed=one, kept=other, reason="One.", by=administrator, at=AT)

    found = conflicts([judge.pk], [kept.pk], DAY)
    assert found[judge.pk, kept.pk] == {"relative"}
    by_query = conflicts([judge.pk], Person.objects.filter(pk=absorbed.pk).values("pk"), DAY)
    assert by_query[judge.pk, absorbed.pk] == {"relative"}


@pytest.mark.parametrize("conflicts", [conflicts_of, marking_conflicts])
def test_r48_nobody_judges_themselves_under_another_record(conflicts):
    administrator = PersonFactory(roles=["administrator"])
    kept, absorbed = PersonFactory.create_batch(2)
    merge_people(absorbed=absorbed, kept=kept, reason="One.", by=administrator, at=AT)

    assert conflicts([kept.pk], [absorbed.pk], DAY)[kept.pk, absorbed.pk] == {"self"}
    assert conflicts([absorbed.pk], [kept.pk], DAY)[absorbed.pk, kept.pk] == {"self"}
