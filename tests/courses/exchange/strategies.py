"""Questions as files hold them, of every type, with all that may be said of them."""

import io
from decimal import Decimal
from functools import cache

from hypothesis import strategies as st
from PIL import Image

from courses.assessments.question_types import type_of
from courses.exchange.lines import Picture, ReadQuestion
from tests.courses.assessments.strategies import BY_PEOPLE, CONTENTS, WORDS, stem_for

ALL = CONTENTS | BY_PEOPLE
LONG = st.lists(WORDS, min_size=1, max_size=4).map("\n".join).map(str.strip)
CODES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,20}", fullmatch=True)
NAMES = st.text("abcäöß xyz,;\"'", min_size=1, max_size=12).map(lambda name: " ".join(name.split()))


@cache
def png() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(buffer, "PNG")
    return buffer.getvalue()


@st.composite
def questions(draw, *types: str, stems=LONG):
    """A question as the bank stores it."""
    name = draw(st.sampled_from(types or tuple(ALL)))
    content = type_of(name).clean_content(draw(ALL[name]))
    stem = stem_for(name, content)
    if name not in {"fill the gap", "drag into gaps", "formula"}:
        stem = draw(stems.filter(lambda text: "__" not in text))
    is_spot = name == "hot spot"
    return ReadQuestion(
        type=name,
        stem=stem,
        content=content,
        code=draw(CODES),
        feedback=draw(st.just("") | LONG),
        outcome=draw(st.none() | st.integers(1, 20)),
        points=draw(st.decimals("0.01", 100, places=2)),
        penalty=draw(st.sampled_from([Decimal(0), Decimal("0.25"), Decimal("0.333")])),
        category=draw(st.sampled_from(["", "Finance", "Finance/Budgets in brief"])),
        difficulty=draw(st.sampled_from(["", "easy", "medium", "hard"])),
        tags=tuple(sorted({*draw(st.lists(NAMES.filter(bool), max_size=3))})),
        picture=Picture("map.png", png(), content["alt"]) if is_spot else None,
    )
