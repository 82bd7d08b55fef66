"""What authors may write, what learners see, and the marks of single answers; nothing leaks."""

from fractions import Fraction

import pytest
from django.template.loader import get_template
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.assessments.blocks import EDITORS
from courses.assessments.models import QuestionVersion
from courses.assessments.question_types import TYPES, type_of
from courses.assessments.question_types.written import plain, readings
from tests.courses.assessments.strategies import BY_PEOPLE, CONTENTS

EVERY = CONTENTS | BY_PEOPLE
OPTIONS = {
    "options": [
        {"text": "a", "right": True, "feedback": "fa"},
        {"text": "b", "right": True, "feedback": "fb"},
        {"text": "c", "right": False, "feedback": "fc"},
        {"text": "d", "right": False, "feedback": ""},
    ]
}


@pytest.mark.parametrize("type_name", EVERY)
@settings(max_examples=5, deadline=None)
@given(data=st.data())
def test_a_person_marks_open_answers_essays_and_uploads_and_a_rule_the_rest(type_name, data):
    kind = type_of(type_name)
    content = kind.clean_content(data.draw(EVERY[type_name]))
    assert kind.is_closed(content) == (type_name not in BY_PEOPLE)


@pytest.mark.parametrize(
    ("chosen", "share"),
    [([0, 1], 1), ([0], Fraction(1, 2)), ([0, 1, 2], Fraction(1, 2)), ([0, 1, 2, 3], 0), ([2], 0)],
)
def test_multiple_response_is_right_minus_wrong_over_right(chosen, share):
    assert type_of("multiple response").mark(OPTIONS, chosen).share == share


def test_matching_and_ordering_earn_the_share_of_right_places():
    pairs = [{"left": str(i), "right": f"r{i}"} for i in range(3)]
    assert type_of("matching").mark({"pairs": pairs}, [0, 2, None]).share == Fraction(1, 3)
    items = {"items": ["first", "second", "third"]}
    assert type_of("ordering").mark(items, [0, 2, 1]).share == Fraction(1, 3)


def test_matching_counts_the_same_text_on_two_right_sides_for_either():
    pairs = [{"left": "a", "right": "same"}, {"left": "b", "right": "same"}]
    assert type_of("matching").mark({"pairs": pairs}, [1, 0]).share == 1


@pytest.mark.parametrize(
    ("typed", "unit", "meant"),
    [
        ("2.5", "", ["2.5"]),
        ("2,5", "", ["2.5"]),
        (",5", "", ["0.5"]),
        ("1 234,5", "", ["1234.5"]),
        ("1\u202f234.5", "", ["1234.5"]),
        ("1'234", "", ["1234"]),
        ("1,234.5", "", ["1234.5"]),
        ("1.234,5", "", ["1234.5"]),
        ("1,234", "", ["1.234", "1234"]),
        ("1.234", "", ["1.234", "1234"]),
        ("1.234.567", "", ["1234567"]),
        ("0,500", "", ["0.500"]),
        ("−3", "", ["-3"]),
        ("12 %", "%", ["12"]),
        ("12eur", "EUR", ["12"]),
        ("EUR 12", "EUR", ["12"]),
        ("12 EUR", "", []),
        ("1,23,4", "", []),
        ("1e5", "", []),
        ("12..5", "", []),
        ("-", "", []),
        ("NaN", "", []),
        ("", "", []),
    ],
)
def test_what_a_typed_number_can_mean(typed, unit, meant):
    assert sorted(map(str, readings(typed, unit))) == sorted(meant)


@pytest.mark.parametrize(
    ("typed", "share"), [("2.49", 1), ("2.51", 1), ("2,51", 1), ("2.5100001", 0), ("2.48", 0)]
)
def test_the_ends_of_the_tolerance_are_right(typed, share):
    content = {"answer": "2.5", "tolerance": "0.01", "unit": ""}
    assert type_of("numeric").mark(content, typed).share == share


