"""Certificate numbers: random, readable in groups, with a check against mistyping (R41).

26 characters of Crockford's base 32 carry 130 random bits; two more check them. Written as seven
groups of four. Reading is tolerant: lower case, spaces, and O, I, L for the digits they look like.
"""

import re
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_CHARACTERS = 26
CHECK_CHARACTERS = 2
GROUP = 4
LONGEST = 100  # characters that are looked at
# The largest prime below 32²: one wrong character or one swap of neighbours is always noticed.
MODULUS = 1021
LOOKALIKES = str.maketrans("OIL", "011")


def make_number() -> str:
    """A new number; the chance that it was made before is one in 2¹³⁰."""
    payload = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_CHARACTERS))
    return grouped(payload + check_characters(payload))


def check_characters(payload: str) -> str:
    value = 0
    for character in payload:
        value = (value * len(ALPHABET) + ALPHABET.index(character)) % MODULUS
    return ALPHABET[value // 32] + ALPHABET[value % 32]


def grouped(characters: str) -> str:
    return "-".join(re.findall(f".{{1,{GROUP}}}", characters))


def read_number(typed: str) -> str | None:
    """The number as it is stored, or None when the text cannot be one (mistyped, too short)."""
    if len(typed) > LONGEST:
        return None
    characters = re.sub(r"[\s\-–.]", "", typed).upper().translate(LOOKALIKES)
    if len(characters) != RANDOM_CHARACTERS + CHECK_CHARACTERS:
        return None
    if any(character not in ALPHABET for character in characters):
        return None
    payload, check = characters[:RANDOM_CHARACTERS], characters[RANDOM_CHARACTERS:]
    return grouped(characters) if check_characters(payload) == check else None
