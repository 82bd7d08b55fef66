"""Questions are drawn as the design says, none twice, fresh ones first (R52)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.assessments.designs import Candidate, Draw, Section
from courses.assessments.draws import draw_questions

TAGS = ("law", "tax", "")


def bank(count: int) -> list[Candidate]:
    return [
        Candidate(
            pk=number,
            code=f"Q{number}",
            is_closed=number % 5 != 0,
            tags=frozenset({TAGS[number % 3]} - {""}),
            outcome=number % 2,
        )
        for number in range(1, count + 1)
    ]


def draw(sections, candidates, *, seen=(), seed="1", shuffles=True):
    return draw_questions(sections, candidates, seen=set(seen), seed=seed, shuffles=shuffles)


@given(
    size=st.integers(1, 40),
    wanted=st.integers(1, 40),
    seen=st.sets(st.integers(1, 40)),
    seed=st.text(max_size=4),
)
def test_r52_questions_not_asked_before_are_drawn_first(size, wanted, seen, seed):
    section = Section(title="", draws=(Draw(count=wanted),))
    if wanted > size:
        with pytest.raises(ValueError, match=f"finds only {size} questions"):
            draw([section], bank(size), seen=seen, seed=seed)
        return
    drawn = [each.pk for each in draw([section], bank(size), seen=seen, seed=seed)]
    fresh = set(range(1, size + 1)) - seen
    assert len(drawn) == wanted == len(set(drawn))
    assert len(set(drawn) & fresh) == min(wanted, len(fresh))
    assert drawn == [each.pk for each in draw([section], bank(size), seen=seen, seed=seed)]


def test_a_fixed_question_is_asked_and_not_drawn_again():
    sections = [
        Section(title="", draws=(Draw(count=9),)),
        Section(title="", draws=(Draw(question="Q4"),)),
    ]
    drawn = draw(sections, bank(10))
    assert [each.pk for each in drawn if each.section == 2] == [4]
    assert sorted(each.pk for each in drawn) == list(range(1, 11))


def test_a_wide_draw_leaves_the_narrow_one_its_questions():
    sections = [
        Section(title="", draws=(Draw(count=6), Draw(count=3, tag="law"))),
    ]
    law = {each.pk for each in bank(9) if "law" in each.tags}
    for seed in range(20):
        drawn = {each.pk for each in draw(sections, bank(9), seed=str(seed))}
        assert drawn == set(range(1, 10))
        assert law <= drawn


def test_questions_for_a_marker_stay_at_the_end_of_their_section():
    sections = [Section(title="", draws=(Draw(count=2, kind="open"), Draw(count=5, kind="closed")))]
    for seed in range(10):
        drawn = draw(sections, bank(20), seed=str(seed))
        assert [each.pk % 5 == 0 for each in drawn] == [False] * 5 + [True] * 2


def test_without_shuffling_the_draws_stand_in_their_order():
    fixed = tuple(Draw(question=f"Q{number}") for number in (7, 3, 9))
    drawn = draw([Section(title="", draws=fixed)], bank(10), shuffles=False)
    assert [each.pk for each in drawn] == [7, 3, 9]


def test_an_unknown_question_says_which():
    with pytest.raises(ValueError, match="question Q99.* finds only 0"):
        draw([Section(title="", draws=(Draw(question="Q99"),))], bank(3))
