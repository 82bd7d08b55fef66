"""What a stranger's file may hold is found; what it may do to us is nothing."""

import base64
import json
import tracemalloc
import zlib
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from certification.credentials.badges import baking
from certification.documents.dropped.files import (
    LARGEST,
    LONGEST,
    MOST,
    Unreadable,
    body_of,
    credentials_in,
)

TEXT = json.dumps(
    {"id": "https://lms.example.org/1", "name": "李小龙"}, ensure_ascii=False, indent=2
)
TOKEN = "eyJhbGciOiJFZERTQSJ9.eyJpZCI6Im9uZSJ9.c2ln"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0"/></svg>'


def png() -> bytes:
    picture = BytesIO()
    Image.new("RGB", (4, 4)).save(picture, format="PNG")
    return picture.getvalue()


def pdf(content: bytes, *, words: bytes = b"/Type /EmbeddedFile /Filter /FlateDecode") -> bytes:
    return b"%PDF-1.7\n7 0 obj\n<<" + words + b">>\nstream\n" + content + b"\nendstream\nendobj\n"


@pytest.mark.parametrize(
    ("data", "texts"),
    [
        (TEXT.encode(), [TEXT]),
        (b"\xef\xbb\xbf  " + TEXT.encode() + b"\n", [TEXT]),
        (TOKEN.encode() + b"\n", [TOKEN]),
        (baking.baked_png(png(), baking.PNG_3, TEXT), [TEXT]),
        (baking.baked_png(png(), baking.PNG_2, TEXT), [TEXT]),
        (baking.baked_png(png(), "comment", TEXT), []),
        (baking.baked_svg(SVG, TEXT), [TEXT]),
        (baking.baked_svg(SVG, TEXT + "]]>"), [TEXT + "]]>"]),
        (baking.baked_older_svg(SVG, TEXT, "https://lms.example.org/1"), [TEXT]),
        (
            baking.baked_older_svg(SVG, "", "https://lms.example.org/1"),
            ["https://lms.example.org/1"],
        ),
        (SVG, []),
        (pdf(zlib.compress(TEXT.encode())), [TEXT]),
        (pdf(TEXT.encode(), words=b"/Type/EmbeddedFile"), [TEXT]),
        (pdf(zlib.compress(b"<x>no credential</x>")), []),
        (pdf(zlib.compress(TEXT.encode()), words=b"/Type /XObject"), []),
        (b"%PDF-1.7 /EmbeddedFile", []),
    ],
)
def test_credentials_are_found_in_files_of_each_kind(data, texts):
    assert credentials_in(data) == texts


def test_the_documents_of_ours_are_read(settings):
    """As the library that draws them embeds a file."""
    import typst

    source = b'#set document(title: "-")\n#pdf.attach("credential.json", bytes(sys.inputs.at("text")), relationship: "data", description: "The credential", mime-type: "application/json")\nText'
    drawn = typst.compile(source, format="pdf", sys_inputs={"text": TEXT}, pdf_standards=["a-3b"])
    assert credentials_in(drawn) == [TEXT]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"MZ\x90 a program",
        b"hello",
        b"[1]",
        b"<svg",
        b"\x89PNG\r\n\x1a\nnothing of a picture",
        b'<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg>&a;</svg>',
        b'<!DOCTYPE svg SYSTEM "file:///etc/passwd"><svg/>',
    ],
)
def test_other_files_are_unreadable(data):
    with pytest.raises(Unreadable):
        credentials_in(data)


def test_what_is_packed_tightly_takes_no_memory():
    bomb = zlib.compress(b"{" + b" " * 100_000_000, 9)
    data = b"".join(pdf(bomb) for _turn in range(4))
    assert len(data) < LARGEST
    tracemalloc.start()
    credentials_in(data)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 30 * LONGEST


def test_a_picture_that_would_be_huge_is_not_drawn():
    head = png()
    size = (100_000).to_bytes(4, "big")
    chunk = b"IHDR" + size + size + head[24:29]
    huge = head[:12] + chunk + zlib.crc32(chunk).to_bytes(4, "big") + head[33:]
    with pytest.raises(Unreadable):
        credentials_in(huge)


def test_many_credentials_in_a_file_are_not_all_looked_at():
    assert len(credentials_in(pdf(TEXT.encode(), words=b"/EmbeddedFile") * 50)) == MOST


@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"%PDF-/EmbeddedFile stream\n", b"\x89PNG\r\n\x1a\n", b"<svg", b"{"]),
)
def test_no_file_breaks_it(data, start):
    with suppress(Unreadable):
        assert all(isinstance(text, str) for text in credentials_in(start + data))


@given(st.text(max_size=200))
def test_no_text_breaks_it(text):
    body = body_of(text)
    assert body is None or isinstance(body, dict)


def test_what_a_credential_says_is_read_out_of_tokens_and_seals():
    said = {"id": "one"}
    part = base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")
    assert body_of(TOKEN) == said
    assert body_of(json.dumps({"payload": part, "signatures": [{}]})) == said
    assert body_of(json.dumps(said)) == said
    assert body_of("[" * 100_000) is None
    assert body_of('["no object"]') is None
    assert body_of('{"name": "Eva", "name": "Ana"}') is None
