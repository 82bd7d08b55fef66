"""Session packs: signed ids on the printed sheet, and the rows that the offline page exports.

A row's hash is an HMAC-SHA256, with a key of its pack, over what the row says. It shows that a file
was changed after it was made; who sends it must keep the session's list all the same.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from courses.deliveries.models import Session
from courses.enrolment.models import Enrolment
from lms.errors import Refused

FORMAT, VERSION = "cascade-session-pack", 1
LARGEST_PACK = 2 * 1024 * 1024
MOST_ROWS = 10_000


def sheet_entry_uid(session: Session, place: Enrolment) -> UUID:
    """The id of the entry that a row of the printed sheet becomes, however often it is scanned."""
    return uuid5(session.uid, f"sheet:{place.uid}")


def sheet_signature(session: Session, place: Enrolment) -> str:
    said = f"sheet:{sheet_entry_uid(session, place)}"
    return hmac.new(session.check_in_secret.encode(), said.encode(), hashlib.sha256).hexdigest()[
        :20
    ]


def is_signed(session: Session, place: Enrolment, signature: str) -> bool:
    return hmac.compare_digest(sheet_signature(session, place).encode(), signature.encode())


def pack_key(session: Session, pack: UUID) -> str:
    """What the rows of one offline page are hashed with."""
    secret = session.check_in_secret.encode()
    return hmac.new(secret, f"pack:{pack}".encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class PackRow:
    """One entry as the offline page made it."""

    uid: UUID
    place: UUID
    minutes: int
    is_excused: bool
    made_at: datetime


def row_hash(key: str, row: Mapping[str, Any]) -> str:
    """The hash of a row as it is written in the file; the offline page makes the same."""
    excused = "1" if row["excused"] is True else "0"
    said = [row["id"], row["place"], row["name"], row["minutes"], excused, row["made_at"]]
    text = "\n".join(str(each) for each in said)
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


def read_pack(data: bytes, session: Session) -> list[PackRow]:
    """The rows of a file; refused where one was changed, naming it, or the file is another one."""
    if len(data) > LARGEST_PACK:
        raise Refused("too_large", _("A session pack has at most 2 MB."))
    try:
        raw = json.loads(data)
        is_pack = raw["format"] == FORMAT and raw["version"] == VERSION
        pack, of_session = UUID(str(raw["pack"])), UUID(str(raw["session"]))
        rows = raw["entries"] if is_pack else None
    except (ValueError, KeyError, TypeError, RecursionError):
        rows = None
    if not isinstance(rows, list) or len(rows) > MOST_ROWS:
        raise Refused("not_a_pack", _("This is not a file that a session pack made."))
    if of_session != session.uid:
        raise Refused("other_session", _("This file belongs to another session."))
    key = pack_key(session, pack)
    return [_read_row(number, row, key) for number, row in enumerate(rows, start=1)]


def _read_row(number: int, row: Any, key: str) -> PackRow:
    named = {"number": number, "name": _name_in(row)}
    try:
        is_whole = hmac.compare_digest(str(row["hash"]).encode(), row_hash(key, row).encode())
        read = PackRow(
            uid=UUID(str(row["id"])),
            place=UUID(str(row["place"])),
            minutes=int(row["minutes"]),
            is_excused=row["excused"] is True,
            made_at=datetime.fromisoformat(str(row["made_at"])),
        )
    except (ValueError, KeyError, TypeError, OverflowError, UnicodeEncodeError):
        raise Refused(
            "row_unclear", _("Row %(number)s (%(name)s) cannot be read.") % named
        ) from None
    if not is_whole:
        sentence = _(
            "Row %(number)s (%(name)s) was changed after it was made; nothing is taken in."
        )
        raise Refused("row_changed", sentence % named, "R62")
    if read.made_at.tzinfo is None or (read.is_excused and read.minutes):
        raise Refused("row_unclear", _("Row %(number)s (%(name)s) cannot be read.") % named)
    return read


def _name_in(row: Any) -> str:
    return str(row.get("name", "?"))[:100] if isinstance(row, dict) else "?"
