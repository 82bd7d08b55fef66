"""Figures are their lists, under every rule, whatever the history."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certification.counts import queries
from certification.counts.breakdowns import COUNTRY, ROLE, broken_down
from certification.counts.export import csv_lines
from certification.counts.forms import Question
from certification.counts.rules import NOT_ATTRIBUTABLE, Filters
from certification.counts.summaries import Sums, headline_figures, lines_of
from tests.factories import counts as make
from tests.factories.courses import programme_page
from tests.factories.labels import label
from tests.factories.people import OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db
AS_OF = date(2014, 12, 31)
MADRID = "Europe/Madrid"


def names(units) -> list[str]:
    return sorted(units.values_list("person__first_name", flat=True))


@pytest.fixture
def programme():
    return programme_page(modules=1, lessons=0)


@pytest.fixture
def rules():
    return make.rules(MADRID)


@pytest.fixture
def example(programme, rules):
    """The worked example of section 10 of the rules, as far as completions carry it.

    Dora's failed test leaves no completion, her resit does; Eva is below the threshold.
    """
    p1 = make.project("P1", date(2012, 1, 1), date(2013, 6, 30), MADRID)
    p2 = make.project("P2", date(2013, 1, 1), date(2013, 12, 31), MADRID)
    ana, bo, cem, dora, eva, finn = (
        PersonFactory(first_name=name) for name in ("Ana", "Bo", "Cem", "Dora", "Eva", "Finn")
    )
    for person, role, project, country, moment in (
        (ana, "manager", p1, "AT", datetime(2013, 6, 30, 10, tzinfo=UTC)),
        (ana, "manager", p2, "AT", datetime(2013, 10, 1, 10, tzinfo=UTC)),
        (bo, "manager", p1, "HU", datetime(2013, 7, 1, 10, tzinfo=UTC)),
        (cem, "manager", p2, "TR", datetime(2013, 12, 31, 23, 30, tzinfo=UTC)),
        (dora, "manager", p2, "EL", datetime(2013, 11, 15, 10, tzinfo=UTC)),
        (eva, "manager", p2, "ES", None),
        (finn, "manager", p1, "DK", datetime(2012, 12, 1, 10, tzinfo=UTC)),
        (finn, "instructor", p2, "DK", datetime(2013, 5, 5, 10, tzinfo=UTC)),
    ):
        make.place(
            programme,
            person=person,
            role=role,
            project=project,
            country=country,
            completed_at=moment,
        )
    return rules


@pytest.mark.parametrize(
    ("rule", "filters", "expected"),
    [
        ("project", Filters(project="P1", role="manager"), ["Ana", "Finn"]),
        ("project", Filters(project="P2"), ["Ana", "Dora", "Finn"]),
        ("programme", Filters(to=date(2014, 1, 1)), ["Ana", "Bo", "Dora", "Finn"]),
        ("programme", Filters(role="manager", year=2013), ["Ana", "Bo", "Dora"]),
        ("programme", Filters(role="instructor", year=2013), ["Finn"]),
        ("participations", Filters(year=2013), ["Ana", "Ana", "Bo", "Dora", "Finn"]),
        ("programme", Filters(year=2014), ["Cem"]),
        ("annual", Filters(year=2013), ["Ana", "Bo", "Dora", "Finn"]),
        ("annual", Filters(year=2012), ["Finn"]),
    ],
)
def test_worked_example(example, rule, filters, expected):
    assert names(queries.trained(example[rule], filters, as_of=AS_OF)) == expected


def test_r12_sum_of_projects_leads_to_the_people(example):
    filters = Filters(to=date(2014, 1, 1))

    people = queries.trained(example["programme"], filters, as_of=AS_OF).count()
    sums = queries.project_sums(
        example["programme"], example["project"], filters, as_of=AS_OF, people=people
    )

    assert [(code, n) for code, _title, n in sums.rows] == [("P1", 2), ("P2", 3)]
    assert (sums.total, sums.overlap, sums.outside, sums.people) == (5, 2, 1, 4)


def test_r17_roles_overlap_and_people_count_once(example):
    filters = Filters(to=date(2014, 1, 1))

    found = broken_down(example["programme"], filters, ROLE, as_of=AS_OF)

    assert found.lines == {"manager": 4, "instructor": 1}
    assert queries.trained(example["programme"], filters, as_of=AS_OF).count() == 4


def test_r19_without_country_in_the_total_and_its_own_line(programme, rules):
    moment = datetime(2013, 5, 5, tzinfo=UTC)
    make.place(programme, country="AT", completed_at=moment)
    make.place(programme, country="", completed_at=moment)

    units = queries.trained(rules["programme"], Filters(), as_of=AS_OF)
    nowhere = Filters(country=NOT_ATTRIBUTABLE)

    assert units.count() == 2
    found = broken_down(rules["programme"], Filters(), COUNTRY, as_of=AS_OF)
    assert (found.lines, found.not_attributable) == ({"AT": 1}, 1)
    assert queries.trained(rules["programme"], nowhere, as_of=AS_OF).count() == 1


def test_r29_outside_the_eligible_period_counts_for_the_programme_only(example):
    rule = example["programme"]
    in_p1 = queries.trained(rule, Filters(project="P1"), as_of=AS_OF)
    in_none = queries.trained(rule, Filters(project=NOT_ATTRIBUTABLE), as_of=AS_OF)

    assert names(in_p1) == ["Ana", "Finn"]
    assert names(in_none) == ["Bo", "Cem"]


def test_r26_year_ends_at_midnight_of_the_zone(programme):
    make.place(programme, completed_at=datetime(2013, 12, 31, 23, 30, tzinfo=UTC))
    rule = make.rules(MADRID)["programme"]

    assert queries.trained(rule, Filters(year=2013), as_of=AS_OF).count() == 0
    assert queries.trained(rule, Filters(year=2014), as_of=AS_OF).count() == 1


def test_as_of_date_holds_its_whole_day(programme, rules):
    make.place(programme, completed_at=datetime(2013, 6, 30, 21, 59, tzinfo=UTC))

    def count(day):
        return queries.trained(rules["programme"], Filters(), as_of=day).count()

    assert (count(date(2013, 6, 29)), count(date(2013, 6, 30))) == (0, 1)


def test_headline_figures(programme, rules):
    moment = datetime(2013, 5, 5, tzinfo=UTC)
    make.place(programme, role="instructor", completed_at=moment)
    for _ in range(2):
        make.place(programme, completed_at=moment)
    twice = OrganisationFactory()
    for number, level in enumerate(("bronze", "bronze", "gold")):
        label(twice, level, date(2012 + number, 1, 1))

    figures = headline_figures(date(2026, 1, 1), now=moment)
    before = headline_figures(date(2013, 1, 1), now=moment)

    assert [figure.value for figure in figures] == [1, 2, 1, 1]
    assert [figure.value for figure in before] == [0, 0, 1, 0]
    assert {figure.as_of for figure in figures} == {date(2026, 1, 1)}
    assert [figure.rule for figure in figures[:2]] == [rules["programme"]] * 2


def test_r11_no_figure_without_a_rule():
    assert headline_figures(date(2013, 1, 1), now=timezone.now()) == []


# Random histories, counted again in plain Python ----------------------------------------------

PROJECTS = {
    "A": (date(2012, 6, 1), date(2013, 5, 31), "Europe/Brussels"),
    "B": (date(2013, 1, 1), date(2013, 12, 31), "Europe/Athens"),
}
FIRST = datetime(2011, 12, 31, 20, tzinfo=UTC)
place_facts = st.tuples(
    st.integers(0, 3),  # person
    st.sampled_from(["manager", "instructor"]),
    st.sampled_from(["", "A", "B"]),
    st.sampled_from(["", "AT", "TR"]),
    # near the edges of years and projects, or anywhere; None: not completed
    st.one_of(
        st.none(),
        st.integers(0, 24 * 800).map(lambda hours: FIRST + timedelta(hours=hours)),
        st.sampled_from(
            [
                datetime(2012, 12, 31, 21, 59, 59, tzinfo=UTC),
                datetime(2012, 12, 31, 23, tzinfo=UTC),
                datetime(2013, 5, 31, 22, tzinfo=UTC),
                datetime(2013, 12, 31, 22, 30, tzinfo=UTC),
            ]
        ),
    ),
)
moments = st.integers(0, 24 * 1100).map(lambda hours: FIRST + timedelta(hours=hours))
withdrawals = st.one_of(
    st.none(),
    st.tuples(  # from which day, and when another pass restored it
        st.one_of(
            st.sampled_from([date(2012, 12, 31), date(2013, 5, 31), date(2013, 6, 1)]),
            moments.map(lambda moment: moment.date()),
        ),
        st.one_of(st.none(), moments),
    ),
)
histories = st.lists(
    st.tuples(place_facts, withdrawals), max_size=12, unique_by=lambda row: row[0][:3]
)
asked = st.builds(
    Filters,
    role=st.sampled_from(["", "manager", "instructor"]),
    country=st.sampled_from(["", NOT_ATTRIBUTABLE, "AT", "TR"]),
    year=st.sampled_from([None, 2012, 2013, 2014]),
    project=st.sampled_from(["", NOT_ATTRIBUTABLE, "A", "B"]),
)
as_of_dates = st.sampled_from([date(2012, 12, 31), date(2013, 5, 31), AS_OF])


def standing_moment(completed_at, withdrawal, as_of):
    """When the place was completed as one knows it on that day, its withdrawal seen (R10)."""
    if completed_at is None or withdrawal is None or as_of < withdrawal[0]:
        return completed_at
    return withdrawal[1]


def recount(history, uniqueness, filters, as_of, zone):
    """The counted rows by their place in the history: the rule once more, without SQL."""

    def day(moment, in_zone):
        return moment.astimezone(ZoneInfo(in_zone)).date()

    def is_eligible(fact):
        if not fact[2]:
            return False
        starts_on, ends_on, project_zone = PROJECTS[fact[2]]
        return starts_on <= day(fact[4], project_zone) <= ends_on

    done = sorted(
        (moment, index, (*fact[:4], moment))
        for index, (fact, withdrawal) in enumerate(history)
        for moment in [standing_moment(fact[4], withdrawal, as_of)]
        if moment and day(moment, zone) <= as_of and filters.role in ("", fact[1])
    )
    seen, counted = set(), []
    for moment, index, fact in done:
        if uniqueness == "project" and not is_eligible(fact):
            continue
        unit = {
            "ever": fact[0],
            "year": (fact[0], day(moment, zone).year),
            "project": (fact[0], fact[2]),
            "participation": index,
        }[uniqueness]
        if unit not in seen:
            seen.add(unit)
            counted.append((index, fact))
    return {
        index
        for index, fact in counted
        if filters.country in ("", fact[3] or NOT_ATTRIBUTABLE)
        and filters.year in (None, day(fact[4], zone).year)
        and (
            not filters.project
            or (filters.project == NOT_ATTRIBUTABLE and not is_eligible(fact))
            or (filters.project == fact[2] and is_eligible(fact))
        )
    }


def rows_of_export(rule, filters, as_of) -> int:
    return sum(1 for _ in csv_lines(Question(rule, filters, as_of))) - 1


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=histories, filters=asked, as_of=as_of_dates)
def test_count_is_list_is_export_is_recount(programme, history, filters, as_of):
    with transaction.atomic():
        rules = make.rules()
        projects = {code: make.project(code, *facts) for code, facts in PROJECTS.items()}
        people = [PersonFactory() for _ in range(4)]
        places = []
        for (person, role, project, country, moment), withdrawal in history:
            place = make.place(
                programme,
                person=people[person],
                role=role,
                project=projects.get(project),
                country=country,
                completed_at=moment,
            )
            if moment and withdrawal:
                make.withdraw_completion(place, on=withdrawal[0], restored_at=withdrawal[1])
            places.append(place.pk)
        for rule in rules.values():
            units = queries.trained(rule, filters, as_of=as_of)
            listed = list(units)
            expected = recount(history, rule.uniqueness, filters, as_of, rule.zone)
            assert {unit.enrolment_id for unit in listed} == {places[index] for index in expected}
            assert len(listed) == len(expected)
            assert units.count() == len(listed) == rows_of_export(rule, filters, as_of)
            assert_breakdowns_add_up(rule, filters, as_of, units.count())
        transaction.set_rollback(True)


few_days = st.integers(0, 4)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    few_days, few_days, st.one_of(st.none(), few_days), st.sampled_from(["ever", "participation"])
)
def test_r10_one_place_counts_once_at_most_whenever_it_is_asked(
    programme, completed, withdrawn, restored, uniqueness
):
    """Everything happens within five days at noon, and each of them is asked."""
    noon = datetime(2013, 3, 1, 12, tzinfo=UTC)
    days = [noon + timedelta(days=number) for number in range(5)]
    with transaction.atomic():
        rule = next(each for each in make.rules().values() if each.uniqueness == uniqueness)
        place = make.place(programme, completed_at=days[completed])
        again = None if restored is None else days[restored]
        make.withdraw_completion(place, on=days[withdrawn].date(), restored_at=again)
        for day in days:
            as_of = day.date()
            stands = standing_moment(days[completed], (days[withdrawn].date(), again), as_of)
            expected = [stands] if stands and stands <= day else []
            units = queries.trained(rule, Filters(), as_of=as_of)
            assert list(units.values_list("completed_at", flat=True)) == expected
        transaction.set_rollback(True)


def assert_breakdowns_add_up(rule, filters, as_of, total):
    """Country and year lines add up, and each line opens to as many rows (R19)."""
    sums = Sums(rule, filters, as_of, lines_of(rule, filters, as_of))
    countries, years = sums.by_country(), sums.by_year()
    assert sum(n for _code, n in countries) == sum(n for _year, n in years) == total
    for code, n in countries:
        line = filters.with_(country=code or NOT_ATTRIBUTABLE)
        assert queries.trained(rule, line, as_of=as_of).count() == n
    for year, n in years:
        assert queries.trained(rule, filters.with_(year=year), as_of=as_of).count() == n


def test_counted_and_not_counted_are_everybody(example):
    for rule, role in product(example.values(), ("", "manager", "instructor")):
        filters = Filters(role=role)
        counted = queries.trained(rule, filters, as_of=AS_OF).values_list("enrolment", flat=True)
        rest = queries.not_counted(rule, filters, as_of=AS_OF).values_list("pk", flat=True)
        everybody = Counter(counted) + Counter(rest)
        assert set(everybody.values()) == {1}
        assert len(everybody) == {"": 8, "manager": 7, "instructor": 1}[role]