def test_a_tolerance_is_exact_for_any_number_of_digits():
    content = {"answer": "1" + "0" * 29, "tolerance": "0", "unit": ""}
    assert type_of("numeric").mark(content, "1" + "0" * 28 + "1").share == 0


def test_gaps_do_not_mind_case_accents_and_spaces():
    content = {"answers": [["Málaga", "the south"], ["cluster"]]}
    mark = type_of("fill the gap").mark
    assert mark(content, ["  the   SOUTH ", "Clusters"]).share == Fraction(1, 2)
    assert mark(content, ["MALAGA", "cluster"]).share == 1
    assert plain("  Żółw É ") == "zołw e"


@pytest.mark.parametrize(
    ("type_name", "content", "sentence"),
    [
        ("single choice", {"options": [{"text": "a", "right": True}]}, "at least 2"),
        ("single choice", OPTIONS, "Exactly one option must be right; here 2 are."),
        ("multiple response", {"options": [{"text": "a"}, {"text": "b"}]}, "Option 1 needs"),
        ("multiple response", {**OPTIONS, "hint": 1}, "Unknown: hint."),
        ("true or false", {"answer": True}, "“answer” must be “True” or “False”."),
        ("matching", {"pairs": [{"left": "a", "right": "b"}] * 2}, "Two left sides say the same."),
        ("ordering", {"items": ["a", "A"]}, "Two items say the same."),
        ("ordering", {"items": ["a", 1]}, "must be a text"),
        ("numeric", {"answer": "many"}, "“answer” must be a number."),
        ("numeric", {"answer": True}, "“answer” must be a number."),
        ("numeric", {"answer": 1, "tolerance": -1}, "must not be below 0"),
        ("numeric", {"answer": "1e99999"}, "more than 30 digits"),
        ("fill the gap", {"answers": [[]]}, "Gap 1 needs at least one accepted text."),
        ("fill the gap", {"answers": [["a"], ["´"]]}, "Gap 2 accepts a text without"),
        ("open answer", {"rubric": ["Clear"]}, "must end with its points"),
        ("open answer", {"rubric": []}, "at least 1"),
    ],
)
def test_an_unclear_content_is_refused_with_a_sentence(type_name, content, sentence):
    with pytest.raises(ValueError, match="(?s).*") as refused:
        type_of(type_name).clean_content(content)
    assert sentence in str(refused.value)


def test_every_type_can_be_stored_edited_and_shown():
    assert sorted(TYPES) == sorted(QuestionVersion.Type.values) == sorted(EDITORS)
    for name in TYPES:
        get_template(f"courses/attempts/questions/{name.replace(' ', '_')}.html")


def test_an_unknown_type_names_the_known_ones():
    with pytest.raises(ValueError, match="known are single choice, multiple response"):
        type_of("riddle")


@pytest.mark.parametrize("text", ["a\x00b", "half \ud83d", 7])
def test_an_answer_that_no_database_keeps_is_refused(text):
    with pytest.raises(ValueError, match="cannot be stored"):
        type_of("open answer").read_response({"rubric": []}, "s", {"": [text]})


@pytest.mark.parametrize(
    ("type_name", "content", "sent", "sentence"),
    [
        ("single choice", OPTIONS, {"": ["0"]}, "does not belong"),
        ("single choice", OPTIONS, {"": ["a", "b"]}, "Only one answer"),
        ("multiple response", OPTIONS, {"": ["0"]}, "does not belong"),
        ("true or false", {"answer": "True"}, {"": ["Maybe"]}, "True or False"),
        ("numeric", {"answer": "1", "tolerance": "0", "unit": ""}, {"": ["two"]}, "Type a number"),
        ("numeric", {"answer": "1", "tolerance": "0", "unit": ""}, {"": ["1" * 61]}, "at most 60"),
        ("fill the gap", {"answers": [["a"]]}, {"0": ["a" * 201]}, "at most 200"),
        ("open answer", {"rubric": []}, {"": ["a" * 10_001]}, "at most 10000"),
    ],
)
def test_a_bent_response_is_refused(type_name, content, sent, sentence):
    with pytest.raises(ValueError, match=sentence):
        type_of(type_name).read_response(content, "s", sent)


