"""The scheme in numbers, and the slide that everybody may see."""

import io
import re
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from certification.certificates.actions import withdraw
from certification.counts.rules import Filters
from certification.counts.summaries import end_of_last_quarter, sums_of
from certification.dashboards import queries
from certification.dashboards.charts import column_chart, round_up
from certification.dashboards.slide import slide
from courses.catalogue.models import ProgrammePage
from tests.factories.certificates import officer
from tests.factories.counts import place, rules
from tests.factories.courses import programme_page
from tests.factories.lineage import closed_training
from tests.factories.people import PersonFactory
from tests.factories.registers import accredited

pytestmark = pytest.mark.django_db
SLIDE, SCHEME = reverse("dashboards:slide"), reverse("dashboards:scheme")
TODAY = date(2026, 3, 2)


@pytest.fixture
def programme() -> ProgrammePage:
    return programme_page(with_tests=False)


@pytest.fixture
def rule(programme):
    """Thirty managers in Austria, two in Belgium, twelve in Spain; one instructor in Denmark."""
    rule = rules()["programme"]
    for country, year, number in (("AT", 2012, 30), ("BE", 2013, 2), ("ES", 2013, 12)):
        for _each in range(number):
            place(programme, country=country, completed_at=datetime(year, 5, 1, 9, tzinfo=UTC))
    place(
        programme,
        country="DK",
        role="instructor",
        completed_at=datetime(2013, 12, 31, 23, 30, tzinfo=UTC),
    )
    return rule


def test_r26_years_and_months_are_those_of_the_zone_of_the_rule(rule):
    def months(role):
        sums = sums_of(rule, Filters(role=role), as_of=date(2014, 3, 31), now=timezone.now())
        return dict(queries.by_month(sums))

    sums = sums_of(rule, Filters(role="instructor"), as_of=TODAY, now=timezone.now())
    assert (sums.by_country(), sums.by_year()) == ([("DK", 1)], [(2014, 1)])
    instructors = months("instructor")
    assert (len(instructors), instructors[date(2014, 1, 1)]) == (24, 1)
    assert sum(instructors.values()) == 1
    assert months("manager")[date(2013, 5, 1)] == 14


def test_r20_the_public_slide_gives_no_small_number_away(rule):
    full, public = (
        slide(rule, TODAY, is_full=is_full, now=timezone.now()) for is_full in (True, False)
    )
    told = {line.name: line.numbers for line in full.countries.lines}
    assert told == {"Austria": [30, 0], "Spain": [12, 0], "Belgium": [2, 0], "Denmark": [0, 1]}
    assert full.totals == [44, 1]
    shown = {line.name: line.numbers for line in public.countries.lines}
    assert shown == {"Austria": [30, 0]}
    assert public.countries.together == [14, None]
    assert public.totals == [44, None]


def test_r20_the_order_of_lines_follows_what_is_shown_alone(rule, programme):
    for country, number in (("PT", 4), ("FI", 3), ("SE", 20), ("NO", 25)):
        for _each in range(number):
            place(programme, country=country, completed_at=datetime(2013, 5, 1, 9, tzinfo=UTC))
    public = slide(rule, TODAY, is_full=False, now=timezone.now())
    assert [line.name for line in public.countries.lines] == ["Austria", "Norway", "Sweden"]


@pytest.mark.parametrize(
    ("today", "end"),
    [
        (date(2026, 1, 1), date(2025, 12, 31)),
        (date(2026, 3, 31), date(2025, 12, 31)),
        (date(2026, 4, 1), date(2026, 3, 31)),
        (date(2026, 12, 31), date(2026, 9, 30)),
    ],
)
def test_the_public_slide_changes_once_a_quarter(today, end):
    assert end_of_last_quarter(today) == end


def test_everybody_sees_the_slide_with_its_rule_and_few_see_all_of_it(rule, client, client_of):
    shown = client.get(SLIDE).content.decode()
    assert "Austria" in shown
    assert "Belgium" not in shown
    assert "Small numbers are put together" in shown
    assert rule.text in shown
    assert "Belgium" in client_of(roles=["administrator"]).get(SLIDE).content.decode()
    assert "Belgium" not in client_of(roles=["author"]).get(SLIDE).content.decode()


