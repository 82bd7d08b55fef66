"""Writes a ZIP of documents while it is read: one piece of one document is in memory at a time.

Nothing is packed beforehand, so no second copy of anybody's certificate lies about.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from django.utils.text import slugify

from certification.certificates.queries import check_url
from certification.documents.models import Document
from lms.spreadsheets import BYTE_ORDER_MARK, safe

INDEX = "index.csv"
COLUMNS = (
    "file",
    "number",
    "revision",
    "holder",
    "title",
    "scope",
    "issued on",
    "valid through",
    "SHA-256",
    "check",
)
LONGEST_NAME = 60  # characters of the holder's name in the name of a file


class _Tube(io.RawIOBase):
    """Takes what is written and gives it away; it cannot go back, and remembers nothing."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece) -> int:  # type: ignore[override] # zipfile hands in bytes alone
        self._pieces.append(bytes(piece))
        return len(piece)

    def taken(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def zipped(documents: Iterable[Document], missing: Sequence[str]) -> Iterator[bytes]:
    """The ZIP in pieces; its index also names the numbers that are `missing`."""
    tube = _Tube()
    index = io.StringIO()
    index.write(BYTE_ORDER_MARK)
    table = csv.writer(index)
    table.writerow(COLUMNS)
    with ZipFile(tube, "w", ZIP_STORED) as archive:
        for document in documents:
            if document.revision.certificate.number in missing:
                continue
            name = name_of(document)
            with document.file.open("rb") as file, archive.open(_entry(name, document), "w") as out:
                for chunk in file.chunks():
                    out.write(chunk)
                    yield tube.taken()
            table.writerow(map(safe, row_of(document, name)))
        for number in missing:
            table.writerow(["", safe(number), *[""] * (len(COLUMNS) - 2)])
        archive.writestr(INDEX, index.getvalue())
    yield tube.taken()


def _entry(name: str, document: Document) -> ZipInfo:
    """Dated by the issue, so that the same ZIP has the same bytes."""
    return ZipInfo(name, date_time=document.revision.issued_at.timetuple()[:6])


def name_of(document: Document) -> str:
    revision = document.revision
    holder = slugify(revision.holder_name, allow_unicode=True)[:LONGEST_NAME].strip("-_")
    return "-".join(filter(None, (holder, revision.certificate.number))) + ".pdf"


def row_of(document: Document, name: str) -> tuple[object, ...]:
    revision = document.revision
    certificate = revision.certificate
    return (
        name,
        certificate.number,
        revision.number,
        revision.holder_name,
        certificate.title,
        revision.scope_title,
        revision.issued_on.isoformat(),
        revision.valid_through.isoformat() if revision.valid_through else "",
        document.sha256,
        check_url(certificate),
    )
