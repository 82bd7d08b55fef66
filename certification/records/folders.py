"""Where the evidence that rows name is looked for: a folder of this machine, or what was sent before."""

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.core.files import File

from certification.records.actions.evidence import keep_evidence
from certification.records.models import RecordEvidence
from lms.people.models import Person


class Folder:
    """A folder of files; each is copied the first time that a row names it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.kept: dict[str, RecordEvidence | None] = {}

    def find(
        self, names: Iterable[str], *, by: Person | None, at: datetime
    ) -> dict[str, RecordEvidence]:
        for name in set(names) - set(self.kept):
            self.kept[name] = self._keep(name, by, at)
        return {name: kept for name in names if (kept := self.kept[name]) is not None}

    def _keep(self, name: str, by: Person | None, at: datetime) -> RecordEvidence | None:
        if os.path.basename(name) != name or name in ("", ".", ".."):  # noqa: PTH119 - of a text
            return None  # a name, not a way to somewhere else
        path = self.path / name
        try:
            if not path.is_file() or path.stat().st_size == 0:
                return None
            with path.open("rb") as file:
                return keep_evidence(file=File(file, name=name), name=name, by=by, at=at)
        except (OSError, ValueError):
            return None


class Sent:
    """The files that were sent to this site before, by name; the newest of a name stands."""

    def find(
        self, names: Iterable[str], *, by: Person | None, at: datetime
    ) -> dict[str, RecordEvidence]:
        found = RecordEvidence.objects.filter(name__in=set(names)).order_by("pk")
        return {each.name: each for each in found}


class Nowhere:
    """No evidence is given: whatever is named is missing."""

    def find(
        self, names: Iterable[str], *, by: Person | None, at: datetime
    ) -> dict[str, RecordEvidence]:
        return {}
