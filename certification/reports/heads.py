"""Says of a report everything but its rows, and puts head and rows together to the bytes of its file."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from certification.counts.breakdowns import COUNTRY, PROJECT, REGION, ROLE, YEAR, broken_down
from certification.counts.forms import Question
from certification.counts.models import CountingRule
from certification.reports.models import FrozenReport
from certification.reports.rows import Row
from courses.deliveries.models import Project
from lms.journal.hashing import canonical, digest

FORMAT = "frozen report, version 1"
LINES = (COUNTRY, REGION, ROLE, PROJECT, YEAR)
OF_RULE = (
    "code",
    "version",
    "title",
    "text",
    "activities",
    "asks_assessment",
    "unit",
    "uniqueness",
    "attribution",
    "asks_project",
    "compulsory",
    "zone",
)


@dataclass(frozen=True)
class Naming:
    """What somebody says of a report: which kind it is, its title, what for, and what it continues."""

    kind: str
    title: str
    purpose: str
    continues: FrozenReport | None = None


def series_of(question: Question) -> str:
    """The same for whatever version of a rule and as-of date: one report follows another in it."""
    filters = question.filters.with_(evidence="", known_at=None).query()
    return digest(canonical([question.rule.code, filters]))


def rule_in_words(rule: CountingRule) -> dict[str, Any]:
    said = {name: getattr(rule, name) for name in OF_RULE}
    return said | {"attendance_percent": str(rule.attendance_percent)}


def breakdowns_of(question: Question) -> dict[str, dict[str, Any]]:
    told = {}
    for by in LINES:
        found = broken_down(question.rule, question.filters, by, as_of=question.as_of)
        told[by] = {"lines": found.lines, "not_attributable": found.not_attributable}
    return told


def projects_of(codes: Iterable[str]) -> dict[str, dict[str, str]]:
    """Each project with its period, as it is now; a report keeps them as they were (R29)."""
    return {
        each.code: {
            "title": each.title,
            "starts_on": each.starts_on.isoformat(),
            "ends_on": each.ends_on.isoformat(),
            "zone": each.zone,
        }
        for each in Project.objects.filter(code__in=set(codes)).order_by("code")
    }


class Tally:
    """What rows add up to, while they go by."""

    def __init__(self) -> None:
        self.value = self.claimed = 0
        self.projects: set[str] = set()
        self.nuts: set[int] = set()

    def add(self, row: Row) -> None:
        self.claimed += 1
        self.value += row["is_evidenced"]
        if row["project"]:
            self.projects.add(row["project"])
        if row["nuts_version"]:
            self.nuts.add(row["nuts_version"])

    def code_lists(self) -> dict[str, Any]:
        return {"countries": "ISO 3166-1 alpha-2", "nuts": sorted(self.nuts)}


def pieces(head: str, rows: Iterable[str]) -> Iterator[bytes]:
    """The bytes of the JSON file: the head, then a line for each row."""
    yield b'{"head":' + head.encode() + b',"rows":['
    for number, row in enumerate(rows):
        yield (b",\n" if number else b"\n") + row.encode()
    yield b"\n]}\n"


def sha256_of(head: str, rows: Iterable[str]) -> str:
    """What `sha256sum` says of the file."""
    found = hashlib.sha256()
    for piece in pieces(head, rows):
        found.update(piece)
    return found.hexdigest()
