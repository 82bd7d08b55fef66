"""The format of a file is found in what it holds, and a wrong choice is said."""

import pytest
from hypothesis import given

from courses.exchange.detection import detect_format, found_in
from courses.exchange.formats import FORMATS
from courses.exchange.lines import FileRefused
from courses.exchange.models import QuestionImport
from tests.courses.exchange.strategies import questions
from tests.courses.exchange.test_round_trips import FEW

Format = QuestionImport.Format


@pytest.mark.parametrize("format", FORMATS)
@given(question=questions("single choice"))
@FEW
def test_every_file_that_we_write_is_known_again(format, question):
    file, _lines = FORMATS[format].write([question])
    assert found_in(file) == format


@pytest.mark.parametrize(
    ("data", "format"),
    [
        (b"\xef\xbb\xbf<?xml version='1.0'?><quiz/>", Format.MOODLE_XML),
        ("<?xml version='1.0' encoding='utf-16'?><quiz/>".encode("utf-16"), Format.MOODLE_XML),
        (b"<p>Is it so?</p>{T}", Format.GIFT),
        (b"Is it so?{T}", Format.GIFT),
        (b"question;option A;option B;right\n", Format.CSV),
        (b'"Code","Question","Type","Content"\n', Format.CSV),
        (b"Dear colleague,\nwhere are the questions?", None),
    ],
)
def test_files_of_other_hands_are_known(data, format):
    assert found_in(data) == format


@pytest.mark.parametrize(
    ("data", "chosen", "sentence"),
    [
        (b"<quiz/>", "gift", "The file looks like Moodle XML, but GIFT was chosen."),
        (b"Is it so?{T}", "csv", "The file looks like GIFT, but CSV was chosen."),
        (b"Dear colleague", "", "The file is in no format that is known here."),
        (
            b"<?xml version='1.0'?><html/>",
            "",
            "The file is XML, but holds no questions that are known here (it begins with <html>).",
        ),
        (b"PK nothing", "", "The archive is broken and cannot be unpacked."),
    ],
)
def test_a_file_of_another_format_gets_a_sentence(data, chosen, sentence):
    with pytest.raises(FileRefused) as refused:
        detect_format(data, chosen)
    assert refused.value.sentence == sentence
