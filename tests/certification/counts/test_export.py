"""The export holds the list, and nothing that a spreadsheet would calculate."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certification.counts.export import BYTE_ORDER_MARK, COLUMNS, csv_lines, safe
from certification.counts.forms import Question
from certification.counts.rules import Filters
from tests.factories import counts as make
from tests.factories.courses import programme_page
from tests.factories.people import PersonFactory


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        '"=1',
        "'=1",
        "\u00a0=1",
        "\ufeff=1",
        "＝1",
        "＋1",
        "－1",
        "＠x",
    ],
)
def test_a_formula_becomes_text(text):
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Ana", "O'Neill", "Jean-Luc", "2013-06-30", "1=1", "", "ÅÄÖ"])
def test_other_text_stays(text):
    assert safe(text) == text


@given(st.text())
def test_no_cell_starts_like_a_formula(text):
    shown = next(csv.reader(io.StringIO(_line(safe(text)), newline="")))
    cell = shown[0] if shown else ""
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


def _line(cell: str) -> str:
    out = io.StringIO(newline="")
    csv.writer(out).writerow([cell])
    return out.getvalue()


@pytest.mark.django_db
def test_r11_every_row_carries_rule_version_as_of_and_filters():
    rule = make.rules()["programme"]
    programme = programme_page(modules=1, lessons=0)
    person = PersonFactory(first_name="=HYPERLINK(1)", last_name="+Evil")
    make.place(programme, person=person, completed_at=datetime(2013, 5, 5, 23, tzinfo=UTC))
    make.place(programme, country="TR", completed_at=datetime(2013, 6, 5, tzinfo=UTC))

    text = "".join(csv_lines(Question(rule, Filters(country="AT", year=2013), date(2013, 12, 31))))
    rows = list(csv.DictReader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK), newline="")))

    assert len(rows) == 1
    assert list(rows[0]) == COLUMNS
    assert (rows[0]["given_name"], rows[0]["family_name"]) == ("'=HYPERLINK(1)", "'+Evil")
    assert rows[0]["counted_on"] == "2013-05-06"  # in the zone of the rule
    assert (rows[0]["rule"], rows[0]["rule_version"]) == ("programme", "1")
    assert (rows[0]["as_of"], rows[0]["filters"]) == ("2013-12-31", "country=AT; year=2013")
