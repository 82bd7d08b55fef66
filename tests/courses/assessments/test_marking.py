"""Marking is exact, deterministic, within bounds, monotone and independent of shuffling."""

import json
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.assessments.question_types import TYPES, type_of
from courses.assessments.question_types.certainty import adjusted
from courses.attempts import rules
from tests.courses.assessments.strategies import (
    BY_PEOPLE,
    CONTENTS,
    PENALTIES,
    bettered,
    fields,
    key_of,
    sent_again,
    worsened,
)

CLOSED = sorted(CONTENTS)
EVERY = CONTENTS | BY_PEOPLE
SEEDS = st.text(st.characters(codec="ascii"), max_size=5)
few = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def asked(data, type_name):
    """A question, the seed it is shown with, and a response as it is stored."""
    kind = type_of(type_name)
    content = kind.clean_content(data.draw(EVERY[type_name]))
    seed = data.draw(SEEDS)
    sent = data.draw(fields(type_name, kind.present(content, seed)))
    return kind, content, seed, kind.read_response(content, seed, sent)


def has_formula(type_name, content):
    parts = content.get("parts", ())
    return type_name == "formula" or any(part["type"] == "formula" for part in parts)


def test_every_type_is_held_here():
    assert sorted(EVERY) == sorted(TYPES)


@pytest.mark.parametrize("type_name", CLOSED)
@few
@given(data=st.data())
def test_marking_is_deterministic_and_within_the_penalty_and_one(type_name, data):
    kind, content, seed, response = asked(data, type_name)
    penalty = data.draw(PENALTIES)

    marked = kind.mark(content, response, seed=seed, penalty=penalty)

    assert isinstance(marked.share, Fraction)
    assert -penalty <= marked.share <= 1
    assert kind.mark(content, response, seed=seed, penalty=penalty) == marked
    assert kind.mark(content, response, seed=seed).share >= max(marked.share, 0)
    json.dumps([response, marked.explanation])


@pytest.mark.parametrize("type_name", CLOSED)
@few
@given(data=st.data())
def test_marking_does_not_depend_on_the_shuffle(type_name, data):
    kind, content, seed, response = asked(data, type_name)
    if has_formula(type_name, content):
        return  # its numbers come from the seed
    other, penalty = seed + "other", data.draw(PENALTIES)

    again = kind.read_response(content, other, sent_again(type_name, content, other, response))

    marks = [
        kind.mark(content, each, seed=by, penalty=penalty)
        for each, by in ((response, seed), (again, other))
    ]
    assert marks[0] == marks[1]


@pytest.mark.parametrize("type_name", sorted(EVERY))
@few
@given(data=st.data())
def test_what_is_stored_fills_the_form_again(type_name, data):
    kind, content, seed, response = asked(data, type_name)

    for by in (seed, seed + "other"):
        sent = sent_again(type_name, content, by, response)
        assert kind.read_response(content, by, sent) == response
    assert kind.clean_content(content) == content
    assert kind.present(content, seed) == kind.present(content, seed)


@pytest.mark.parametrize("type_name", CLOSED)
@few
@given(data=st.data())
def test_one_more_right_part_never_earns_less_and_one_more_wrong_never_more(type_name, data):
    kind, content, seed, response = asked(data, type_name)
    penalty = data.draw(PENALTIES)
    better = data.draw(bettered(type_name, content, seed, response))
    worse = data.draw(worsened(type_name, content, seed, response))

    low, middle, high = (
        kind.mark(content, each, seed=seed, penalty=penalty).share
        for each in (worse, response, better)
    )

    assert low <= middle <= high


@pytest.mark.parametrize("type_name", CLOSED)
@few
@given(data=st.data())
def test_the_key_itself_earns_everything_and_a_blank_nothing(type_name, data):
    kind, content, seed, _response = asked(data, type_name)
    penalty = data.draw(PENALTIES)

    key = key_of(type_name, content, seed)

    assert kind.mark(content, key, seed=seed, penalty=penalty).share == 1
    assert kind.read_response(content, seed, {}) is None
    assert kind.mark(content, None, seed=seed, penalty=penalty).share == 0


@few
@given(data=st.data())
def test_a_formula_gives_the_same_seed_the_same_numbers(data):
    kind, content, seed, _response = asked(data, "formula")

    values = kind.values(content, seed)

    assert kind.values(content, seed) == values
    for variable in content["variables"]:
        low, high = (type(values["a"])(variable[end]) for end in ("from", "to"))
        assert low <= values[variable["name"]] <= high


@pytest.mark.parametrize("type_name", sorted(BY_PEOPLE))
@few
@given(data=st.data())
def test_points_by_criterion_are_a_share_and_one_more_point_never_earns_less(type_name, data):
    kind, content, _seed, response = asked(data, type_name)
    most = [row["points"] for row in kind.rubric(content)]
    points = [data.draw(st.integers(0, each)) for each in most]
    place = data.draw(st.integers(0, len(most) - 1))
    more = [*points[:place], min(points[place] + 1, most[place]), *points[place + 1 :]]

    share = kind.share_of(content, response, points)

    assert 0 <= share <= kind.share_of(content, response, more) <= 1
    assert kind.share_of(content, response, most) == 1


SHARES = st.none() | st.fractions(-2, 1, max_denominator=60)
POINTS = st.fractions("0.01", 100, max_denominator=100)


@few
@given(rows=st.lists(st.tuples(POINTS, SHARES), min_size=1, max_size=8))
def test_the_whole_lies_between_nothing_and_the_maximum(rows):
    score = rules.score(rows)

    assert 0 <= score.earned <= score.maximum
    assert score.waiting <= score.maximum
    assert 0 <= rules.shown_percent(score) <= 100
    assert rules.score(reversed(rows)) == score


@few
@given(
    rows=st.lists(st.tuples(POINTS, SHARES), min_size=1, max_size=8),
    place=st.integers(0, 7),
    gain=st.fractions(0, 1, max_denominator=60),
)
def test_a_higher_share_of_one_answer_never_lowers_the_whole(rows, place, gain):
    place %= len(rows)
    points, share = rows[place]
    higher = min((share or 0) + gain, Fraction(1))
    if share is not None:
        more = [*rows[:place], (points, higher), *rows[place + 1 :]]
        assert rules.score(more).earned >= rules.score(rows).earned


@few
@given(share=st.fractions(-1, 1), certainty=st.sampled_from([1, 2, 3]))
def test_certainty_pays_the_whole_only_for_what_is_right(share, certainty):
    assert -2 <= adjusted(share, certainty) <= 1
    assert (adjusted(share, certainty) == 1) == (share == 1 and certainty == 3)
