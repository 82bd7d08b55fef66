"""Rows of requirements in a form: read as a file would say them, added, moved and taken away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certification.drafts.forms import RequirementForm, type_page
from certification.drafts.rows import Change, below, in_words, rows_from
from certification.schemes.requirements import Shape, kinds

WORDS = st.text("abcdefgh 0123456789äß“", min_size=1, max_size=12).map(str.strip).filter(bool)


def value_of(parameter):
    return {
        Shape.WHOLE: st.integers(0, 999),
        Shape.NUMBER: st.integers(1, 100) | st.just(79.5),
        Shape.LINE: WORDS,
        Shape.TEXT: WORDS.map(lambda text: f" {text}\n\nand more "),
        Shape.LIST: st.lists(WORDS, min_size=1, max_size=3),
        Shape.CHOICE: st.sampled_from([code for code, _label in parameter.choices if code] or [""]),
    }[parameter.shape]


def parameters_of(kind):
    optional = {each.name: value_of(each) for each in kind.parameters}
    return st.fixed_dictionaries({}, optional=optional)


PLAIN = [kind for kind in kinds().values() if not kind.is_composed]
COMPOSED = [kind for kind in kinds().values() if kind.is_composed]


def rows(depth: int = 3):
    plain = st.sampled_from(PLAIN).flatmap(
        lambda kind: parameters_of(kind).map(lambda given: {"kind": kind.code, "parameters": given})
    )
    if depth == 0:
        return plain
    composed = st.sampled_from(COMPOSED).flatmap(
        lambda kind: st.tuples(parameters_of(kind), st.lists(rows(depth - 1), max_size=2)).map(
            lambda two: {"kind": kind.code, "parameters": two[0] | {"of": two[1]}}
        )
    )
    return plain | composed


def sent(rows, path: str = "r") -> dict[str, str]:
    """What a browser sends back of the form that shows these rows."""
    found = {}
    for number, row in enumerate(rows):
        here = below(path, number)
        form = RequirementForm(row, kinds()[row["kind"]], here, is_part=path != "r")
        found[f"{here}-kind"] = row["kind"]
        found |= {bound.html_name: (bound.value() or "").replace("\n", "\r\n") for bound in form}
        found |= sent(row["parameters"].get("of", []), here)
    return found


@given(st.lists(rows(), max_size=3), st.sampled_from(["grant", "renewal"]))
def test_a_form_that_is_sent_back_as_it_is_shown_says_the_same(given_rows, purpose):
    top = [{"purpose": purpose} | row for row in given_rows]
    assert rows_from(sent(top)) == top


def test_what_cannot_be_read_stays_as_it_was_typed():
    post = {"r0-kind": "deliveries_given", "r0-purpose": "grant", "r0-number": "two"}
    assert rows_from(post) == [
        {"purpose": "grant", "kind": "deliveries_given", "parameters": {"number": "two"}}
    ]
    assert rows_from({"r0-kind": "nothing"}) == []


def tree():
    def leaf(code="module_passed"):
        return {"kind": code, "parameters": {}}

    parts = {"of": [leaf(), {"kind": "all", "parameters": {"of": [leaf("hours_taught")]}}]}
    return [
        {"purpose": "grant"} | leaf("programme_completed"),
        {"purpose": "renewal", "kind": "any", "parameters": parts},
    ]


def shape(rows):
    return [
        (row["kind"], shape(row["parameters"]["of"])) if "of" in row["parameters"] else row["kind"]
        for row in rows
    ]


ANY = ("any", ["module_passed", ("all", ["hours_taught"])])


@pytest.mark.parametrize(
    ("asked", "after", "anchor"),
    [
        ("up r1", [ANY, "programme_completed"], "r0"),
        ("up r0", ["programme_completed", ANY], "r0"),
        ("down r1", ["programme_completed", ANY], "r1"),
        (
            "down r1-0",
            ["programme_completed", ("any", [("all", ["hours_taught"]), "module_passed"])],
            "r1-1",
        ),
        ("remove r1", ["programme_completed"], ""),
        ("remove r1-1-0", ["programme_completed", ("any", ["module_passed", ("all", [])])], "r1-1"),
        ("add r", ["programme_completed", ANY, "observation_met"], "r2"),
        (
            "add r1-1",
            [
                "programme_completed",
                ("any", ["module_passed", ("all", ["hours_taught", "observation_met"])]),
            ],
            "r1-1-1",
        ),
        ("add r0", ["programme_completed", ANY], ""),
        ("up r9", ["programme_completed", ANY], ""),
        ("up r1-7-0", ["programme_completed", ANY], ""),
        ("up x", ["programme_completed", ANY], ""),
        ("save", ["programme_completed", ANY], ""),
    ],
)
def test_buttons_change_rows(asked, after, anchor):
    rows = tree()
    assert Change.asked(asked).made(rows, "observation_met") == anchor
    assert shape(rows) == after


def test_nothing_is_added_that_is_no_kind():
    rows = tree()
    assert Change.asked("add r").made(rows, "nothing") == ""
    assert len(rows) == 2


def test_a_problem_stands_at_its_row_and_its_field():
    values = {
        "title": "",
        "requirements": tree(),
        "signatories": [],
        "alignments": [],
    }
    place = "requirements[1].parameters.of"
    page = type_page(
        values,
        [
            ("title", "Here must be a text."),
            ("requirements[0]", "first"),
            (f"{place}[1].parameters.of[0]", "deep"),
            (f"{place}[1]", "middle"),
            ("requirements", "in all"),
            ("signatories", "who"),
        ],
    )
    assert page.form.errors == {"title": ["Here must be a text."]}
    first, second = page.rows
    assert (first.problems, second.problems) == (["first"], [])
    assert second.parts[1].problems == ["middle"]
    assert second.parts[1].parts[0].problems == ["deep"]
    assert page.problems == ["in all"]
    assert page.lists[0][2] == ["who"]


def test_a_requirement_in_words():
    row = {"kind": "deliveries_given", "parameters": {"number": 2, "completers": 6}}
    said = "trainings given as lead and closed (how many: 2; completed by at least: 6)"
    assert in_words(row) == said
    assert in_words({"kind": "any", "parameters": {"of": [row]}}) == f"one of these: {said}"
