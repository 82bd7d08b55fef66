"""What was exported and is imported again is the same question, in every format that can hold it."""

import contextlib
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from courses.exchange.formats import FORMATS
from courses.exchange.lines import FileRefused, Line
from courses.exchange.models import QuestionImport
from courses.exchange.plain_text import NotTaken
from courses.exchange.rules import cleaned
from tests.courses.exchange.strategies import ALL, questions

Format = QuestionImport.Format
HELD = {
    Format.MOODLE_XML: tuple(sorted(set(ALL) - {"hot spot", "case study"})),
    Format.CSV: tuple(ALL),
    Format.GIFT: (
        "single choice",
        "multiple response",
        "true or false",
        "matching",
        "numeric",
        "fill the gap",
        "open answer",
        "essay",
    ),
}
FEW = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def is_held(question, format) -> bool:
    """Single questions that a format cannot write though it has their type."""
    content = question.content
    if format is Format.GIFT and question.type == "fill the gap":
        return len(content["answers"]) == 1
    return True


@pytest.mark.parametrize("format", HELD)
@given(data=st.data())
@FEW
def test_export_and_import_again_is_the_same(format, data):
    asked = data.draw(st.lists(questions(*HELD[format]), min_size=1, max_size=4))
    asked = [each for each in asked if is_held(each, format)]
    file, written = FORMATS[format].write(asked)
    assert [line.reason for line in written] == [""] * len(asked)
    if not asked:
        return
    read = FORMATS[format].read(file)
    assert [line.reason for line in read] == [""] * len(asked)
    assert [cleaned(line.question)[0] for line in read] == [cleaned(each)[0] for each in asked]
    assert all(not line.losses for line in read)


@pytest.mark.parametrize("format", [each for each in HELD if set(HELD[each]) != set(ALL)])
@given(data=st.data())
@FEW
def test_types_that_a_format_cannot_hold_are_left_out_with_a_reason(format, data):
    question = data.draw(questions(*sorted(set(ALL) - set(HELD[format]))))
    _file, lines = FORMATS[format].write([question])
    assert [(line.question, bool(line.reason)) for line in lines] == [(None, True)]


@pytest.mark.parametrize("format", HELD)
@given(data=st.data())
@FEW
def test_a_mutated_file_gives_lines_or_one_sentence(format, data):
    file, _lines = FORMATS[format].write([data.draw(questions(*HELD[format]))])
    at = data.draw(st.integers(0, len(file)))
    noise = data.draw(
        st.sampled_from([b"{", b"}", b"<", b"=", b"~", b"\\", b"#", b'"', b"\xff", b""])
    )
    file = file[:at] + noise + file[at + data.draw(st.integers(0, 5)) :]
    with contextlib.suppress(FileRefused):
        check_lines(FORMATS[format].read(file))


@pytest.mark.parametrize("format", HELD)
@given(data=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
@example(data=b";")
@FEW
def test_any_bytes_give_lines_or_one_sentence(format, data):
    with contextlib.suppress(FileRefused):
        check_lines(FORMATS[format].read(data))


def check_lines(lines: list[Line]) -> None:
    for line in lines:
        assert (line.question is None) == bool(line.reason)
        if line.question:
            with contextlib.suppress(NotTaken):
                cleaned(replace(line.question, code="x"))
