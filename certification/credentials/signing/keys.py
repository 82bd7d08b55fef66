"""The issuer's keys: files in a folder outside the database, one pair for each key ever made.

`<id>.pem` is the private key, readable by its owner alone; `<id>.json` says what stays true when
the private key is gone: when it was made, and from when on it may have been in other hands. The id
is the public key itself as a Multikey. The newest key that is nobody else's signs; all the others
stay, so that old proofs hold.
"""

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.utils.translation import gettext as _

from certification.credentials.signing.multibase import key_of, multikey
from lms.errors import Refused


class NoKey(Exception):
    """There is no key to sign with; whoever keeps the server makes one."""


@dataclass(frozen=True)
class Key:
    """A key of the issuer, without its secret."""

    id: str
    made_at: datetime
    compromised_from: datetime | None = None

    @property
    def public(self) -> Ed25519PublicKey:
        return key_of(self.id)

    @property
    def is_trusted(self) -> bool:
        return self.compromised_from is None

    @property
    def can_sign(self) -> bool:
        return self.is_trusted and private_path(self.id).exists()

    def sign(self, data: bytes) -> bytes:
        """64 bytes. The private key is read for each signature and kept nowhere."""
        private = load_pem_private_key(private_path(self.id).read_bytes(), password=None)
        if not isinstance(private, Ed25519PrivateKey):
            raise NoKey(f"{self.id}.pem holds a key of another kind.")
        return private.sign(data)


def folder() -> Path:
    return Path(settings.KEYS_DIR)


def private_path(key_id: str) -> Path:
    return folder() / f"{key_id}.pem"


def all_keys() -> list[Key]:
    """All keys ever made, newest first."""
    found = [_read(path) for path in folder().glob("z6Mk*.json")]
    return sorted(found, key=lambda key: (key.made_at, key.id), reverse=True)


def signing_key() -> Key:
    """The newest key that can sign; raises NoKey."""
    for key in all_keys():
        if key.can_sign:
            return key
    raise NoKey("There is no key to sign credentials with. Make one: manage.py make_key")


def key_by_id(key_id: str) -> Key | None:
    return next((key for key in all_keys() if key.id == key_id), None)


def make_key(*, at: datetime) -> Key:
    """Make a key, which signs from now on. Older keys stay for the proofs they made."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    private = Ed25519PrivateKey.generate()
    key = Key(id=multikey(private.public_key()), made_at=at)
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    _write(private_path(key.id), pem, mode=0o600)
    _write_facts(key)
    return key


def mark_compromised(*, key: Key, since: datetime) -> Key:
    """Say that the key may have been in other hands from a moment on; nothing it signed is trusted.

    Refuses when no other key could sign, so that the site always can. Running it again keeps the
    earlier moment.
    """
    if not any(other.can_sign for other in all_keys() if other.id != key.id):
        raise Refused(
            "no_other_key",
            _("This is the only key that can sign. Make another one first: manage.py make_key"),
        )
    if key.compromised_from is not None:
        since = min(since, key.compromised_from)
    marked = Key(id=key.id, made_at=key.made_at, compromised_from=since)
    _write_facts(marked)
    return marked


def _read(path: Path) -> Key:
    facts = json.loads(path.read_text(encoding="utf-8"))
    since = facts["compromised_from"]
    return Key(
        id=path.stem,
        made_at=datetime.fromisoformat(facts["made_at"]),
        compromised_from=datetime.fromisoformat(since) if since else None,
    )


def _write_facts(key: Key) -> None:
    since = key.compromised_from
    facts = {
        "made_at": key.made_at.isoformat(),
        "compromised_from": since.isoformat() if since else None,
    }
    _write(folder() / f"{key.id}.json", json.dumps(facts, indent=1).encode(), mode=0o644)


def _write(path: Path, data: bytes, *, mode: int) -> None:
    """Whole or not at all, and never readable by more than `mode` says, not even for a moment."""
    unfinished = path.with_suffix(f".{os.getpid()}.unfinished")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
