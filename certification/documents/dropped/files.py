"""Finds the credentials inside a file that a stranger sent, without trusting anything of it.

A PDF, PNG, SVG, JSON or token, told apart by its own bytes. Nothing is drawn, run, fetched or
written to a disk; what is packed is unpacked up to a limit.
"""

import base64
import binascii
import json
import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from PIL import Image

from certification.credentials.badges.baking import PNG_2, PNG_3, SVG_2, SVG_3

LARGEST = 4_000_000  # bytes of a file
LONGEST = 400_000  # bytes of a credential in it
MOST = 8  # credentials of a file that are looked at
BEFORE_STREAM = 600  # bytes in which a PDF says what the stream after them is
EMBEDDED = b"/EmbeddedFile"
TOKEN = re.compile(r"\A[\w-]+\.[\w-]+\.[\w-]*\Z", re.ASCII)


class Unreadable(Exception):
    """The file is of no kind that may hold a credential."""


def credentials_in(data: bytes) -> list[str]:
    """The texts in the file that may be credentials, as they stand; raises Unreadable."""
    if data[:1024].lstrip().startswith(b"%PDF-"):
        found = _of_pdf(data)
    elif data.startswith(b"\x89PNG\r\n\x1a\n"):
        found = _of_png(data)
    elif data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        found = _of_svg(data)
    else:
        found = _of_text(data)
    return [text for _turn, text in zip(range(MOST), found, strict=False)]


def body_of(text: str) -> dict[str, Any] | None:
    """What a credential says, whatever it is wrapped in (a token, a seal); None where nothing."""
    text = text.strip()
    if TOKEN.match(text):
        return _json(_decoded(text.split(".")[1]))
    body = _json(text)
    if body and isinstance(sealed := body.get("payload"), str):
        return _json(_decoded(sealed)) or body
    return body


def _of_pdf(data: bytes) -> Iterator[str]:
    """Files embedded in it. The streams are found by their own words: no table of the PDF, which
    whoever made it could fill as they like, is followed."""
    place = data.find(EMBEDDED)
    while place >= 0:
        start = data.find(b"stream", place, place + BEFORE_STREAM)
        if start >= 0:
            start += len(b"stream")
            start += 2 if data[start : start + 2] == b"\r\n" else 1
            end = data.find(b"endstream", start)
            content = data[start : end if end >= 0 else None]
            yield from _texts(_unpacked(content))
        place = data.find(EMBEDDED, place + 1)


def _of_png(data: bytes) -> Iterator[str]:
    """The chunks of text in front of the picture, which is not drawn."""
    try:
        with Image.open(BytesIO(data), formats=["PNG"]) as image:
            chunks = dict(image.info)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Unreadable from error
    for keyword in (PNG_3, PNG_2):
        if isinstance(text := chunks.get(keyword), str):
            yield str(text)


def _of_svg(data: bytes) -> Iterator[str]:
    try:
        root = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise Unreadable from error
    for name in (f"{{{SVG_3}}}credential", f"{{{SVG_2}}}assertion"):
        for element in root.iter(name):
            yield (element.text or "").strip() or element.get("verify", "")


def _of_text(data: bytes) -> Iterator[str]:
    texts = list(_texts(data))
    if not texts:
        raise Unreadable
    yield from texts


def _texts(data: bytes) -> Iterator[str]:
    try:
        text = data[:LONGEST].decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        return
    if text.startswith("{") or TOKEN.match(text):
        yield text


def _unpacked(content: bytes) -> bytes:
    """Deflated or as it is; what is longer than a credential of ours is cut."""
    try:
        return zlib.decompressobj().decompress(content, LONGEST)
    except zlib.error:
        return content[:LONGEST].rstrip(b"\r\n")


def _decoded(part: str) -> str:
    try:
        raw = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
        return raw[:LONGEST].decode()
    except (binascii.Error, ValueError):
        return ""


def _json(text: str) -> dict[str, Any] | None:
    try:
        body = json.loads(text, object_pairs_hook=_said_once)
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def _said_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """What is said twice is read by one program so and by another otherwise."""
    body = dict(pairs)
    if len(body) != len(pairs):
        raise ValueError("A name stands twice.")
    return body
