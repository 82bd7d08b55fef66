"""Certificate numbers are long, readable, forgiving to type, and notice mistakes (R41)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certification.certificates.numbers import (
    ALPHABET,
    RANDOM_CHARACTERS,
    check_characters,
    grouped,
    make_number,
    read_number,
)

payloads = st.text(ALPHABET, min_size=RANDOM_CHARACTERS, max_size=RANDOM_CHARACTERS)
numbers = payloads.map(lambda payload: grouped(payload + check_characters(payload)))


def test_r41_a_number_carries_at_least_128_random_bits():
    assert 5 * RANDOM_CHARACTERS >= 128
    assert len({make_number() for _ in range(1000)}) == 1000


def test_a_number_is_seven_groups_of_four():
    assert [len(group) for group in make_number().split("-")] == [4] * 7


@given(numbers)
def test_a_number_reads_as_itself(number):
    assert read_number(number) == number


@given(numbers)
def test_case_spaces_and_lookalikes_do_not_matter(number):
    typed = number.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert read_number(f"  {typed} ") == number


@given(numbers, st.integers(0, 33), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(number, place, character):
    if number[place] in {"-", character}:
        return
    assert read_number(number[:place] + character + number[place + 1 :]) is None


@given(numbers, st.integers(0, 26))
def test_two_swapped_neighbours_are_noticed(number, place):
    characters = list(number.replace("-", ""))
    if characters[place] == characters[place + 1]:
        return
    characters[place], characters[place + 1] = characters[place + 1], characters[place]
    assert read_number("".join(characters)) is None


@pytest.mark.parametrize("typed", ["", "   ", "ABCD", "Ü" * 28, "x" * 10_000, "ABCD-" * 7])
def test_what_cannot_be_a_number_is_none(typed):
    assert read_number(typed) is None
