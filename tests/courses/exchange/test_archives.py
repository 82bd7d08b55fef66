"""Archives that were built to hurt are refused with a sentence, or read without harm."""

import contextlib
import io
import stat
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.exchange import archives
from courses.exchange.archives import entries_of
from courses.exchange.lines import FileRefused


def packed(entries, method=zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return buffer.getvalue()


def link() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("picture.png")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def encrypted() -> bytes:
    data = bytearray(packed([("q.xml", "x")]))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + flags] |= 1
    return bytes(data)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The archive is broken and cannot be unpacked."),
        (b"PK\x03\x04 and no more", "The archive is broken and cannot be unpacked."),
        (packed([("q.xml", "x" * 999)])[:-9], "The archive is broken and cannot be unpacked."),
        (
            packed([("../../etc/cron.d/x", "x")]),
            "The archive holds a path that leads out of it (“../../etc/cron.d/x”); that is not accepted.",
        ),
        (
            packed([("a\\..\\..\\x", "x")]),
            "The archive holds a path that leads out of it (“a/../../x”); that is not accepted.",
        ),
        (
            packed([("/etc/passwd", "x")]),
            "The archive holds a path that leads out of it (“/etc/passwd”); that is not accepted.",
        ),
        (
            packed([("C:/x", "x")]),
            "The archive holds a path that leads out of it (“C:/x”); that is not accepted.",
        ),
        (
            packed([(link(), "/etc/passwd")]),
            "The archive holds a link (“picture.png”); that is not accepted.",
        ),
        (packed([("q.xml", "1"), ("Q.xml", "2")]), "The archive holds “Q.xml” twice."),
        (packed([("q.xml", "1"), ("./q.xml", "2")]), "The archive holds “q.xml” twice."),
        (encrypted(), "The archive is encrypted. Pack it without a password."),
        (
            packed([("q.xml", "x" * 99)], zipfile.ZIP_LZMA),
            "The archive is packed in a way that is not accepted; use plain ZIP.",
        ),
        (
            packed([(f"{number}.xml", "") for number in range(2001)]),
            "The archive has 2001 entries; at most 2000 are accepted.",
        ),
    ],
)
def test_an_archive_that_cannot_be_read_says_why(data, sentence):
    with pytest.raises(FileRefused) as refused:
        entries_of(data)
    assert refused.value.sentence == sentence


def test_the_bytes_that_come_out_are_counted_not_those_announced(monkeypatch):
    monkeypatch.setattr(archives, "LARGEST_UNPACKED", 3 * 1024 * 1024)
    bomb = packed([("a.xml", b"\0" * 2_000_000), ("b.xml", b"\0" * 2_000_000)])
    assert len(bomb) < 10_000
    claims_little = bytearray(bomb)
    at = claims_little.index(b"PK\x01\x02")
    claims_little[at + 24 : at + 28] = (1).to_bytes(4, "little")
    for data in (bomb, bytes(claims_little)):
        with pytest.raises(FileRefused) as refused:
            entries_of(data)
        assert refused.value.sentence in {
            "Unpacked, the archive is larger than 3 MB.",
            "The archive is broken and cannot be unpacked.",
        }


def test_files_come_out_and_archives_inside_stay_packed():
    inner = packed([("deep.xml", "x")])
    data = packed([("items/", ""), ("items/q1.xml", "one"), ("in.zip", inner), ("odd.bin", inner)])
    assert entries_of(data) == {"items/q1.xml": b"one"}


@given(st.integers(0, 400), st.binary(min_size=1, max_size=8))
def test_a_mutated_archive_raises_nothing_else(at, noise):
    data = packed([("items/q1.xml", "one" * 50), ("q2.xml", "two")])
    with contextlib.suppress(FileRefused):
        entries_of(data[:at] + noise + data[at + len(noise) :])
