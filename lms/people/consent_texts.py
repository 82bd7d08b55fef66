"""What people are asked to agree to: a text for each purpose, in versions that are never edited.

The texts are data (`content/consent_texts.json`). Each has its version, the day since which people
are asked with it, its words, and what exactly is shown in public while the consent stands.
"""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.conf import settings

from lms.people.models import Consent


@dataclass(frozen=True)
class ConsentText:
    purpose: str
    version: int
    since: date
    title: str
    text: str
    shown: tuple[str, ...]


@cache
def texts() -> dict[tuple[str, int], ConsentText]:
    """Every text by purpose and version; ValueError where the file holds a purpose nobody knows."""
    path = settings.BASE_DIR / "content" / "consent_texts.json"
    found: dict[tuple[str, int], ConsentText] = {}
    for row in json.loads(path.read_text(encoding="utf-8")):
        text = ConsentText(
            purpose=Consent.Purpose(row["purpose"]).value,
            version=row["version"],
            since=date.fromisoformat(row["since"]),
            title=row["title"],
            text=row["text"],
            shown=tuple(row["shown"]),
        )
        if (text.purpose, text.version) in found:
            raise ValueError(f"{text.purpose} has version {text.version} twice.")
        found[text.purpose, text.version] = text
    return found


def newest_text(purpose: str) -> ConsentText:
    """The text with which people are asked now."""
    return max(
        (text for text in texts().values() if text.purpose == purpose),
        key=lambda text: text.version,
    )
