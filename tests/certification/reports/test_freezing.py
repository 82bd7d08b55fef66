"""A report is written once, with all that it rests on, and read the same ever after (R27, R28)."""

import csv
import hashlib
import io
import json
from datetime import date

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from certification.counts.forms import Question
from certification.counts.rules import Filters
from certification.reports.actions import freeze_report, make_file
from certification.reports.heads import Naming
from certification.reports.models import FrozenRow
from certification.reports.queries import is_as_made, is_intact
from courses.deliveries.actions import name_coordinator
from lms.errors import Refused
from lms.journal.actions import seal_events
from lms.journal.check import problems
from tests.factories import counts as make
from tests.factories.courses import programme_page
from tests.factories.people import PersonFactory
from tests.factories.records import keep, said
from tests.factories.reports import bytes_of, frozen, noon

pytestmark = pytest.mark.django_db


@pytest.fixture
def rules():
    return make.rules()


@pytest.fixture
def rule(rules):
    return rules["programme"]


@pytest.fixture
def history(rule):
    """Three people of a file, one of them without evidence, and one who was trained here."""
    make.project("P1", date(2013, 1, 1), date(2013, 12, 31))
    keep(
        said(),
        said(person_id="bo", given_name="Bo", country="HU", nuts_code="HU10"),
        at=noon("2014-01-10"),
    )
    keep(said(person_id="cem", evidence="gone.pdf"), at=noon("2014-01-10"), is_evidenced=False)
    make.place(programme_page(modules=1, lessons=0), completed_at=noon("2013-05-05"))


def test_r28_rows_rule_codes_filters_user_time_and_checksum(rule, history):
    by = PersonFactory(roles=["administrator"])
    report = frozen(rule, by=by, project="P1", has_files=True)
    files = bytes_of(report)
    told = json.loads(files["json"])
    head, rows = told["head"], told["rows"]

    assert (report.value, report.claimed) == (head["value"], head["claimed"]) == (2, 3)
    assert head["rule"]["text"] == rule.text
    assert head["rule"]["version"] == rule.version
    assert head["filters"] == {"project": "P1"}
    assert head["as_of"] == "2013-12-31"
    assert head["frozen_by"] == str(by.public_id)
    assert head["frozen_at"] == "2014-02-01T12:00:00+00:00"
    assert head["code_lists"] == {"countries": "ISO 3166-1 alpha-2", "nuts": [2010]}
    assert head["projects"]["P1"]["ends_on"] == "2013-12-31"
    assert head["breakdowns"]["country"]["lines"] == {"AT": 1, "HU": 1}
    assert [row["is_evidenced"] for row in rows] == [True, True, False]
    assert rows[0]["evidence"] == hashlib.sha256(b"signed list.pdf").hexdigest()
    assert rows[2]["evidence"] == ""
    assert hashlib.sha256(files["json"]).hexdigest() == report.sha256


def test_every_form_says_the_figure_and_the_checksum(rule, history):
    report = frozen(rule, has_files=True)
    files = bytes_of(report)

    table = list(csv.DictReader(io.StringIO(files["csv"].decode("utf-8-sig"))))
    assert len(table) == report.claimed == 4
    assert {row["report_sha256"] for row in table} == {report.sha256}
    assert {(row["rule"], row["as_of"]) for row in table} == {("programme", "2013-12-31")}
    book = load_workbook(io.BytesIO(files["xlsx"]))
    facts = {row[0]: row[1] for row in book["report"].iter_rows(values_only=True)}
    assert facts["value"] == "3"
    assert facts["sha256 of the JSON file"] == report.sha256
    assert book["rows"].max_row == 5
    page = PdfReader(io.BytesIO(files["pdf"])).pages[0].extract_text()
    assert report.sha256 in page.replace("\n", "")
    assert "The rule in words." in page


def test_r4_no_name_is_in_any_file(rule, history):
    files = bytes_of(frozen(rule, has_files=True))
    for form in ("json", "csv"):
        for name in (b"Ana", b"Bo", b"Example,", b"Robin"):
            assert name not in files[form]


def test_a_file_is_made_once(rule, history):
    report = frozen(rule, has_files=True)
    before = bytes_of(report)

    again = make_file(report=report, form="pdf", at=noon("2015-01-01"))

    assert again.made_at == noon("2014-02-01")
    assert bytes_of(report) == before
    assert is_as_made(again)
    with again.file.open("wb") as file:
        file.write(b"%PDF another")
    assert not is_as_made(again)


def test_a_row_that_was_changed_past_the_application_is_found(rule, history):
    report = frozen(rule, has_files=True)
    seal_events(at=noon("2014-02-02"))
    assert is_intact(report)
    assert [each for each in problems() if "frozen" in each.table] == []

    row = report.rows.last()
    FrozenRow.objects.filter(pk=row.pk).update(said=row.said.replace('"manager"', '"instructor"'))

    assert not is_intact(report)
    damaged = [each.table for each in problems() if "frozen" in each.table]
    assert damaged == ["certification.frozenreport"]


@pytest.mark.parametrize(
    ("title", "purpose", "as_of", "code"),
    [
        (" ", "For the funder.", date(2013, 12, 31), "unnamed"),
        ("Report", "", date(2013, 12, 31), "unnamed"),
        ("Report", "For the funder.", date(2014, 2, 2), "not_there"),
    ],
)
def test_what_cannot_be_frozen_is_refused(rule, title, purpose, as_of, code):
    with pytest.raises(Refused) as refusal:
        freeze_report(
            question=Question(rule, Filters(), as_of),
            naming=Naming("final", title, purpose),
            by=PersonFactory(roles=["administrator"]),
            at=noon("2014-02-01"),
        )
    assert refusal.value.code == code


def test_coordinators_freeze_figures_of_their_projects_alone(rule, history):
    coordinator = PersonFactory(roles=["coordinator"])
    own = make.project("P2", date(2013, 1, 1), date(2013, 12, 31))
    name_coordinator(project=own, person=coordinator, by=None, at=noon("2014-01-01"))

    assert frozen(rule, by=coordinator, project="P2").project == own
    for other in ("P1", "", "-"):
        with pytest.raises(Refused, match="projects that you coordinate"):
            frozen(rule, by=coordinator, project=other)
    with pytest.raises(Refused):
        frozen(rule, by=PersonFactory(roles=["auditor"]), project="P1")


def test_a_report_continues_one_of_the_same_question_alone(rule, history):
    first = frozen(rule, project="P1")
    assert frozen(rule, project="P1", at="2014-03-01", continues=first).continues == first
    with pytest.raises(Refused, match="same question"):
        frozen(rule, continues=first)


def test_r30_a_cohort_over_two_years_counts_in_the_year_of_its_last_condition(rules):
    """Of a programme from May 2014 to February 2015."""
    programme = programme_page(modules=1, lessons=0)
    make.place(programme, enrolled_at=noon("2014-05-05"), completed_at=noon("2015-02-20"))

    def told(as_of: str, at: str) -> tuple[int, dict[str, int]]:
        report = frozen(rules["annual"], as_of=as_of, at=at)
        return report.value, json.loads(report.head)["breakdowns"]["year"]["lines"]

    assert told("2014-12-31", "2015-01-10") == (0, {})
    assert told("2015-12-31", "2016-01-10") == (1, {"2015": 1})
