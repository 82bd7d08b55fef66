"""Whether a file may be handed in: its ending, its size, and whether its content fits the ending.

The look at the content is cheap: the first bytes, and for documents that are archives the list of
what they hold. It keeps mistakes and disguises out; it is no virus scanner.
"""

import zipfile
from pathlib import PurePath
from typing import IO, Any

from courses.assessments.question_types.kind import Content

MB = 1024 * 1024
LONGEST_NAME = 200
HEAD = 1024
TEXTS = {".txt", ".md", ".csv"}
ARCHIVES = {
    ".docx": "word/",
    ".xlsx": "xl/",
    ".pptx": "ppt/",
    ".odt": "content.xml",
    ".ods": "content.xml",
    ".odp": "content.xml",
    ".zip": "",
}
MARKS: dict[str, tuple[tuple[int, bytes], ...]] = {
    ".png": ((0, b"\x89PNG\r\n\x1a\n"),),
    ".jpg": ((0, b"\xff\xd8\xff"),),
    ".jpeg": ((0, b"\xff\xd8\xff"),),
    ".webp": ((8, b"WEBP"),),
    ".mp4": ((4, b"ftyp"),),
    ".m4a": ((4, b"ftyp"),),
    ".mp3": ((0, b"ID3"), (0, b"\xff\xfb"), (0, b"\xff\xf3"), (0, b"\xff\xf2")),
}


def plain_name(name: str) -> str:
    """The name without folders and signs that cannot be shown, short enough; the ending stays."""
    last = PurePath(name.replace("\\", "/")).name
    shown = "".join(sign for sign in last if sign.isprintable()).strip()
    ending = PurePath(shown).suffix[:10]
    return shown.removesuffix(ending)[: LONGEST_NAME - len(ending)] + ending


def check_file(content: Content, *, name: str, size: int, file: IO[Any]) -> None:
    """ValueError with a sentence when the question does not take this file."""
    ending = PurePath(name).suffix.lower()
    if ending not in content["endings"]:
        raise ValueError(f"“{name}” is not taken here; these are: {', '.join(content['endings'])}.")
    if size > content["largest_mb"] * MB:
        raise ValueError(f"“{name}” is larger than {content['largest_mb']} MB.")
    if size < 1:
        raise ValueError(f"“{name}” is empty.")
    if not fits_ending(ending, file):
        raise ValueError(f"“{name}” does not hold what its ending {ending} says.")


def fits_ending(ending: str, file: IO[Any]) -> bool:
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    if ending == ".pdf":
        return b"%PDF-" in head
    if ending in TEXTS:
        return b"\x00" not in head or head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if ending in ARCHIVES:
        return _is_archive_with(ARCHIVES[ending], file)
    return any(head[at:].startswith(mark) for at, mark in MARKS[ending])


def _is_archive_with(part: str, file: IO[Any]) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            return any(name.startswith(part) for name in archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return False
    finally:
        file.seek(0)
