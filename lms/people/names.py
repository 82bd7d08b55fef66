"""Decides which names may belong to one person; people are never merged by it (R2)."""

import re
import unicodedata

from anyascii import anyascii
from django.db import models

# Letters that do not come apart into a plain letter and a sign.
LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
LONGEST_KEY = 300
SPELLINGS = (("ae", "a"), ("oe", "o"), ("ue", "u"), ("y", "i"), ("j", "i"))
DOUBLED = re.compile(r"(.)\1+")


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


def name_key(*parts: str) -> str:
    """The key under which names that may be written differently meet (R2).

    On top of `normalised_name`: other scripts in Latin letters, “ue” as “u”, “y” and “j” as “i”,
    doubled letters once. So “Müller” meets “Mueller”, and “Γιάννης” meets “Giannis”.
    """
    plain = anyascii(" ".join(parts)).replace("'", "")
    words = (_folded(word) for word in normalised_name(plain).split())
    return " ".join(sorted(words))[:LONGEST_KEY]


def _folded(word: str) -> str:
    for written, meant in SPELLINGS:
        word = word.replace(written, meant)
    return DOUBLED.sub(r"\1", word)


class NameKeyField(models.CharField):
    """Keeps the key of the names beside them, whoever writes the row, one or many."""

    def pre_save(self, model_instance, add):
        key = name_key(model_instance.first_name, model_instance.last_name)
        setattr(model_instance, self.attname, key)
        return key
