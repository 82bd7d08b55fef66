"""Content that nobody would write by hand is refused with a sentence, and at once."""

import time
from contextlib import suppress

import pytest

from courses.assessments.question_types import TYPES, type_of


@pytest.mark.parametrize("formula", ["9**3999999*a", "a**(9**9**9)", "((a*9)**999999)**999999"])
def test_a_formula_that_grows_without_end_is_refused_at_once(formula):
    content = {"variables": [{"name": "a", "from": 1, "to": 2}], "formula": formula}
    began = time.process_time()
    with pytest.raises(ValueError, match="no result"):
        type_of("formula").clean_content(content)
    assert time.process_time() - began < 1


def test_a_power_is_still_a_power():
    content = {"variables": [{"name": "a", "from": 3, "to": 3}], "formula": "a**2 + 2**0.5 * 0"}
    cleaned = type_of("formula").clean_content(content)
    assert type_of("formula").result(cleaned, "seed") == 9


ODD = [None, 0, -1, True, "x", [], [[]], {}, {"x": []}, [{}], [None], [[1]], ["a", "b"], 1e999]


@pytest.mark.parametrize("name", sorted(TYPES))
@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_odd_content_is_taken_or_refused_and_never_breaks(name, odd):
    keys = ["options", "areas", "parts", "pairs", "items", "answers", "texts", "rows", "columns"]
    keys += ["variables", "formula", "rubric", "endings", "answer", "tolerance", "unit", "model"]
    for content in [dict.fromkeys(keys, odd), *({key: odd} for key in keys), {}]:
        with suppress(ValueError):
            type_of(name).clean_content(content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "hot spot",
            {
                "alt": "A map",
                "areas": [
                    {"text": "a", "shape": [], "coords": [1, 1, 1], "right": True},
                    {"text": "b", "shape": "circle", "coords": [1, 1, 1], "right": False},
                ],
            },
        ),
        ("case study", {"parts": [{"type": [], "stem": "x", "points": 1, "content": {}}]}),
        ("open answer", {"rubric": [{"text": "Clear", "points": 2, "levels": 3}]}),
        ("file upload", {"endings": [[]], "most_files": 1, "largest_mb": 1, "rubric": ["A (1)"]}),
    ],
)
def test_parts_of_the_wrong_kind_are_refused(name, content):
    with pytest.raises(ValueError, match="."):
        type_of(name).clean_content(content)
