"""Multibase and multicodec: keys, signatures and bit strings as text that says how it is written."""

import base64
import binascii

import base58
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ED25519 = b"\xed\x01"  # multicodec of an Ed25519 public key, as a varint
KEY_BYTES = 32


def base58btc(data: bytes) -> str:
    return "z" + base58.b58encode(data).decode()


def from_base58btc(text: str) -> bytes:
    """Raises ValueError when the text does not say that it is base58btc, or is not."""
    if not text.startswith("z"):
        raise ValueError("This is not multibase base58btc, which begins with z.")
    return base58.b58decode(text[1:])


def base64url(data: bytes) -> str:
    """Base64 for addresses, without padding, as JOSE and the status lists write it."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """Raises ValueError for characters of another alphabet and for impossible lengths."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("This is not base64url.") from error


def multikey(key: Ed25519PublicKey) -> str:
    """The public key as a Multikey, which begins with z6Mk."""
    return base58btc(ED25519 + key.public_bytes(Encoding.Raw, PublicFormat.Raw))


def key_of(multikey_text: str) -> Ed25519PublicKey:
    """Raises ValueError when it is the key of another kind, or none."""
    data = from_base58btc(multikey_text)
    if data[: len(ED25519)] != ED25519 or len(data) != len(ED25519) + KEY_BYTES:
        raise ValueError("This is not the Multikey of an Ed25519 key.")
    return Ed25519PublicKey.from_public_bytes(data[len(ED25519) :])
