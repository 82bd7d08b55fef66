"""Writes a pack: an index for people and one for programs, the files once each, and their hashes.

The same content makes the same bytes: everything has one date, one order, and no clock is read.
"""

import csv
import hashlib
import io
import json
from dataclasses import dataclass, field
from tempfile import TemporaryFile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.apps import apps
from django.template.loader import render_to_string
from django.utils.text import slugify

from certification.audits.packs.questions import Wanted
from lms.private_files import digest_of
from lms.spreadsheets import BYTE_ORDER_MARK, safe

DATE = (2000, 1, 1, 0, 0, 0)
COLUMNS = (
    "number",
    "person",
    "name",
    "demonstration",
    "training",
    "role",
    "project",
    "organisation",
    "country",
    "region",
    "enrolled_on",
    "counted_on",
    "evidence",
    "why_not",
    "disputed_with",
    "conditions",
    "attempts",
    "files",
    "sha256",
)
LONGEST_NAME = 60
CHUNK = 1024 * 1024


@dataclass
class Pack:
    """What goes into a ZIP: units, attempts, stored files by their hash, and what cannot be had."""

    wanted: Wanted
    units: list[dict[str, Any]] = field(default_factory=list)
    attempts: dict[str, dict[str, Any]] = field(default_factory=dict)
    stored: dict[str, dict[str, Any]] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)  # by hash, the name

    def add(self, part: dict[str, Any]) -> None:
        self.units += part["units"]
        self.attempts |= {uid: told for uid, told in part["attempts"].items() if told}
        for unit in part["units"]:
            self.stored |= {file["sha256"]: file for file in unit["files"]}


@dataclass
class _Writer:
    """The ZIP in the making, and the hash of everything that is in it."""

    archive: ZipFile
    sums: dict[str, str] = field(default_factory=dict)

    def text(self, name: str, content: str) -> None:
        data = content.encode()
        self.archive.writestr(_entry(name, ZIP_DEFLATED), data, compresslevel=6)
        self.sums[name] = hashlib.sha256(data).hexdigest()

    def file(self, name: str, content: IO[bytes]) -> None:
        digest = hashlib.sha256()
        with self.archive.open(_entry(name, ZIP_STORED), "w") as out:
            while chunk := content.read(CHUNK):
                digest.update(chunk)
                out.write(chunk)
        self.sums[name] = digest.hexdigest()


def _entry(name: str, compression: int) -> ZipInfo:
    entry = ZipInfo(name, date_time=DATE)
    entry.compress_type = compression
    entry.external_attr = 0o644 << 16
    return entry


def write_pack(pack: Pack) -> IO[bytes]:
    """The ZIP in a file that is gone when it is closed; notes in the pack what is missing."""
    file = TemporaryFile()  # noqa: SIM115 - the caller closes it
    with ZipFile(file, "w") as archive:
        writer = _Writer(archive)
        _files(pack, writer)
        for uid, told in sorted(pack.attempts.items()):
            writer.text(f"attempts/{uid}.json", json.dumps(told, indent=1, ensure_ascii=False))
            page = {"attempt": told, "mark": pack.wanted.mark}
            writer.text(f"attempts/{uid}.html", _page("attempt", page))
        writer.text("index.csv", _table(pack))
        writer.text("index.html", _page("index", _context(pack)))
        lines = [f"{digest}  {name}\n" for name, digest in sorted(writer.sums.items())]
        archive.writestr(_entry("SHA256SUMS", ZIP_DEFLATED), "".join(lines), compresslevel=6)
    file.seek(0)
    return file


def _files(pack: Pack, writer: _Writer) -> None:
    """Each stored file once, if it is the one that was kept (R64)."""
    for sha256, said in sorted(pack.stored.items()):
        kept = apps.get_model(said["model"])._base_manager.get(pk=said["pk"])
        if digest_of(kept.file) != sha256:
            pack.missing[sha256] = said["name"]
            continue
        with kept.file.open("rb") as content:
            writer.file(name_of(said), content)


def name_of(said: dict[str, Any]) -> str:
    """The beginning of its hash, then its own name in plain letters."""
    stem, dot, ending = said["name"].rpartition(".")
    plain = slugify(stem or ending)[:LONGEST_NAME] or "file"
    tail = f".{slugify(ending)[:8]}" if dot and stem else ""
    return f"files/{said['sha256'][:16]}-{plain}{tail}"


def _table(pack: Pack) -> str:
    """The index for programs; no spreadsheet takes a cell for a formula."""
    text, mark = io.StringIO(), pack.wanted.mark
    text.write(BYTE_ORDER_MARK)
    table = csv.writer(text)
    table.writerow([*COLUMNS, *_asked(pack), *(mark.COLUMNS if mark else ())])
    tail = [*_asked(pack).values(), *(mark.cells if mark else ())]
    for number, unit in enumerate(pack.units, start=1):
        table.writerow([safe(cell) for cell in [number, *_row(pack, unit), *tail]])
    return text.getvalue()


def _row(pack: Pack, unit: dict[str, Any]) -> list[str]:
    there = [file for file in unit["files"] if file["sha256"] not in pack.missing]
    conditions = [
        f"{each['title']}: {each['said']} {each['met_at']}" for each in unit["conditions"]
    ]
    said = ("project", "organisation", "country", "region", "enrolled_on", "counted_on", "evidence")
    return [
        unit["person"],
        unit["name"],
        "yes" if unit["is_demo"] else "no",
        unit["title"],
        unit["role"],
        *(unit[name] for name in said),
        unit["reason"],
        unit["disputed_with"],
        " | ".join(conditions),
        " ".join(f"attempts/{uid}.html" for uid in unit["attempts"]),
        " ".join(name_of(file) for file in there),
        " ".join(file["sha256"] for file in there),
    ]


def _asked(pack: Pack) -> dict[str, str]:
    """What no figure goes without (R11)."""
    question = pack.wanted.question
    filters = "; ".join(f"{key}={value}" for key, value in pack.wanted.filters.query().items())
    return {
        "rule": question.rule.code,
        "rule_version": str(question.rule.version),
        "as_of": question.as_of.isoformat(),
        "filters": filters,
    }


def _context(pack: Pack) -> dict[str, Any]:
    rows = [
        {
            "number": number,
            "unit": unit,
            "files": [
                (file["name"], name_of(file), file["sha256"], file["sha256"] in pack.missing)
                for file in unit["files"]
            ],
        }
        for number, unit in enumerate(pack.units, start=1)
    ]
    counted = [unit for unit in pack.units if unit["counted_on"] or unit["evidence"]]
    return {
        "question": pack.wanted.question,
        "asked": _asked(pack),
        "person": pack.wanted.person,
        "mark": pack.wanted.mark,
        "rows": rows,
        "evidenced": sum(unit["evidence"] == "there" for unit in counted),
        "claimed": len(counted),
    }


def _page(name: str, context: dict[str, Any]) -> str:
    return render_to_string(f"certification/audits/pack/{name}.html", context)
