"""Which files a question takes: the ending, and a cheap look at what is in them."""

import io
import zipfile

import pytest

from courses.assessments.question_types.files import LONGEST_NAME, MARKS, fits_ending, plain_name
from courses.assessments.question_types.prose import ENDINGS


def packed(*names):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return data.getvalue()


GENUINE = {
    ".pdf": b"%PDF-1.4",
    ".docx": packed("word/document.xml"),
    ".odt": packed("mimetype", "content.xml"),
    ".txt": "Größe".encode(),
    ".md": b"# Notes",
    ".xlsx": packed("xl/workbook.xml"),
    ".ods": packed("content.xml"),
    ".csv": "a;b".encode("utf-16"),
    ".pptx": packed("ppt/presentation.xml"),
    ".odp": packed("content.xml"),
    ".png": b"\x89PNG\r\n\x1a\n....",
    ".jpg": b"\xff\xd8\xff\xe0",
    ".jpeg": b"\xff\xd8\xff\xe1",
    ".webp": b"RIFF\x00\x00\x00\x00WEBPVP8 ",
    ".mp3": b"ID3\x04",
    ".m4a": b"\x00\x00\x00\x20ftypM4A ",
    ".mp4": b"\x00\x00\x00\x20ftypisom",
    ".zip": packed("anything"),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_genuine_file_fits_and_a_program_does_not(ending):
    file = io.BytesIO(GENUINE[ending])
    assert fits_ending(ending, file) is True
    assert file.tell() == 0
    assert fits_ending(ending, io.BytesIO(b"MZ\x90\x00\x03\x00\x00\x00")) is False


@pytest.mark.parametrize("ending", [".docx", ".xlsx", ".pptx", ".odt"])
def test_an_archive_of_something_else_is_no_document(ending):
    assert fits_ending(ending, io.BytesIO(packed("run.exe"))) is False
    assert fits_ending(ending, io.BytesIO(b"PK\x03\x04 broken")) is False


def test_every_ending_that_is_offered_can_be_checked():
    assert set(GENUINE) == set(ENDINGS)
    assert set(MARKS) <= set(ENDINGS)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("notes.pdf", "notes.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\work\\notes.pdf", "notes.pdf"),
        ("a\x00b\u202e.pdf", "ab.pdf"),
        ("x" * 300 + ".pdf", "x" * (LONGEST_NAME - 4) + ".pdf"),
    ],
)
def test_a_name_loses_folders_and_hidden_signs_and_keeps_its_ending(sent, kept):
    assert plain_name(sent) == kept
