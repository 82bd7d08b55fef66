"""What may be answered, when people are asked, and what stays hidden."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.evaluation import rules
from courses.evaluation.queries import gain

FORM = {
    "scale": {"min": 1, "max": 5, "min_label": "not at all", "max_label": "completely"},
    "questions": [
        {"code": "F1", "type": "scale", "text": "The aims were clear."},
        {"code": "F2", "type": "text", "text": "What will you do?"},
    ],
}


@pytest.mark.parametrize(
    ("occasion", "last_day", "due"),
    [
        ("reaction", date(2026, 8, 31), date(2026, 8, 31)),
        ("four weeks", date(2026, 8, 31), date(2026, 9, 28)),
        ("six months", date(2026, 8, 31), date(2027, 2, 28)),
        ("six months", date(2027, 8, 31), date(2028, 2, 29)),
        ("six months", date(2026, 11, 30), date(2027, 5, 30)),
    ],
)
def test_r38_follow_up_is_asked_after_calendar_months(occasion, last_day, due):
    assert rules.due_on(occasion, last_day) == due


@pytest.mark.parametrize(
    ("answers", "kept"),
    [
        ({"F1": "4", "F2": " Meet firms "}, {"F1": 4, "F2": "Meet firms"}),
        ({"F1": "4", "F2": ""}, {"F1": 4}),
        ({"F1": 1, "F9": "x"}, {"F1": 1}),
    ],
)
def test_blank_answers_and_unknown_questions_are_left_out(answers, kept):
    assert rules.cleaned(FORM, answers) == kept


@pytest.mark.parametrize(
    "answers", [{}, {"F1": "0"}, {"F1": "6"}, {"F1": "four"}, {"F2": "x" * 4001}]
)
def test_what_is_no_answer_is_refused(answers):
    with pytest.raises(ValueError, match="."):
        rules.cleaned(FORM, answers)


def answered(count: int) -> list[dict]:
    return [{"F1": 1 + number % 5, "F2": f"text {count - number}"} for number in range(count)]


@given(st.integers(0, 12))
def test_nothing_is_shown_under_five_answers_where_anonymity_was_promised(count):
    hidden = rules.findings(FORM, answered(count), is_anonymous=True)
    assert (hidden is None) == (count < 5)
    assert rules.findings(FORM, answered(count), is_anonymous=False) is not None


def test_a_question_that_few_answered_stays_hidden_too():
    answers = [*answered(4), *[{"F1": 5}] * 2]
    scale, text = rules.findings(FORM, answers, is_anonymous=True)
    assert (sum(count for _level, count in scale.levels), scale.mean) == (6, Decimal("3.33"))
    assert text.texts == ()


@given(st.permutations(answered(7)))
def test_the_order_of_the_rows_gives_nobody_away(answers):
    assert rules.findings(FORM, answers, is_anonymous=True) == rules.findings(
        FORM, answered(7), is_anonymous=True
    )


def test_the_gain_between_two_tests_is_a_mean_of_at_least_five():
    from fractions import Fraction

    rows = [(Fraction(2, 5), Fraction(4, 5))] * 4
    assert gain(rows) == gain([]).__class__(4, None, None)
    found = gain([*rows, (Fraction(1), Fraction(1))])
    assert (found.people, found.before, found.after) == (5, Decimal("52.0"), Decimal("84.0"))
