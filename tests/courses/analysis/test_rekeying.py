"""Answers are said in the terms of a corrected version, whatever its order."""

import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.analysis.rekeying import content_problem, in_terms_of, problem_with
from courses.assessments.models import QuestionVersion
from courses.assessments.question_types import type_of

A, B, C = "alpha", "beta", "gamma"


def option(text, right):
    return {"text": text, "right": right, "feedback": ""}


def area(text, right, x):
    return {**option(text, right), "shape": "circle", "coords": [x, 10, 5]}


CONTENTS = {
    "single choice": {"options": [option(A, True), option(B, False), option(C, False)]},
    "multiple response": {"options": [option(A, True), option(B, True), option(C, False)]},
    "hot spot": {
        "alt": "A map.",
        "many": True,
        "areas": [area(A, True, 10), area(B, False, 30), area(C, True, 60)],
    },
    "true or false": {"answer": "True"},
    "matching": {"pairs": [{"left": str(n), "right": t} for n, t in enumerate((A, B, C))]},
    "ordering": {"items": [A, B, C]},
    "numeric": {"answer": "3", "tolerance": "0", "unit": ""},
    "fill the gap": {"answers": [[A], [B]]},
    "drag into gaps": {"texts": [A, B, C], "answers": [0, 2], "reuse": False},
    "statement matrix": {
        "columns": ["yes", "no"],
        "rows": [{"text": t, "right": n % 2, "feedback": ""} for n, t in enumerate((A, B, C))],
    },
}
RESPONSES = {
    "single choice": st.sampled_from([0, 1, 2]),
    "multiple response": st.lists(st.sampled_from([0, 1, 2]), min_size=1, unique=True).map(sorted),
    "hot spot": st.lists(st.sampled_from([0, 1, 2]), min_size=1, unique=True).map(sorted),
    "true or false": st.sampled_from(["True", "False"]),
    "matching": st.lists(st.sampled_from([None, 0, 1, 2]), min_size=3, max_size=3),
    "ordering": st.permutations([0, 1, 2]),
    "numeric": st.sampled_from(["3", "4"]),
    "fill the gap": st.lists(st.sampled_from([A, B, ""]), min_size=2, max_size=2),
    "drag into gaps": st.sampled_from([[0, 2], [1, None], [2, 0]]),
    "statement matrix": st.lists(st.sampled_from([None, 0, 1]), min_size=3, max_size=3),
}
LISTS = {
    "single choice": "options",
    "multiple response": "options",
    "hot spot": "areas",
    "matching": "pairs",
    "statement matrix": "rows",
}


def mixed(name, content, seed):
    """The same content with its rows in another order, where the order is not the key."""
    rng = random.Random(seed)
    if name in LISTS:
        rows = list(content[LISTS[name]])
        rng.shuffle(rows)
        return {**content, LISTS[name]: rows}
    if name == "drag into gaps":
        order = [0, 1, 2]
        rng.shuffle(order)
        texts = [content["texts"][place] for place in order]
        answers = [texts.index(content["texts"][answer]) for answer in content["answers"]]
        return {**content, "texts": texts, "answers": answers}
    return content


@pytest.mark.parametrize("name", CONTENTS)
@given(data=st.data())
def test_another_order_gives_the_same_mark_and_the_same_words(name, data):
    old = CONTENTS[name]
    new = mixed(name, old, data.draw(st.integers(0, 50)))
    response = data.draw(RESPONSES[name])
    kind, penalty = type_of(name), Fraction(1, 4)
    again = in_terms_of(name, old, new, response)
    assert content_problem(name, old, name, new) == ""
    assert sorted(kind.describe(new, again)) == sorted(kind.describe(old, response))
    assert (
        kind.mark(new, again, penalty=penalty).share
        == kind.mark(old, response, penalty=penalty).share
    )


def test_an_order_corrected_is_marked_by_the_new_order():
    old, new = {"items": [A, B, C]}, {"items": [B, A, C]}
    assert in_terms_of("ordering", old, new, [1, 0, 2]) == [0, 1, 2]
    assert content_problem("ordering", old, "ordering", new) == ""


def test_the_parts_of_a_case_are_said_one_by_one():
    def case(*parts):
        rows = [{"type": t, "stem": "?", "points": 1, "content": c} for t, c in parts]
        return {"parts": rows}

    choice = CONTENTS["single choice"]
    other = {"options": [*reversed(choice["options"])]}
    old = case(("single choice", choice), ("true or false", {"answer": "True"}))
    new = case(("single choice", other), ("true or false", {"answer": "False"}))
    assert in_terms_of("case study", old, new, [0, None]) == [2, None]
    assert content_problem("case study", old, "case study", new) == ""
    assert content_problem("case study", old, "case study", case(*[("numeric", {})] * 1)) != ""
    typed = case(("single choice", other), ("numeric", CONTENTS["numeric"]))
    assert "another type" in content_problem("case study", old, "case study", typed)


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("single choice", {"options": [option(A, False), option("delta", True), option(C, False)]}),
        ("matching", {"pairs": [{"left": "0", "right": A}, {"left": "1", "right": B}]}),
        ("ordering", {"items": [A, B]}),
        ("fill the gap", {"answers": [[A]]}),
        ("statement matrix", {**CONTENTS["statement matrix"], "columns": ["yes", "never"]}),
        ("drag into gaps", {"texts": [A, B], "answers": [0, 1], "reuse": False}),
    ],
)
def test_a_version_that_asks_something_else_is_refused(name, changed):
    assert "something else" in content_problem(name, CONTENTS[name], name, changed)


def test_another_type_and_a_type_for_markers_are_refused():
    choice, essay = CONTENTS["single choice"], {"model": "", "rubric": []}
    assert "another type" in content_problem("single choice", choice, "numeric", {})
    assert "A person marks" in content_problem("open answer", essay, "open answer", essay)


def test_only_a_later_version_of_the_same_question_corrects():
    def version(question, number):
        return QuestionVersion(
            question_id=question, number=number, type="true or false", content={"answer": "True"}
        )

    assert problem_with(version(1, 1), version(1, 2)) == ""
    assert {
        problem_with(version(1, 2), version(1, 1)),
        problem_with(version(1, 1), version(1, 1)),
        problem_with(version(1, 1), version(2, 2)),
    } == {"Choose a later version of the same question."}
