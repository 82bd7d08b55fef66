"""Figures as they were known at another time: what was recorded later had not happened yet (R27)."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from certification.counts import queries
from certification.counts.checking import differences
from certification.counts.rules import Filters
from certification.records.models import RecordEvidence
from courses.deliveries.actions import change_project, register_project
from lms.people.merging.actions import merge_people, unmerge_people
from lms.people.merging.models import PersonMerge
from lms.people.models import Person
from tests.factories import audits
from tests.factories import counts as make
from tests.factories.courses import programme_page
from tests.factories.deliveries import after, attend
from tests.factories.people import PersonFactory
from tests.factories.records import keep, lose_or_find, said

pytestmark = pytest.mark.django_db
AS_OF = date(2014, 12, 31)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(hour=12, tzinfo=UTC)


@pytest.fixture
def programme():
    return programme_page(modules=1, lessons=0)


@pytest.fixture
def rule():
    return make.rules()["programme"]


def counted(rule, known_at=None, **filters) -> int:
    asked = Filters(known_at=known_at, **filters)
    return queries.trained(rule, asked, as_of=AS_OF).count()


def test_r27_what_was_recorded_later_was_not_known_then(programme, rule):
    make.place(programme, completed_at=at("2013-12-20"), recorded_at=at("2014-01-15"))

    assert counted(rule, year=2013) == 1
    assert counted(rule, date(2014, 1, 15), year=2013) == 1  # the day itself is included
    assert counted(rule, at("2014-01-15"), year=2013) == 0  # of a moment, what was before it
    assert counted(rule, date(2014, 1, 14), year=2013) == 0


def test_r10_a_withdrawal_that_nobody_knew_of_had_not_happened(programme, rule):
    place = make.place(programme, completed_at=at("2013-05-05"))
    make.withdraw_completion(place, on=date(2014, 2, 1), recorded_at=at("2014-06-01"))

    assert counted(rule) == 0
    assert counted(rule, date(2014, 5, 31)) == 1
    assert counted(rule, date(2014, 6, 1)) == 0


def test_r27_evidence_that_arrived_later_was_missing_then(rule):
    keep(said(), at=at("2014-01-10"), is_evidenced=False)
    keep(said(), at=at("2014-03-01"))

    assert counted(rule) == 1
    assert counted(rule, date(2014, 2, 28)) == 0
    assert counted(rule, date(2014, 2, 28), evidence="missing") == 1
    assert counted(rule, date(2014, 3, 1), evidence="missing") == 0


def test_a_correction_replaces_what_was_said_from_its_moment_on(rule):
    keep(said(country="AT"), at=at("2014-01-10"))
    keep(said(country="HU", nuts_code="", nuts_version=""), at=at("2014-03-01"))

    assert (counted(rule, country="AT"), counted(rule, country="HU")) == (0, 1)
    then = date(2014, 2, 1)
    assert (counted(rule, then, country="AT"), counted(rule, then, country="HU")) == (1, 0)


def test_r64_a_file_that_was_lost_later_was_there_then(rule):
    keep(said(), at=at("2014-01-10"))
    file = RecordEvidence.objects.get()
    lose_or_find(file, at=at("2014-03-01"))
    lose_or_find(file, at=at("2014-05-01"))
    lose_or_find(file, at=at("2014-07-01"))

    def both(day: str) -> tuple[int, int]:
        then = date.fromisoformat(day)
        return counted(rule, then), counted(rule, then, evidence="missing")

    assert (counted(rule), counted(rule, evidence="missing")) == (0, 1)
    assert both("2014-02-28") == (1, 0)
    assert both("2014-03-01") == (0, 1)
    assert both("2014-04-30") == (0, 1)
    assert both("2014-05-01") == (1, 0)
    assert both("2014-07-01") == (0, 1)


def test_r64_a_signed_list_that_was_lost_later_was_there_then():
    world = audits.world(people=1)
    place, signed = world.places[0], world.lists[0]
    noted = after(signed.session)
    lose_or_find(signed, at=noted + timedelta(days=3))
    attend(signed.session, place, at=noted + timedelta(days=6))
    rule, as_of = queries.rule_of("project"), noted.date() + timedelta(days=60)

    def figure(days: int) -> int:
        asked = Filters(known_at=noted + timedelta(days=days), project="P1")
        return queries.trained(rule, asked, as_of=as_of).count()

    assert [figure(days) for days in (2, 4, 7)] == [1, 0, 1]


def test_r29_a_period_counts_as_it_was_known_then(programme, rule):
    project = make.project("P1", date(2013, 1, 1), date(2013, 12, 31))
    make.place(programme, project=project, completed_at=at("2014-02-10"))
    make.place(programme, project=project, completed_at=at("2013-06-01"))
    change_project(project=project, by=None, at=at("2014-04-01"), ends_on=date(2014, 3, 31))
    change_project(project=project, by=None, at=at("2014-05-01"), title="Another title")
    change_project(project=project, by=None, at=at("2014-06-01"), starts_on=date(2014, 1, 1))

    then = {day: counted(rule, at(day), project="P1") for day in ("2014-03-31", "2014-05-15")}

    assert counted(rule, project="P1") == 1
    assert then == {"2014-03-31": 1, "2014-05-15": 2}
    assert counted(rule, at("2014-03-31"), project="-") == 1
    assert counted(rule, project="-") == 1


def test_r26_days_begin_in_the_zone_that_a_project_was_known_to_have(programme, rule):
    project = make.project("P1", date(2013, 1, 1), date(2013, 12, 31), "Atlantic/Azores")
    moment = datetime(2013, 5, 31, 23, 30, tzinfo=UTC)  # 1 June in Brussels, 31 May on the Azores
    make.place(programme, project=project, completed_at=moment)
    change_project(project=project, by=None, at=at("2014-04-01"), zone="Europe/Brussels")

    assert counted(rule, project="P1", to=date(2013, 6, 1)) == 0
    assert counted(rule, at("2014-03-01"), project="P1", to=date(2013, 6, 1)) == 1


def test_r13_a_project_that_was_registered_later_paid_for_nothing_then(rule):
    keep(said(project="P9"), at=at("2014-01-10"))
    register_project(
        code="P9",
        title="Told later",
        starts_on=date(2013, 1, 1),
        ends_on=date(2013, 12, 31),
        zone="Europe/Brussels",
        by=None,
        at=at("2014-03-01"),
    )

    assert counted(rule, project="P9") == 1
    assert counted(rule, date(2014, 2, 28), project="P9") == 0
    assert counted(rule, date(2014, 2, 28), project="-") == 1


FILTERS = (Filters(), Filters(year=2013, country="AT"), Filters(project="P1"))
AS_OFS = (date(2014, 2, 1), AS_OF)


def answers(rules, asked: make.Asked, known_at=None) -> list[tuple[int, int]]:
    return [
        (
            asked.count(queries.trained, rule, filters.with_(known_at=known_at), as_of),
            asked.count(queries.claimed, rule, filters.with_(known_at=known_at), as_of),
        )
        for rule in rules
        for filters in FILTERS
        for as_of in AS_OFS
    ]


def merge_or_unmerge(chance, *, by, at) -> None:
    """Two of those who are nobody else become one, or a merge that stands is taken back."""
    standing = list(PersonMerge.objects.standing().order_by("pk"))
    if standing and chance.random() < 0.4:
        unmerge_people(merge=chance.choice(standing), reason="Two.", by=by, at=at)
        return
    alone = Person.objects.filter(merged_into__isnull=True).exclude(pk=by.pk).order_by("pk")
    if alone.count() > 1:
        absorbed, kept = chance.sample(list(alone), 2)
        merge_people(absorbed=absorbed, kept=kept, reason="One.", by=by, at=at)


@pytest.mark.parametrize("seed", range(2))
def test_r27_what_is_asked_as_known_then_is_what_was_answered_then(programme, seed):
    """A random history is recorded day by day, and each day's answers are found again at its end."""
    chance = random.Random(seed)
    rules = make.rules().values()
    project = make.project("P1", date(2012, 1, 1), date(2013, 9, 30))
    day, standing, told = datetime(2014, 1, 1, 12, tzinfo=UTC), [], []
    administrator = PersonFactory(roles=["administrator"])
    asked = make.Asked()
    for _step in range(16):
        day += timedelta(days=chance.randint(1, 9))
        happened = day - timedelta(days=chance.randint(1, 400))
        kind = chance.choice(("record", "record", "place", "withdrawal", "merge", "lost", "period"))
        if kind == "withdrawal" and standing:
            place = standing.pop(chance.randrange(len(standing)))
            make.withdraw_completion(place, on=happened.date(), recorded_at=day)
        elif kind == "merge":
            merge_or_unmerge(chance, by=administrator, at=day)
        elif kind == "lost" and (files := list(RecordEvidence.objects.order_by("pk"))):
            lose_or_find(chance.choice(files), at=day)
        elif kind == "period":
            ends_on = date(2013, 9, 30) + timedelta(days=chance.choice((-200, 0, 100)))
            change_project(project=project, by=None, at=day, ends_on=ends_on)
            asked = make.Asked()
        elif kind == "place":
            country = chance.choice(("AT", "TR"))
            standing.append(
                make.place(
                    programme,
                    project=chance.choice((None, project)),
                    country=country,
                    completed_at=happened,
                    recorded_at=day,
                )
            )
        else:
            keep(
                said(
                    person_id=f"p{chance.randint(1, 3)}",
                    project=chance.choice(("P1", "")),
                    country=chance.choice(("AT", "HU")),
                    nuts_code="",
                    nuts_version="",
                    attended_minutes=chance.choice(("3000", "2399")),
                    result_confirmed_at=chance.choice(
                        ("2013-05-01T10:00:00Z", "2013-11-01T10:00:00Z")
                    ),
                ),
                at=day,
                is_evidenced=chance.random() < 0.6,
            )
        told.append((day.date(), answers(rules, asked)))

    for known_at, answer in told:
        assert answers(rules, asked, known_at) == answer, known_at
    assert len({str(answer) for _day, answer in told}) > 3  # something did change
    assert list(differences(60, seed, {})) == []
