"""Tables that people type or that we wrote: read whole, safe in spreadsheets, wrong rows said."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.exchange.lines import FileRefused
from courses.exchange.tables import as_typed, joined, read_table, split
from lms.spreadsheets import safe
from tests.courses.exchange.strategies import NAMES

HEAD = "code,question,option A,option B,option C,right,points,tags"


def test_a_short_table_is_read_as_choices_with_semicolons_too():
    table = f'{HEAD}\nP-1,"Where, then?",Near,Far,,a,"1,5","x, y"\nP-2,Which?,A,B,C,"A, C",,\n'
    first, second = (line.question for line in read_table(table.encode()))
    assert (first.type, first.points, first.tags) == ("single choice", Decimal("1.5"), ("x", "y"))
    assert [option["right"] for option in first.content["options"]] == [True, False]
    assert (second.type, second.points) == ("multiple response", Decimal(1))
    other = HEAD.replace(",", ";") + "\nP-1;Where, then?;Near;Far;;A;1,5;x, y\n"
    assert read_table(other.encode())[0].question.stem == "Where, then?"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("P,Q?,a,b,c,", "“right” names no option; write its letter, for instance B."),
        ("P,Q?,a,b,,C", "“right” names options that are not there: c."),
        ("P,Q?,a,b,c,A,many", "“points” must be a number."),
        ("P,Q?,a,b,c,A,1,x,y", "The row has more cells than the first one."),
    ],
)
def test_a_row_that_makes_no_sense_is_not_taken(row, reason):
    [line] = read_table(f"{HEAD}\n{row}\n".encode())
    assert (line.question, line.reason, line.place) == (None, reason, "line 2")


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ("numeric,Q?,{,1,easy", "“content” is not valid JSON."),
        ("numeric,Q?," + "[" * 5000 + ",1,easy", "“content” is not valid JSON."),
        ("numeric,Q?,[],1,easy", "“content” must be a JSON object."),
        ("numeric,Q?,{},one,easy", "“outcome” must be a whole number or empty."),
        ("numeric,Q?,{},1,fair", "“difficulty” must be easy, medium, hard or empty."),
    ],
)
def test_a_row_of_a_whole_table_that_makes_no_sense_is_not_taken(cells, reason):
    [line] = read_table(f"type,question,content,outcome,difficulty\n{cells}\n".encode())
    assert (line.question, line.reason) == (None, reason)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"question,right\n", "The first row must name the columns; missing: option a."),
        (b"question,content\n", "The first row must name the columns; missing: type."),
        (
            b"question,option a,right,colour\n",
            "The first row names unknown columns: colour.",
        ),
        (b"question,option a,right,right\n", "The first row names a column twice."),
        (
            b'question,option a,right\n"open',
            "The table is broken near line 2; a quotation mark may be missing.",
        ),
        (
            "question,option a,right\nFür,a,a".encode("latin-1"),
            "The file is not encoded as UTF-8. Save it again as “UTF-8” and send it once more.",
        ),
    ],
)
def test_a_table_that_cannot_be_read_says_why(data, sentence):
    with pytest.raises(FileRefused) as refused:
        read_table(data)
    assert refused.value.sentence == sentence


@given(st.text("=+-@'\"\t\r\nab １２＝", max_size=6) | st.text(max_size=9))
def test_what_a_spreadsheet_might_calculate_is_guarded_and_comes_back(text):
    assert as_typed(safe(text)) == text


@given(st.lists(NAMES.filter(bool), max_size=4))
def test_tags_share_a_cell_and_come_apart_again(names):
    assert split(joined(names)) == tuple(names)
