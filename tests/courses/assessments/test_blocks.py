"""What authors write for each type becomes its content, and the content what they wrote."""

import json

import pytest
from django.http import QueryDict

from courses.assessments.blocks import EDITORS, PART_EDITORS
from courses.assessments.blocks.spots import numbers_in
from courses.assessments.forms import QuestionForm
from courses.assessments.question_types import PART_TYPES, TYPES, type_of
from tests.factories.question_types import EVERY


@pytest.mark.parametrize("type_name", EVERY)
def test_what_is_stored_comes_back_unchanged_through_the_form(type_name):
    kind, editor = type_of(type_name), EDITORS[type_name]
    content = kind.clean_content(json.loads(json.dumps(EVERY[type_name][1])))
    assert kind.clean_content(editor.dump(editor.load(content))) == content


def test_every_type_has_its_fields():
    assert set(EDITORS) == set(TYPES)
    assert set(PART_EDITORS) == set(PART_TYPES)


def listed(name, *rows):
    """The fields of a list as a browser sends them."""
    sent = {f"{name}-count": str(len(rows))}
    for number, row in enumerate(rows):
        start = f"{name}-{number}"
        sent |= {f"{start}-deleted": "", f"{start}-order": str(number), f"{start}-id": ""}
        type_name, row = row if isinstance(row, tuple) else ("item", row)
        sent[f"{start}-type"] = type_name
        values = row.items() if isinstance(row, dict) else [("", row)]
        for key, value in values:
            end = f"{start}-value-{key}" if key else f"{start}-value"
            inner = listed(end, *value) if isinstance(value, list) else {end: value}
            sent |= inner
    return sent


RUBRIC = listed(
    "rubric",
    {
        "text": "Clear",
        "points": "2",
        "levels": [{"points": "0", "text": "no"}, {"points": "2", "text": "yes"}],
    },
)
WRITTEN = {
    "drag into gaps": (
        "A ____ and a ____",
        listed("texts", {"text": "hen", "gaps": "2"}, {"text": "cock", "gaps": "1"})
        | {"reuse": ""},
        {"texts": ["hen", "cock"], "answers": [1, 0], "reuse": False},
    ),
    "statement matrix": (
        "Say of each",
        listed("columns", "Yes", "No") | listed("rows", {"text": "It is", "right": "2"}),
        {"columns": ["Yes", "No"], "rows": [{"text": "It is", "right": 1, "feedback": ""}]},
    ),
    "formula": (
        "What is {a} twice?",
        listed("variables", {"name": "a", "from": "1", "to": "2.5", "decimals": "1"})
        | {"formula": "a * 2", "tolerance": "1", "tolerance_is_percent": "on", "unit": "m"},
        {
            "variables": [{"name": "a", "from": "1", "to": "2.5", "decimals": 1}],
            "formula": "a * 2",
            "tolerance": "1",
            "tolerance_is_percent": True,
            "unit": "m",
            "decimals": None,
        },
    ),
    "file upload": (
        "Send it",
        RUBRIC | {"endings": [".zip", ".pdf"], "most_files": "2", "largest_mb": "5", "model": "M"},
        {
            "endings": [".pdf", ".zip"],
            "most_files": 2,
            "largest_mb": 5,
            "model": "M",
            "rubric": [
                {
                    "text": "Clear",
                    "points": 2,
                    "levels": [{"points": 0, "text": "no"}, {"points": 2, "text": "yes"}],
                }
            ],
        },
    ),
    "case study": (
        "A case",
        listed(
            "parts",
            ("true_or_false", {"stem": "So?", "points": "2", "answer": "True"}),
            ("numeric", {"stem": "How many?", "points": "1", "answer": "3", "tolerance": "0"}),
        ),
        {
            "parts": [
                {
                    "type": "true or false",
                    "stem": "So?",
                    "points": 2,
                    "content": {"answer": "True"},
                },
                {
                    "type": "numeric",
                    "stem": "How many?",
                    "points": 1,
                    "content": {"answer": "3", "tolerance": "0", "unit": ""},
                },
            ]
        },
    ),
}


def form_of(type_name, stem, fields):
    data = QueryDict(mutable=True)
    for key, value in ({"stem": stem, "points": "1", "penalty": "0"} | fields).items():
        data.setlist(key, value if isinstance(value, list) else [value])
    form = QuestionForm(data, type_name=type_name)
    form.is_valid()
    return form


@pytest.mark.django_db
@pytest.mark.parametrize("type_name", WRITTEN)
def test_what_an_author_writes_becomes_the_content(type_name):
    stem, fields, content = WRITTEN[type_name]
    form = form_of(type_name, stem, fields)
    assert set(form.errors) <= {"bank", "code"}, form.errors
    assert form.cleaned_content == content


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("type_name", "stem", "fields", "sentence"),
    [
        (
            "drag into gaps",
            "A ____ and a ____",
            listed("texts", {"text": "hen", "gaps": "2"}, {"text": "cock", "gaps": "2"}),
            "Two texts are said to fit gap 2.",
        ),
        (
            "drag into gaps",
            "A ____ and a ____",
            listed("texts", {"text": "hen", "gaps": "2"}, {"text": "cock", "gaps": ""}),
            "No text fits gap 1.",
        ),
        (
            "statement matrix",
            "Say",
            listed("columns", "Yes", "No") | listed("rows", {"text": "It is", "right": "3"}),
            "Row 1 points to nothing.",
        ),
        (
            "case study",
            "A case",
            listed("parts", ("ordering", {"stem": "Order", "points": "1", "items": ["a", "a"]})),
            "Part 1: Two items say the same.",
        ),
    ],
)
def test_what_is_unclear_is_said_in_a_sentence(type_name, stem, fields, sentence):
    form = form_of(type_name, stem, fields)
    assert form.non_field_errors() == [sentence]


def test_a_place_is_read_from_numbers_and_nothing_else():
    assert numbers_in("10, 20;30  15.5") == ["10", "20", "30", "15.5"]
    with pytest.raises(ValueError, match="“10, left” is no place"):
        numbers_in("10, left")


@pytest.mark.django_db
def test_a_hot_spot_needs_its_picture_and_others_may_have_one():
    fields = EDITORS["hot spot"].fields()
    assert list(fields) == ["alt", "areas", "many"]
    for type_name in TYPES:
        form = QuestionForm(type_name=type_name)
        assert form.fields["picture"].required is (type_name == "hot spot")
