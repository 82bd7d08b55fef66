"""Bitstring Status Lists of the W3C: one bit for each credential, in a list too long to tell who.

Bit 0 is the leftmost of the first byte. A list is written as GZIP in multibase base64url.
"""

import gzip
from collections.abc import Iterable

from certification.credentials.signing.multibase import base64url, from_base64url

LENGTH = 131_072  # entries; the least that the standard allows, so that one among them is private
BYTES = LENGTH // 8


def encoded(positions: Iterable[int]) -> str:
    """The list in which these bits are set and no others; the same text for the same bits."""
    bits = bytearray(BYTES)
    for position in positions:
        if not 0 <= position < LENGTH:
            raise ValueError(f"A list has no bit {position}.")
        bits[position // 8] |= 0x80 >> position % 8
    return "u" + base64url(gzip.compress(bytes(bits), mtime=0))


def is_set(encoded_list: str, position: int) -> bool:
    """Raises ValueError when it is no list, or too short to hold the position."""
    if not encoded_list.startswith("u"):
        raise ValueError("This is not multibase base64url, which begins with u.")
    bits = gzip.decompress(from_base64url(encoded_list[1:]))
    if len(bits) < BYTES or not 0 <= position < len(bits) * 8:
        raise ValueError(f"The list has no bit {position}.")
    return bool(bits[position // 8] & 0x80 >> position % 8)
