"""QTI packages say again what was written; broken and hostile ones are refused with a sentence."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from courses.assessments.question_types import TYPES
from courses.exchange.lines import Picture, ReadQuestion
from courses.exchange.qti.exports import write_package
from courses.exchange.qti.packages import read_package
from courses.exchange.qti.tree import QTI_22, QTI_30
from tests.courses.assessments.strategies import BY_PEOPLE, CONTENTS, WORDS, stem_for

VERSIONS = [QTI_22, QTI_30]
ALL = CONTENTS | BY_PEOPLE
SLUGS = st.from_regex(r"[a-zA-Z0-9_-]{1,40}", fullmatch=True)
TEXTS = st.lists(WORDS, max_size=3).map("\n\n".join)


def png(width=200, height=100):
    file = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(file, "PNG")
    return file.getvalue()


PICTURE = Picture("map.png", png(), "A map")


@st.composite
def questions(draw, type_name):
    content = TYPES[type_name].clean_content(draw(ALL[type_name]))
    has_picture = type_name == "hot spot" or draw(st.booleans())
    return ReadQuestion(
        type=type_name,
        stem="\n".join([*draw(st.lists(WORDS, max_size=2)), stem_for(type_name, content)]),
        content=content,
        code=draw(SLUGS),
        feedback=draw(TEXTS),
        outcome=draw(st.none() | st.integers(1, 99)),
        points=draw(st.decimals("0.01", 1000, places=2)),
        penalty=draw(st.decimals(0, 1, places=3)),
        category=draw(st.lists(WORDS, max_size=3).map("/".join)),
        difficulty=draw(st.sampled_from(["", "easy", "medium", "hard"])),
        tags=tuple(draw(st.lists(WORDS, max_size=3, unique=True))),
        picture=PICTURE if has_picture else None,
    )


def entries(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return file.getvalue()


@pytest.mark.parametrize("type_name", sorted(ALL))
@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_a_question_comes_back_as_it_was_written(type_name, data):
    question = data.draw(questions(type_name))
    for vocabulary in VERSIONS:
        package, [written] = write_package([question], vocabulary)
        assert written.question == question, written.reason
        [line] = read_package(package, vocabulary)
        assert line.question == question, line.reason


@pytest.mark.parametrize("vocabulary", VERSIONS)
def test_a_case_of_a_text_with_gaps_and_a_formula_keeps_both_parts(vocabulary):
    gaps = {
        "type": "fill the gap",
        "stem": "A cluster is ____.",
        "points": 1,
        "content": {"answers": [["regional"]]},
    }
    formula = {
        "type": "formula",
        "stem": "Add {a} and 1.",
        "points": 1,
        "content": {
            "variables": [{"name": "a", "from": "1", "to": "9", "decimals": 0}],
            "formula": "a + 1",
            "tolerance": "0",
            "tolerance_is_percent": False,
            "unit": "",
            "decimals": None,
        },
    }
    case = ReadQuestion(type="case study", stem="A town.", content={"parts": [gaps, formula]})
    _package, [written] = write_package([case], vocabulary)
    assert written.question == case, written.reason
