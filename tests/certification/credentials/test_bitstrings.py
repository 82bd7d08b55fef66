"""A list holds the bits that were set, in the order and the writing of the standard."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certification.credentials.bitstrings import BYTES, LENGTH, encoded, is_set
from certification.credentials.signing.multibase import base64url, from_base64url

positions = st.integers(min_value=0, max_value=LENGTH - 1)


@given(st.sets(positions, max_size=20), positions)
def test_a_bit_is_set_where_it_was_set_and_nowhere_else(chosen, other):
    text = encoded(chosen)
    assert all(is_set(text, position) for position in chosen)
    assert is_set(text, other) == (other in chosen)


def test_the_first_bit_is_the_leftmost_of_the_first_byte():
    bits = gzip.decompress(from_base64url(encoded([0, 9, LENGTH - 1])[1:]))
    assert (bits[0], bits[1], bits[-1], len(bits)) == (0b1000_0000, 0b0100_0000, 1, BYTES)


def test_a_list_is_as_long_as_the_standard_asks_and_the_same_text_each_time():
    assert LENGTH >= 131_072
    assert encoded([5, 3]) == encoded([3, 5]) == encoded([3, 5])


@pytest.mark.parametrize("position", [-1, LENGTH])
def test_a_place_that_no_list_has_is_refused(position):
    with pytest.raises(ValueError):
        encoded([position])
    with pytest.raises(ValueError):
        is_set(encoded([]), position)


@pytest.mark.parametrize(
    "text", ["", "H4sI", "u!!", "u" + base64url(gzip.compress(b"\0" * 10, mtime=0))]
)
def test_what_is_no_list_or_too_short_is_refused(text):
    with pytest.raises((ValueError, OSError, EOFError)):
        is_set(text, 5)
