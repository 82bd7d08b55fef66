"""Every pair of colours that meet reads well, in light and in dark (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re

import pytest
from django.conf import settings

TOKENS = (settings.BASE_DIR / "static" / "css" / "tokens.css").read_text()
COLOURS = {
    name: {"light": light, "dark": dark}
    for name, light, dark in re.findall(
        r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", TOKENS
    )
}
TEXT, PART = 4.5, 3.0  # ratios for text, and for the edges of controls
PAIRS = [
    *((ink, ground, TEXT) for ink in ("ink", "quiet", "link") for ground in ("ground", "surface")),
    ("ink", "sunken", TEXT),
    ("brand-ink", "brand", TEXT),
    ("accent-ink", "accent", TEXT),
    ("accent", "ground", TEXT),
    ("accent", "surface", TEXT),
    *((name, f"{name}-soft", TEXT) for name in ("accent", "good", "warn", "bad")),
    *(("ink", f"{name}-soft", TEXT) for name in ("accent", "good", "warn", "bad", "info")),
    ("bad", "surface", TEXT),
    ("strong-line", "surface", PART),
    ("focus", "ground", PART),
    ("focus", "surface", PART),
]


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_what_meets_reads_well(theme, front, back, least):
    assert ratio(COLOURS[front][theme], COLOURS[back][theme]) >= least


def test_black_on_white_is_21_to_1():
    assert round(ratio("#000000", "#ffffff"), 2) == 21
