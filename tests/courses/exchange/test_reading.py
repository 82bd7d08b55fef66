"""Bytes become text or a tree, or a sentence says why not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.exchange.lines import FileRefused
from courses.exchange.reading import text_of, tree_of

DOCTYPE = "The file defines a document type or entities (DOCTYPE); that is not accepted."
LAUGHS = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
OUTSIDE = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is broken XML: line 1, column 1 cannot be read."),
        (b"<quiz><question></quiz>", "The file is broken XML: line 1, column 19 cannot be read."),
        (b"<a>\xff</a>", "The file is broken XML: line 1, column 4 cannot be read."),
        (LAUGHS, DOCTYPE),
        (OUTSIDE, DOCTYPE),
        (b'<!DOCTYPE a SYSTEM "https://example.org/a.dtd"><a/>', DOCTYPE),
        (
            b"<a>" * 101,
            "The file nests elements more than 100 deep; that is no file of questions.",
        ),
        (
            b"<a>" + b"<b/>" * 400_000 + b"</a>",
            "The file has too many elements. Split it into smaller files.",
        ),
        (
            b'<?xml version="1.0" encoding="klingon"?><a/>',
            "The file says an encoding that is not known. Save it as “UTF-8”.",
        ),
    ],
)
def test_xml_that_cannot_be_read_says_why(data, sentence):
    with pytest.raises(FileRefused) as refused:
        tree_of(data)
    assert refused.value.sentence == sentence


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file holds no text."),
        (b" \n ", "The file holds no text."),
        (
            "Städte".encode("latin-1"),
            "The file is not encoded as UTF-8. Save it again as “UTF-8” and send it once more.",
        ),
        (b"\x00\x01", "The file holds control characters; it is not a file of text."),
    ],
)
def test_a_text_that_cannot_be_read_says_why(data, sentence):
    with pytest.raises(FileRefused) as refused:
        text_of(data)
    assert refused.value.sentence == sentence


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_that_say_what_they_are_are_read(encoding):
    assert text_of("Städte\r\nim Süden".encode(encoding)) == "Städte\nim Süden"


@given(st.binary(max_size=300))
def test_any_bytes_give_a_tree_a_text_or_a_sentence(data):
    for read in (text_of, tree_of):
        try:
            read(data)
        except FileRefused as refused:
            assert refused.sentence
