"""What becomes of a line: new, a new version, unchanged or not taken, and under which code."""

from dataclasses import replace
from decimal import Decimal

import pytest

from courses.exchange import rules
from courses.exchange.lines import Line, Picture, ReadQuestion
from courses.exchange.plain_text import NotTaken
from courses.exchange.rules import Held, cleaned, code_for, codes_in_file, plan_lines
from tests.courses.exchange.strategies import png

OURS, OTHER = 1, 2
TRUE = ReadQuestion(type="true or false", stem="Is it so?", content={"answer": "True"}, code="Q-1")


def planned(*questions, held=None):
    lines = [Line(f"line {n}", "", question) for n, question in enumerate(questions, start=1)]
    return plan_lines(lines, held or {}, bank=OURS, bank_code="M5")


def outcomes(plans):
    return [(plan.outcome, plan.question.code if plan.question else "") for plan in plans]


def test_a_line_is_new_a_new_version_or_unchanged():
    held = {"Q-1": Held(OURS, TRUE)}
    assert outcomes(planned(TRUE)) == [("new", "Q-1")]
    assert outcomes(planned(TRUE, held=held)) == [("unchanged", "Q-1")]
    changed = replace(TRUE, feedback="See module 1.")
    assert outcomes(planned(changed, held=held)) == [("new version", "Q-1")]


def test_line_ends_and_spaces_around_are_no_difference():
    held = {"Q-1": Held(OURS, replace(TRUE, stem="Is it\nso?"))}
    assert outcomes(planned(replace(TRUE, stem=" Is it\r\nso? "), held=held))[0][0] == "unchanged"


def test_a_code_of_another_bank_gets_a_suffix_and_the_same_one_again():
    held = {"Q-1": Held(OTHER, TRUE)}
    [plan] = planned(TRUE, held=held)
    assert (plan.outcome, plan.question.code) == ("new", "Q-1-M5")
    assert plan.line.losses == ("The code Q-1 belongs to another bank; here it becomes Q-1-M5.",)
    held["Q-1-M5"] = Held(OURS, TRUE)
    assert outcomes(planned(TRUE, held=held)) == [("unchanged", "Q-1-M5")]
    held["Q-1-M5"] = Held(OTHER, TRUE)
    assert planned(TRUE, held=held)[0].line.reason == (
        "The code Q-1-M5 belongs to another bank as well."
    )


def test_codes_come_from_the_file_or_from_what_the_question_says():
    nameless = replace(TRUE, code="")
    assert code_for(nameless) == code_for(replace(nameless, points=Decimal(2)))
    assert code_for(nameless) != code_for(replace(nameless, stem="Is it not so?"))
    for code in ("Frage 1 ä/ü", "x" * 60, "--", "ünïcödé"):
        made = code_for(replace(TRUE, code=code))
        assert len(made) <= 40
        assert made.isascii()
        assert made == code_for(replace(TRUE, code=code, stem="another"))
    lines = [Line("", "", TRUE), Line("", "", TRUE), Line("", "", None), Line("", "", TRUE)]
    assert codes_in_file(lines) == ["Q-1", "Q-1-2", "", "Q-1-3"]


def test_a_retired_question_stays_retired_and_that_is_said():
    [plan] = planned(TRUE, held={"Q-1": Held(OURS, TRUE, is_retired=True)})
    assert plan.notes == ("Retired here, and stays so.",)


def test_what_the_file_does_not_say_of_filing_stays():
    filed = replace(TRUE, category="Finance", tags=("a",), difficulty="hard")
    held = {"Q-1": Held(OURS, filed)}
    assert planned(TRUE, held=held)[0].notes == ()
    [plan] = planned(replace(TRUE, category="Budgets"), held=held)
    assert plan.notes == ("Its category, tags or difficulty change.",)


def test_a_picture_makes_a_version_only_where_it_differs():
    shown = replace(TRUE, picture=Picture("map.png", png()))
    same = Held(OURS, TRUE, picture=7, picture_sha1=rules.sha1(png()))
    assert planned(shown, held={"Q-1": same})[0].outcome == "unchanged"
    assert planned(shown, held={"Q-1": Held(OURS, TRUE)})[0].outcome == "new version"
    assert planned(TRUE, held={"Q-1": same})[0].outcome == "unchanged"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"stem": "a\x00b"}, "It holds characters that cannot be stored."),
        ({"content": {"\ud800": 1}}, "It holds characters that cannot be stored."),
        ({"stem": "x" * 20_001}, "A text is longer than 20000 characters."),
        ({"stem": "  "}, "Write the question itself."),
        ({"outcome": 100}, "The learning outcome must be a number from 1 to 99."),
        ({"content": {"answer": "Perhaps"}}, "“answer” must be “True” or “False”."),
        (
            {"type": "file upload", "content": {"endings": [".exe"]}},
            "Not offered: .exe. Known: .pdf, .docx",
        ),
        ({"type": "hot spot", "content": {}}, "Choose the picture with the spots."),
        (
            {"type": "hot spot", "content": {}, "picture": Picture("x.png", b"no picture")},
            "“areas” must be a list of at least 2.",
        ),
        ({"type": "case study", "content": {"parts": [{"type": []}]}}, ""),
        (
            {"type": "fill the gap", "content": {"answers": [["a"]]}},
            "The question has 0 gaps (____) but accepted texts for 1.",
        ),
    ],
)
def test_a_question_that_cannot_be_stored_says_why(change, reason):
    with pytest.raises(NotTaken) as refused:
        cleaned(replace(TRUE, **change))
    assert refused.value.reason.startswith(reason)


@pytest.mark.parametrize(
    ("change", "value", "note"),
    [
        ({"points": Decimal(0)}, Decimal(1), "Points lie between 0.01 and 1000; it gets 1."),
        (
            {"points": Decimal("1e20")},
            Decimal(1000),
            "Points lie between 0.01 and 1000; it gets 1000.",
        ),
        ({"points": Decimal("0.3333333")}, Decimal("0.33"), "Its points are rounded to 0.33."),
        ({"penalty": Decimal(3)}, Decimal(0), "Its penalty is not between 0 and 1; it gets none."),
        ({"penalty": Decimal("0.33333")}, Decimal("0.333"), "Its penalty is rounded to 0.333."),
    ],
)
def test_points_and_penalty_are_brought_into_range_and_that_is_said(change, value, note):
    question, notes = cleaned(replace(TRUE, **change))
    [name] = change
    assert (getattr(question, name), notes) == (value, [note])


@pytest.mark.parametrize(
    ("data", "note"),
    [
        (b"<svg onload='x()'/>", "The picture is no PNG, JPEG, GIF or WebP that can be shown."),
        (png()[:60], "The picture is no PNG, JPEG, GIF or WebP that can be shown."),
        (b"x" * (10 * 1024 * 1024 + 1), "The picture is larger than 10 MB."),
    ],
)
def test_a_picture_that_cannot_be_shown_is_left_out_and_that_is_said(data, note):
    question, notes = cleaned(replace(TRUE, picture=Picture("x.png", data)))
    assert (question.picture, notes) == (None, [note])
