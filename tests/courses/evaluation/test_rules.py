"""What may be answered, when people are asked, and what stays hidden."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.evaluation import rules
from courses.evaluation.rules import Gain, Sitting

FORM = {
    "scale": {"min": 1, "max": 5, "min_label": "not at all", "max_label": "completely"},
    "questions": [
        {"code": "F1", "type": "scale", "text": "The aims were clear."},
        {"code": "F2", "type": "text", "text": "What will you do?"},
    ],
}
MADRID = ZoneInfo("Europe/Madrid")


@pytest.mark.parametrize(
    ("occasion", "last_end", "due"),
    [
        ("reaction", datetime(2026, 8, 31, 17), datetime(2026, 8, 31, 17)),
        ("four weeks", datetime(2026, 8, 31, 17), datetime(2026, 9, 28, 17)),
        ("four weeks", datetime(2026, 3, 13, 17), datetime(2026, 4, 10, 17)),
        ("six months", datetime(2026, 8, 31, 17), datetime(2027, 2, 28, 17)),
        ("six months", datetime(2027, 8, 31, 17), datetime(2028, 2, 29, 17)),
        ("six months", datetime(2026, 11, 30, 17), datetime(2027, 5, 30, 17)),
    ],
)
def test_r38_follow_up_is_asked_after_calendar_months_at_the_hour_of_the_place(
    occasion, last_end, due
):
    found = rules.due_at(occasion, last_end.replace(tzinfo=MADRID).astimezone(UTC), "Europe/Madrid")
    assert found == due.replace(tzinfo=MADRID)


@pytest.mark.parametrize(
    ("answers", "kept"),
    [
        ({"F1": "4", "F2": " Meet firms "}, {"F1": 4, "F2": "Meet firms"}),
        ({"F1": "4", "F2": ""}, {"F1": 4}),
        ({"F1": "4", "F2": " \n "}, {"F1": 4}),
        ({"F1": 1, "F9": "x"}, {"F1": 1}),
    ],
)
def test_blank_answers_and_unknown_questions_are_left_out(answers, kept):
    assert rules.cleaned(FORM, answers) == kept


@pytest.mark.parametrize(
    "answers", [{}, {"F2": "  "}, {"F1": "0"}, {"F1": "6"}, {"F1": "four"}, {"F2": "x" * 4001}]
)
def test_what_is_no_answer_is_refused(answers):
    with pytest.raises(ValueError, match="."):
        rules.cleaned(FORM, answers)


def answered(count: int) -> list[dict]:
    return [{"F1": 1 + number % 5, "F2": f"text {count - number}"} for number in range(count)]


def shown(answers, *, is_anonymous=True, is_final=True):
    return rules.findings(FORM, answers, is_anonymous=is_anonymous, is_final=is_final)


@given(st.integers(0, 12), st.booleans())
def test_nothing_is_shown_under_five_answers_or_before_the_end_where_anonymity_was_promised(
    count, is_final
):
    assert (shown(answered(count), is_final=is_final) is None) == (count < 5 or not is_final)
    assert shown(answered(count), is_anonymous=False, is_final=is_final) is not None


def test_a_question_that_few_answered_stays_hidden_too():
    scale, text = shown([*answered(4), *[{"F1": 5}] * 2])
    assert (scale.answered, scale.mean) == (6, Decimal("3.33"))
    assert (text.texts, text.is_hidden) == ((), True)
    scale, text = shown([*answered(4), *[{"F2": "x"}] * 2])
    assert (scale.levels, scale.mean, scale.is_hidden) == ((), None, True)
    assert len(text.texts) == 6


@given(st.permutations(answered(7)))
def test_the_order_of_the_rows_gives_nobody_away(answers):
    assert shown(answers) == shown(answered(7))


@pytest.mark.parametrize(
    ("after", "is_open", "is_final"),
    [
        (timedelta(seconds=-1), False, False),
        (timedelta(0), True, False),
        (timedelta(days=14, seconds=-1), True, False),
        (timedelta(days=14), False, False),
        (timedelta(days=14, hours=1), False, True),
    ],
)
def test_a_survey_is_never_both_open_and_final(after, is_open, is_final):
    due = datetime(2026, 3, 13, 9, tzinfo=UTC)
    closes = due + rules.STAYS_OPEN["reaction"]
    assert rules.is_open(due, closes, None, due + after) is is_open
    assert rules.is_final(closes, None, due + after) is is_final
    assert rules.is_open(due, closes, due, due + after) is False
    assert rules.is_final(closes, due, due + after) is True


# Tests before and after

FIRST, LAST = date(2026, 3, 9), date(2026, 3, 13)


def taken(place: int, day: date, number: int = 1, percent: int | None = 50, **fields) -> Sitting:
    """A sitting of the one test that is taken at both ends."""
    fields = {"is_before": True, "is_after": True} | fields
    known_at = datetime(day.year, day.month, day.day, place % 24, tzinfo=UTC)
    share = None if percent is None else Fraction(percent, 100)
    return Sitting(place, fields["is_before"], fields["is_after"], day, number, share, known_at)


@pytest.mark.parametrize(
    ("sittings", "found"),
    [
        ([taken(1, FIRST), taken(1, LAST, 2, 80)], [(50, 80)]),
        ([taken(1, FIRST), taken(1, LAST, 2, 80), taken(1, LAST, 3, 90)], [(50, 80)]),
        ([taken(1, FIRST), taken(1, FIRST, 2, 60), taken(1, LAST, 3, 90)], [(50, 90)]),
        ([taken(1, FIRST)], []),
        ([taken(1, LAST)], []),
        ([taken(1, FIRST + timedelta(days=1)), taken(1, LAST, 2)], []),
        ([taken(1, FIRST), taken(1, LAST - timedelta(days=1), 2)], []),
        (
            [taken(1, FIRST, is_after=False), taken(1, LAST, is_before=False, percent=70)],
            [(50, 70)],
        ),
        ([taken(1, FIRST), taken(1, LAST, 2, None), taken(1, LAST, 3, 90)], []),
    ],
)
def test_before_is_the_first_by_the_end_of_the_first_day_and_after_the_first_from_the_last(
    sittings, found
):
    shares = [(before * 100, after * 100) for before, after in rules.pairs(sittings, FIRST, LAST)]
    assert shares == found


def test_on_a_single_day_the_second_sitting_is_the_one_after():
    rows = rules.pairs([taken(1, FIRST, 1, 40), taken(1, FIRST, 2, 80)], FIRST, FIRST)
    assert rows == [(Fraction(2, 5), Fraction(4, 5))]


def test_the_gain_is_a_mean_of_at_least_five():
    rows = [(Fraction(2, 5), Fraction(4, 5))] * 4
    assert rules.gain(rows) == Gain(0)
    found = rules.gain([*rows, (Fraction(1), Fraction(1))])
    assert found == Gain(5, Decimal("52.0"), Decimal("84.0"))
    assert found.points == Decimal("32.0")


@given(
    st.permutations(range(14)),
    st.lists(st.tuples(st.integers(0, 13), st.integers(0, 100)), max_size=10),
    st.integers(0, 100),
)
def test_no_two_looks_at_the_gain_differ_by_fewer_than_five_people(order, again, percent):
    """Fourteen people take it at both ends, some once more; one looks after each sitting."""
    begun = [taken(place, FIRST, 1, (percent + 7 * place) % 101) for place in order]
    ended = [(place, 60 + place) for place in order]
    looks, history, numbers = [], list(begun), dict.fromkeys(order, 1)
    for minutes, (place, right) in enumerate([*ended, *again]):
        numbers[place] += 1
        known_at = datetime(2026, 3, 13, 9, tzinfo=UTC) + timedelta(minutes=minutes)
        number = numbers[place]
        history.append(Sitting(place, True, True, LAST, number, Fraction(right, 100), known_at))
        looks.append(rules.pairs(history, FIRST, LAST))
    for earlier, later in zip(looks, looks[1:], strict=False):
        assert later[: len(earlier)] == earlier
        further = rules.gain(later).people - rules.gain(earlier).people
        assert further % 5 == 0
        assert further or rules.gain(later) == rules.gain(earlier)
