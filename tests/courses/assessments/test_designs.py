"""A design is read strictly: what is stored can be drawn, what is wrong is said in a sentence."""

from decimal import Decimal

import pytest

from courses.assessments.designs import (
    Band,
    Candidate,
    Draw,
    OutcomeRule,
    Section,
    plain_section,
    read_bands,
    read_outcomes,
    read_sections,
    stored,
)

SECTION = Section(
    title="Terms",
    intro="Short questions.",
    pass_percent=Decimal("50.5"),
    draws=(Draw(question="M1-Q1"), Draw(count=3, kind="closed", tag="law", difficulty="hard")),
)


def test_what_is_stored_is_read_back():
    assert read_sections(stored([SECTION])) == [SECTION]
    rules = [OutcomeRule(outcome=2, title="Explain", pass_percent=Decimal(60))]
    assert read_outcomes(stored(rules)) == rules
    bands = [Band(from_percent=Decimal(80), text="Well done", outcome=1)]
    assert read_bands(stored(bands)) == bands


def test_a_plain_test_has_one_section():
    assert read_sections(plain_section(7, 1)) == [
        Section(title="", draws=(Draw(count=7, kind="closed"), Draw(count=1, kind="open")))
    ]


@pytest.mark.parametrize(
    ("sections", "sentence"),
    [
        ([], "A test needs at least one section."),
        ("no list", "Section cannot be read."),
        ([{"draws": []}], "Section 1 needs 1 to 40 draws."),
        ([{"draws": [{"count": 0}]}], "A test draws at least one question."),
        ([{"draws": [{"count": 201}]}], "A test draws at most 200 questions."),
        ([{"draws": [{"count": "many"}]}], "Questions drawn must be a whole number."),
        ([{"draws": [{"count": -1}]}], "Questions drawn must be a whole number."),
        ([{"draws": [{"question": "A"}, {"question": "A"}]}], "Question A is asked twice."),
        ([{"draws": [{"kind": "odd"}]}], "That kind or difficulty is unknown."),
        (
            [{"pass_percent": 101, "draws": [{"count": 1}]}],
            "A percentage lies between 0 and 100.",
        ),
        ([{"pass_percent": "x", "draws": [{"count": 1}]}], "“x” is no percentage."),
        ([{"draws": [{"count": 1}]}] * 21, "A test has at most 20 sections."),
    ],
)
def test_a_section_that_cannot_be_drawn_is_refused(sections, sentence):
    with pytest.raises(ValueError, match=r".") as refused:
        read_sections(sections)
    assert str(refused.value) == sentence


def test_outcomes_are_named_once_and_feedback_has_its_text():
    with pytest.raises(ValueError, match="named twice"):
        read_outcomes([{"outcome": 1}, {"outcome": 1}])
    with pytest.raises(ValueError, match="needs a percentage and a text"):
        read_bands([{"from_percent": 50}])


@pytest.mark.parametrize(
    ("draw", "fits"),
    [
        (Draw(), True),
        (Draw(question="Q1"), True),
        (Draw(question="Q2"), False),
        (Draw(kind="closed"), True),
        (Draw(kind="open"), False),
        (Draw(tag="Law"), True),
        (Draw(tag="tax"), False),
        (Draw(category="finance"), True),
        (Draw(category="Finance/Budgets"), True),
        (Draw(category="Fin"), False),
        (Draw(outcome=2), True),
        (Draw(outcome=3), False),
        (Draw(difficulty="hard"), True),
        (Draw(difficulty="easy"), False),
        (Draw(kind="closed", tag="law", outcome=3), False),
    ],
)
def test_a_draw_fits_what_meets_all_its_limits(draw, fits):
    candidate = Candidate(
        pk=1,
        code="Q1",
        is_closed=True,
        outcome=2,
        category="Finance/Budgets",
        tags=frozenset({"law"}),
        difficulty="hard",
    )
    assert draw.fits(candidate) is fits


def test_a_draw_says_what_it_is():
    assert Draw(question="M1-Q1").in_words() == "question M1-Q1"
    assert Draw(count=3).in_words() == "3 at random"
    assert Draw(count=2, kind="open", tag="law").in_words() == "2 at random (for a marker, tag law)"