def test_the_slide_is_one_page_of_pdf_with_the_rule(rule, client):
    answer = client.get(reverse("dashboards:slide_pdf"))
    pages = PdfReader(io.BytesIO(answer.content)).pages
    text = pages[0].extract_text()
    assert len(pages) == 1
    assert "Austria" in text
    assert "Belgium" not in text
    assert "as of" in text


def test_without_a_rule_there_is_no_figure(client, client_of):
    for address in (SLIDE, SCHEME, reverse("dashboards:slide_pdf")):
        answer = client_of(roles=["administrator"]).get(address)
        assert "counting rule" in answer.content.decode()


def test_the_dashboard_asks_a_fixed_number_of_queries(
    rule, programme, client_of, django_assert_num_queries
):
    client = client_of(roles=["administrator"])
    client.get(SCHEME)
    counted = []
    for country in ("PT", "FI"):
        with django_assert_num_queries(NUMBER) as found:
            client.get(SCHEME)
        counted.append(len(found))
        place(programme, country=country, completed_at=datetime(2026, 1, 5, 9, tzinfo=UTC))
    assert "Deployed" in client.get(SCHEME, {"year": "2013"}).content.decode()


NUMBER = 22


def test_r18_new_active_and_deployed_instructors_are_three_numbers(programme):
    """Ada is new in 2013 and valid; Ben new in 2012 and withdrawn; both taught, Cai before."""
    ada = accredited(programme=programme, on=date(2013, 4, 1), valid_months=36).person
    gone = accredited(programme=programme, on=date(2012, 4, 1), valid_months=36)
    withdraw(
        certificate=gone,
        effective_on=date(2013, 12, 30),
        reason="Test.",
        by=officer(),
        at=datetime(2013, 12, 30, 9, tzinfo=UTC),
    )
    closed_training(programme, trainers=[ada, gone.person], day=date(2013, 12, 31))
    closed_training(programme, trainers=[PersonFactory()], day=date(2012, 12, 31))
    now = datetime(2026, 3, 2, 9, tzinfo=UTC)

    def asked(year: int) -> queries.Instructors:
        return queries.instructors(date(year, 1, 1), date(year, 12, 31), "Europe/Madrid", now)

    assert asked(2012) == queries.Instructors(new=1, active=1, deployed=1)
    assert asked(2013) == queries.Instructors(new=1, active=1, deployed=2)
    assert asked(2014) == queries.Instructors(new=0, active=1, deployed=0)


def test_what_ends_is_counted_by_the_last_certificate_of_each(programme):
    now = datetime(2014, 3, 2, 9, tzinfo=UTC)
    accredited(programme=programme, on=date(2013, 4, 1), valid_months=12)
    accredited(programme=programme, on=date(2013, 4, 1), valid_months=36)
    able = queries.capacity(now)
    assert (able.valid, able.soon, able.later) == (2, 1, 1)
    assert dict(able.ending)[date(2014, 4, 1)] == 1


@pytest.mark.parametrize(("value", "top"), [(0, 4), (4, 4), (5, 8), (9, 20), (21, 40), (81, 200)])
def test_a_chart_ends_at_a_number_that_reads_well(value, top):
    assert round_up(value) == top


def test_columns_stand_within_the_chart():
    chart = column_chart("c", "t", "d", [(str(n), "", n) for n in range(24)])
    assert all(each.x + each.width <= chart.width for each in chart.columns)
    assert all(0 <= each.y <= each.y + each.height <= chart.base for each in chart.columns)
    assert not chart.is_empty


def test_an_unknown_year_or_rule_is_the_first(rule, client_of):
    shown = client_of(roles=["officer"]).get(SCHEME, {"year": "x", "rule": "none"})
    assert "The scheme in numbers" in shown.content.decode()
    assert PersonFactory._meta.model.objects.exists()


@pytest.mark.parametrize("role", ["administrator", "officer"])
def test_no_link_of_the_dashboard_leads_to_a_refusal(rule, client_of, role):
    client = client_of(roles=[role])
    page = client.get(SCHEME).content.decode()
    links = {link.replace("&amp;", "&") for link in re.findall(r'<a [^>]*href="(/[^"#]*)"', page)}
    assert ("/reports/trained/people/" in page) == (role == "administrator")
    assert len(links) > 5
    assert {link: status for link in links if (status := client.get(link).status_code) >= 400} == {}
