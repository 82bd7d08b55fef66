"""What rooms above have to say before two people become one: they register a function each."""

from collections.abc import Callable, Collection
from datetime import datetime

from lms.people.merging.rules import Matter

Ids = Collection[int]
Speaker = Callable[[Ids, Ids, datetime], list[Matter]]
_speakers: list[Speaker] = []


def speaks_before_merge(function: Speaker) -> Speaker:
    """Register what looks at everybody who is the absorbed person, and everybody who is the kept."""
    _speakers.append(function)
    return function


def matters_between(absorbed: Ids, kept: Ids, at: datetime) -> list[Matter]:
    """What blocks first, then what is only told."""
    found = [matter for speak in _speakers for matter in speak(absorbed, kept, at)]
    return sorted(found, key=lambda matter: not matter.is_blocking)
