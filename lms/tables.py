"""Reads rows of CSV and XLSX one after the other; a file is never held as a whole."""

import csv
import io
import zipfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import IO, Any
from xml.etree.ElementTree import ParseError

from django.core.files import File
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from lms.errors import Refused

MOST_ROWS = 10_000
MOST_BYTES = 10 * 1024 * 1024
MOST_BYTES_UNPACKED = 200 * 1024 * 1024
MOST_COLUMNS = 50
LONGEST_CELL = 1000
DELIMITERS = (";", "\t", ",")


@dataclass(frozen=True)
class Row:
    """A line of the file by its number there, with what stands under each column."""

    number: int
    values: dict[str, str]


def rows_of(
    file: IO[bytes] | File,
    *,
    columns: Sequence[str],
    optional: Collection[str] = (),
    most: int | None = MOST_ROWS,
) -> Iterator[Row]:
    """Rows that are not empty, in order, with a text under each of the columns.

    The first row names the columns, in any order; those that are optional may be missing. Refused
    where the file cannot be read at all, and beyond `most` rows; None: however many.
    """
    file.seek(0)
    is_workbook = file.read(4) == b"PK\x03\x04"
    file.seek(0)
    lines = _workbook_lines(file) if is_workbook else _text_lines(file)
    header: list[str] | None = None
    count = 0
    for number, cells in enumerate(lines, start=1):
        texts = [_text(cell) for cell in cells[:MOST_COLUMNS]]
        if not any(texts):
            continue
        if header is None:
            header = _header(texts, columns, optional)
            continue
        count += 1
        if most is not None and count > most:
            raise Refused("too_long", _("A file has at most %s rows.") % f"{most:,}")
        values = dict(zip(header, texts, strict=False))
        yield Row(number, {column: values.get(column, "") for column in columns})
    if header is None:
        raise Refused("empty", _("The file is empty."))


def _header(texts: list[str], columns: Sequence[str], optional: Collection[str]) -> list[str]:
    header = [text.casefold().replace(" ", "_") for text in texts]
    missing = [each for each in columns if each not in header and each not in optional]
    if missing:
        raise Refused("columns_missing", _("Columns are missing: %s.") % ", ".join(missing))
    twice = [each for each in columns if header.count(each) > 1]
    if twice:
        raise Refused("columns_twice", _("Columns stand there twice: %s.") % ", ".join(twice))
    return header


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime) and cell.time() == time():  # a day, as workbooks keep it
        cell = cell.date()
    return str(cell).replace("\x00", "").strip()[:LONGEST_CELL]


def _text_lines(file: IO[bytes] | File) -> Iterator[list[str]]:
    stream = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    try:
        first = stream.readline(LONGEST_CELL * MOST_COLUMNS)
        delimiter = max(DELIMITERS, key=first.count)
        stream.seek(0)
        yield from csv.reader(stream, delimiter=delimiter)
    except UnicodeDecodeError as error:
        raise Refused(
            "not_utf8", _("Save the file as CSV in UTF-8, or as XLSX; its letters are unclear.")
        ) from error
    except csv.Error as error:
        raise Refused("not_csv", _("The file is no table in CSV or XLSX.")) from error
    finally:
        if not file.closed:
            stream.detach()


def _workbook_lines(file: IO[bytes] | File) -> Iterator[tuple]:
    try:
        with zipfile.ZipFile(file) as archive:
            size = sum(each.file_size for each in archive.infolist())
        if size > MOST_BYTES_UNPACKED:
            raise Refused("too_large", _("The workbook is too large."))
        file.seek(0)
        book = load_workbook(file, read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise Refused("not_xlsx", _("The workbook cannot be read; save it again.")) from error
    try:
        yield from book.worksheets[0].iter_rows(values_only=True)
    except (ParseError, KeyError, IndexError, ValueError, zipfile.BadZipFile) as error:
        raise Refused("not_xlsx", _("The workbook cannot be read; save it again.")) from error
    finally:
        book.close()
