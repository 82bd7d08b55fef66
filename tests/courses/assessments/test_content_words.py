"""What a version holds is said in lines that an author understands, for every type."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.assessments.content_words import content_lines
from courses.assessments.models import QuestionVersion
from courses.assessments.question_types import TYPES, type_of
from courses.assessments.rules import differences
from tests.courses.assessments.strategies import BY_PEOPLE, CONTENTS

EVERY = CONTENTS | BY_PEOPLE
ROWS = [{"text": "Related firms", "right": 1, "feedback": "Think of proof."}]
CASE = {
    "parts": [
        {"type": "true or false", "stem": "Is it?", "points": 2, "content": {"answer": "True"}}
    ]
}


@pytest.mark.parametrize("type_name", sorted(TYPES))
@settings(max_examples=5, deadline=None)
@given(data=st.data())
def test_every_type_can_be_said(type_name, data):
    content = type_of(type_name).clean_content(data.draw(EVERY[type_name]))
    assert all(isinstance(line, str) for line in content_lines(content))
    assert content_lines(content)


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (
            {"texts": ["firms", "ministers"], "answers": [0], "reuse": False},
            ["firms", "ministers", "in a gap: firms", "texts may be used again: no"],
        ),
        (
            {"columns": ["Wish", "Need"], "rows": ROWS},
            ["column: Wish", "column: Need", "Related firms → Need – Think of proof."],
        ),
        (CASE, ["true or false (2): Is it?", "Is it?: answer: True"]),
        (
            {
                "variables": [{"name": "a", "from": "1", "to": "9", "decimals": 0}],
                "formula": "a * 2",
                "tolerance": "0",
                "unit": "",
                "decimals": None,
            },
            ["a: from 1 to 9, decimals 0", "formula: a * 2", "tolerance: 0"],
        ),
        (
            {
                "rubric": [
                    {"text": "Clear", "points": 2, "levels": [{"points": 2, "text": "All said"}]}
                ]
            },
            ["Clear (2)", "Clear, 2: All said"],
        ),
        (
            {
                "alt": "A map",
                "many": False,
                "areas": [
                    {
                        "shape": "circle",
                        "coords": [5, 6, 2.5],
                        "text": "The river",
                        "right": True,
                        "feedback": "",
                    }
                ],
            },
            [
                "the picture in words: A map",
                "several may be chosen: no",
                "✓ The river (circle 5, 6, 2.5)",
            ],
        ),
    ],
)
def test_content_in_words(content, lines):
    assert content_lines(content) == lines


def test_a_change_in_a_part_of_a_case_shows():
    part = CASE["parts"][0] | {"content": {"answer": "False"}}
    before, after = (
        QuestionVersion(type="case study", stem="Read.", content=content)
        for content in (CASE, {"parts": [part]})
    )
    (difference,) = differences(before, after)
    assert (difference.part, difference.removed, difference.added) == (
        "Content",
        ["Is it?: answer: True"],
        ["Is it?: answer: False"],
    )
