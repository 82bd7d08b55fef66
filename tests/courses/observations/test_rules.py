"""Who may observe, what a form holds, and when every criterion is met."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.observations import rules
from tests.factories.fieldwork import FORM, MET

OBSERVING = {
    "observer_id": 1,
    "observed_id": 2,
    "observer_may_teach": "",
    "is_tutor": False,
    "share_an_employer": False,
    "teaches_session": True,
    "took_place": True,
}
levels = st.dictionaries(st.sampled_from(["O1", "O2"]), st.integers(1, 4))
remarks = st.dictionaries(st.sampled_from(["O1", "O2"]), st.sampled_from(["", " ", "Told a lot"]))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, None),
        ({"observed_id": 1}, "is_self"),
        ({"teaches_session": False}, "does_not_teach"),
        ({"took_place": False}, "not_held"),
        ({"observer_may_teach": "the right ended on 2026-03-08"}, "not_authorised"),
        ({"is_tutor": True}, "is_tutor"),
        ({"share_an_employer": True}, "same_employer"),
    ],
)
def test_r37_whose_observation_counts(changes, code):
    refusal = rules.refusal_to_observe(**OBSERVING | changes)
    assert (refusal and refusal[0]) == code


@pytest.mark.parametrize(
    ("wrong_levels", "wrong_remarks"),
    [
        ({"O9": 3}, {}),
        ({}, {"O9": "x"}),
        ({"O1": 0}, {}),
        ({"O1": True}, {}),
        ({"O1": 3.0}, {}),
        ({"O1": [3]}, {}),
        ({"O1": "3"}, {}),
        ({}, {"O1": 3}),
        ({}, {"O1": "x" * 4001}),
    ],
)
def test_what_the_form_does_not_know_is_refused(wrong_levels, wrong_remarks):
    assert rules.problem_with(FORM, wrong_levels, wrong_remarks)


def test_r37_every_level_and_a_remark_for_each_below_met():
    assert rules.missing_to_sign(FORM, {"O1": 2}, {}) == [
        "Opens the case is below the level “met” and needs a remark.",
        "Asks rather than tells needs a level.",
    ]
    assert rules.missing_to_sign(FORM, {"O1": 2, "O2": 3}, {"O1": "Told a lot"}) == []


@given(levels, remarks)
def test_a_form_that_can_be_signed_is_met_unless_a_level_is_below(levels, remarks):
    assert rules.problem_with(FORM, levels, remarks) == ""
    is_whole = set(levels) == {"O1", "O2"}
    assert rules.is_met(FORM, levels) == (is_whole and min(levels.values()) >= 3)
    if not rules.missing_to_sign(FORM, levels, remarks):
        below = {code for code, level in levels.items() if level < 3}
        assert is_whole
        assert all(remarks.get(code, "").strip() for code in below)


def test_r36_all_criteria_at_the_pass_level_are_met():
    assert rules.is_met(FORM, MET)
    assert not rules.is_met(FORM, MET | {"O1": 2})
