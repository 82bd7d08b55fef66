"""Who is one person in the end, and what keeps two from being made one (R1–R3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.people.merging.rules import Matter, Side, canonical_people, why_not_differ, why_not_merge

ONE, OTHER = Side(1, False, False), Side(2, False, False)
FINE = {
    "by": 9,
    "roles": {"administrator"},
    "reason": "The same passport.",
    "are_different": False,
}


def test_r1_a_chain_of_merges_ends_at_the_last_one():
    assert canonical_people({1: 2, 2: 3, 4: 3}) == {1: 3, 2: 3, 4: 3}
    assert canonical_people({1: 2, 4: 3}) == {1: 2, 4: 3}


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=20))
def test_r1_people_who_are_not_merged_yet_never_make_a_circle(pairs):
    merged: dict[int, int] = {}
    for absorbed, kept in pairs:
        sides = (Side(pk, pk in merged, False) for pk in (absorbed, kept))
        if why_not_merge(*sides, **FINE) is None:
            merged[absorbed] = kept

    assert set(canonical_people(merged).values()).isdisjoint(merged)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, None),
        ({"roles": {"officer"}}, "not_administrator"),
        ({"reason": " "}, "reason_missing"),
        ({"by": 2}, "own_account"),
        ({"kept": ONE}, "same_person"),
        ({"kept": Side(2, True, False)}, "merged_already"),
        ({"absorbed": Side(1, True, False)}, "merged_already"),
        ({"kept": Side(2, False, True)}, "demonstration"),
        ({"are_different": True}, "confirmed_different"),
        ({"matters": [Matter("Both are there.")]}, None),
        (
            {"matters": [Matter("Both."), Matter("One taught the other.", "R9", True)]},
            "conflicting",
        ),
    ],
)
def test_r1_what_keeps_two_people_apart(changes, code):
    asked = {"absorbed": ONE, "kept": OTHER} | FINE | changes

    refusal = why_not_merge(asked.pop("absorbed"), asked.pop("kept"), **asked)

    assert (refusal.code if refusal else None) == code


def test_r3_one_person_is_not_two():
    assert why_not_differ(ONE, OTHER) is None
    assert why_not_differ(ONE, ONE).code == "same_person"
    assert why_not_differ(ONE, Side(2, True, False)).code == "merged_already"
