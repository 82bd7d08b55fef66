"""What is hashed of an event and of the fact it is about, and how hashes are combined.

Hashes are SHA-256 in hexadecimal. Rows are hashed as they come from the database, so both sides of
a comparison must have been read from there.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Sequence
from datetime import UTC
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.db import models

from lms.journal.models import Event, Seal

LEAF, NODE, CHAIN = b"\x00", b"\x01", b"\x02"  # RFC 9162 tells leaves and nodes apart
FIRST = "0" * 64  # what the first seal is chained to


def canonical(value: Any) -> bytes:
    """One spelling of a JSON value: sorted keys, no spaces."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(*parts: bytes) -> str:
    return hashlib.sha256(b"".join(parts)).hexdigest()


def _said(event: Event) -> dict[str, Any]:
    return {
        "uid": str(event.uid),
        "name": event.name,
        "subject": f"{event.subject_type}:{event.subject_id}",
        "by": event.by_id,
        "at": event.at.astimezone(UTC).isoformat(),
        "payload": event.payload,
    }


def mac_of(event: Event, key: str = "") -> str:
    """What only somebody with the site's secret can write beside an event."""
    derived = hashlib.sha256(b"lms.journal" + (key or settings.SECRET_KEY).encode()).digest()
    return hmac.new(derived, canonical(_said(event)), hashlib.sha256).hexdigest()


def is_ours(event: Event) -> bool:
    """Whether the application wrote it; also under a secret that was in use before."""
    keys = [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)]
    return any(hmac.compare_digest(mac_of(event, key), event.mac) for key in keys)


def row_of(instance: models.Model) -> dict[str, Any]:
    """Every column of a row by its name."""
    fields = instance._meta.concrete_fields
    return {field.attname: field.value_to_string(instance) for field in fields}


def fact_hash(instance: models.Model, parts: Iterable[str]) -> str:
    """Of a fact with the rows that belong to it, named by their relation."""
    whole = {
        part: [row_of(each) for each in sorted(getattr(instance, part).all(), key=attrgetter("pk"))]
        for part in parts
    }
    return digest(canonical({"fact": row_of(instance), "parts": whole}))


def leaf_content(event: Event) -> dict[str, Any]:
    """What of an event is under its leaf, beside the hash of its fact."""
    recorded = event.recorded_at.astimezone(UTC).isoformat()
    return _said(event) | {"id": event.pk, "recorded_at": recorded, "mac": event.mac}


def leaf_hash(event: Event, fact: str) -> str:
    return digest(LEAF, canonical(leaf_content(event)), fact.encode())


def root_of(leaves: Sequence[str]) -> str:
    """The Merkle tree hash of one or more leaves, as RFC 9162 (2.1.1) but over hexadecimal text."""
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    halves = root_of(leaves[:half]), root_of(leaves[half:])
    return digest(NODE, *(half.encode() for half in halves))


def path_to(leaves: Sequence[str], place: int) -> list[tuple[str, str]]:
    """From a leaf up to `root_of(leaves)`: of each step the side on which the other hash stands."""
    if len(leaves) == 1:
        return []
    half = 1 << (len(leaves) - 1).bit_length() - 1
    if place < half:
        return [*path_to(leaves[:half], place), ("right", root_of(leaves[half:]))]
    return [*path_to(leaves[half:], place - half), ("left", root_of(leaves[:half]))]


def chained_to(before: str, seal: Seal) -> str:
    """The hash that a seal hands on to the next."""
    said = {
        "before": before,
        "number": seal.number,
        "size": seal.size,
        "sealed_at": seal.sealed_at.astimezone(UTC).isoformat(),
        "root": seal.root,
    }
    return digest(CHAIN, canonical(said))
