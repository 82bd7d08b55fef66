"""Draws the PDF of a certificate: one page, tagged, PDF/UA-1 and PDF/A-3a, the same bytes each time."""

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import typst

from lms.typesetting import FOLDER, fonts, typeset

TEMPLATE = FOLDER / "certificate.typ"
STANDARDS = ["a-3a", "ua-1"]
REPLACEMENT = "\ufffd"
JOINER = "\u200d"
# Both standards forbid what no font can draw; this small document asks whether it can.
PROBE = b'#set document(title: "-")\n#set text(font: ("Libertinus Serif", "Noto Serif"))\n#sys.inputs.at("words")'
PLAIN = frozenset(map(chr, range(0x20, 0x7F)))  # always there, and most of what is asked
NO_WORDS = frozenset(
    {"svg", "qr", "credential", "url", "colour", "accent", "orientation", "language"}
)


@dataclass(frozen=True)
class Drawn:
    """The document, and the characters that no font has, as code points like U+1F389."""

    pdf: bytes
    replaced: tuple[str, ...] = ()


def draw_pdf(paper: Mapping[str, Any], *, at: datetime) -> Drawn:
    """The paper (see `words.paper`) as PDF; its bytes follow from the arguments alone.

    Typst gets the words as an input, so no name can become markup. What no font can draw is
    replaced, because a certificate with a gap is worth more than none. `at` is the date that the
    file itself carries.
    """
    try:
        return Drawn(_compile(paper, at))
    except typst.TypstError:
        replaced: set[str] = set()
        drawable = as_drawable(paper, replaced)
        if not replaced:
            raise
    return Drawn(_compile(drawable, at), tuple(code_point(c) for c in sorted(replaced)))


def _compile(paper: Mapping[str, Any], at: datetime) -> bytes:
    return typeset(
        TEMPLATE,
        {"paper": json.dumps(paper)},
        standards=STANDARDS,
        timestamp=int(at.timestamp()),
    )


def as_drawable(part: Any, replaced: set[str]) -> Any:
    """The same with every word as it can be drawn; what had to go is added to `replaced`."""
    if isinstance(part, str):
        drawable, lost = replace_what_no_font_has(part)
        replaced |= lost
        return drawable
    if isinstance(part, Mapping):
        return {
            key: each if key in NO_WORDS else as_drawable(each, replaced)
            for key, each in part.items()
        }
    if isinstance(part, list | tuple):
        return [as_drawable(each, replaced) for each in part]
    return part


def replace_what_no_font_has(text: str) -> tuple[str, set[str]]:
    """The text as it can be drawn, and the characters that had to go."""
    parts = clusters(text)
    lost = {part for part in set(parts) if not can_be_drawn(part)}
    drawable = "".join(REPLACEMENT if part in lost else part for part in parts)
    return drawable, {c for part in lost for c in part if len(part) == 1 or not can_be_drawn(c)}


def clusters(text: str) -> list[str]:
    """Characters with the marks on them, because a mark needs the font of its letter."""
    parts: list[str] = []
    for character in text:
        belongs = unicodedata.category(character).startswith("M") or character == JOINER
        if parts and (belongs or parts[-1].endswith(JOINER)):
            parts[-1] += character
        else:
            parts.append(character)
    return parts


def can_be_drawn(text: str) -> bool:
    if text in PLAIN:
        return True
    try:
        typst.compile(
            PROBE,
            format="pdf",
            font_paths=fonts(),
            sys_inputs={"words": text},
            pdf_standards=["ua-1"],
        )
    except typst.TypstError:
        return False
    return True


def code_point(character: str) -> str:
    return f"U+{ord(character):04X}"
