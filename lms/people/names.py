"""Decides which names may belong to one person; people are never merged by it (R2)."""

import unicodedata

# Letters that do not come apart into a plain letter and a sign.
LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)


def normalised_name(*parts: str) -> str:
    """A name without capitals, accents, signs and the order of its words.

    So “Müller, José” and “jose MULLER” are alike; “Mueller” is not, it may be another name.
    """
    text = " ".join(parts).casefold().translate(LETTERS)
    plain = "".join(
        each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each)
    )
    words = "".join(each if each.isalnum() else " " for each in plain).split()
    return " ".join(sorted(words))