def test_an_order_gives_each_place_once():
    kind = type_of("ordering")
    content = {"items": ["a", "b"]}
    names = [item["name"] for item in kind.present(content, "s")["items"]]
    with pytest.raises(ValueError, match="each place to one item"):
        kind.read_response(content, "s", {name: ["1"] for name in names})
    with pytest.raises(ValueError, match="every item a place"):
        kind.read_response(content, "s", {names[0]: ["1"], names[1]: [""]})


def test_a_rubric_is_read_from_texts_with_points():
    cleaned = type_of("open answer").clean_content({"rubric": ["Clear (fair) link (2)"]})
    assert cleaned["rubric"] == [{"text": "Clear (fair) link", "points": 2}]


@pytest.mark.parametrize(
    ("points", "sentence"), [([2], "every criterion"), ([3, 0], "0 to 2"), ([-1, 0], "0 to 2")]
)
def test_points_outside_the_rubric_are_refused(points, sentence):
    rubric = {"rubric": [{"text": "Link", "points": 2}, {"text": "Short", "points": 1}]}
    kind = type_of("open answer")
    assert kind.share_of(rubric, None, [1, 1]) == Fraction(2, 3)
    with pytest.raises(ValueError, match=sentence):
        kind.share_of(rubric, None, points)


@pytest.mark.parametrize("type_name", sorted(EVERY))
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_what_a_browser_sees_tells_nothing_of_the_key(type_name, data):
    """Two contents that differ only in their key look the same."""
    kind = type_of(type_name)
    content = kind.clean_content(data.draw(EVERY[type_name]))
    other = _with_another_key(type_name, content)
    assert other != content or type_name in {"matching", "ordering", "case study"}
    assert kind.present(content, "s") == kind.present(other, "s")


def _with_another_key(type_name, content):
    match type_name:
        case "single choice" | "multiple response" | "hot spot":
            rows = "areas" if type_name == "hot spot" else "options"
            return {**content, rows: [_turned(option) for option in content[rows]]}
        case "true or false":
            return {"answer": {"True": "False", "False": "True"}[content["answer"]]}
        case "numeric":
            return {**content, "answer": content["answer"] + "1"}
        case "formula":
            return {**content, "formula": "a + 1000", "tolerance": "77"}
        case "fill the gap":
            return {"answers": [["another"] for _ in content["answers"]]}
        case "drag into gaps":
            count = len(content["texts"])
            return {**content, "answers": [(place + 1) % count for place in content["answers"]]}
        case "statement matrix":
            rows = [{**row, "right": 0, "feedback": "Because."} for row in content["rows"]]
            return {**content, "rows": rows}
        case "case study":
            parts = [
                {**part, "content": _with_another_key(part["type"], part["content"])}
                for part in content["parts"]
            ]
            return {"parts": parts}
        case "open answer" | "essay" | "file upload":
            return {**content, "model": "A model answer."}
    return content


def _turned(option):
    return {**option, "right": not option["right"], "feedback": "Because."}


@pytest.mark.parametrize("type_name", ["matching", "ordering"])
def test_the_right_order_does_not_show_in_the_order_of_display(type_name):
    """Over many seeds every part comes first about as often."""
    content = {"pairs": [{"left": str(i), "right": str(i)} for i in range(4)]}
    side, key = "rights", "pairs"
    if type_name == "ordering":
        content, side, key = {"items": ["0", "1", "2", "3"]}, "items", "items"
    first = [type_of(type_name).present(content, str(s))[side][0]["text"] for s in range(400)]
    assert len(content[key]) == 4
    assert all(60 <= first.count(str(index)) <= 140 for index in range(4))
