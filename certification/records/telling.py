"""What came of a file of past trainings, in numbers and in lines for each row with a mistake."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from certification.records.rules import TRAINING, Mistake, Said

if TYPE_CHECKING:
    from certification.records.queries import OnRecord

MOST_LISTED = 300
NUMBERS = (
    "new",
    "corrected",
    "unchanged",
    "unevidenced",
    "no_training",
    "rows_with_mistakes",
    "disputes",
    "rows_disputed",
)


@dataclass
class Outcome:
    """How many rows are new, corrected and unchanged, and what somebody should know about them.

    `unknown_projects` are kept and count for nothing yet; `unevidenced` rows are claimed only (R64);
    `no_training` rows are kept and train nobody (R8). `disputed` rows claim for a project what
    others claim already, and so make as many `disputes` (R14).
    """

    new: int = 0
    corrected: int = 0
    unchanged: int = 0
    unevidenced: int = 0
    no_training: int = 0
    unknown_projects: Counter[str] = field(default_factory=Counter)
    mistakes: list[tuple[int, str, str]] = field(default_factory=list)
    rows_with_mistakes: int = 0
    disputes: int = 0
    rows_disputed: int = 0
    disputed: list[tuple[int, list[str]]] = field(default_factory=list)  # row, the other projects

    def note(
        self,
        said: Said,
        record: "OnRecord",
        *,
        is_new: bool,
        is_same: bool,
        found: Collection[str],
    ) -> None:
        if is_same:
            self.unchanged += 1
        elif is_new:
            self.new += 1
        else:
            self.corrected += 1
        self.unevidenced += said.evidence not in found
        self.no_training += said.activity != TRAINING
        if said.project and said.project not in record.projects:
            self.unknown_projects[said.project] += 1

    def note_dispute(self, said: Said, others: Collection[str]) -> None:
        self.rows_disputed += 1
        self.disputes += len(others) == 1
        self.disputed.append((said.number, sorted(others)))

    def refuse(self, number: int, mistakes: list[Mistake]) -> None:
        self.rows_with_mistakes += 1
        self.mistakes += [(number, each.column, each.sentence) for each in mistakes]

    def add(self, other: "Outcome") -> None:
        for name in NUMBERS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.unknown_projects.update(other.unknown_projects)
        self.mistakes += other.mistakes
        self.disputed += other.disputed

    def stored(self) -> dict[str, Any]:
        """As a job keeps it."""
        return {name: getattr(self, name) for name in NUMBERS} | {
            "unknown_projects": dict(self.unknown_projects),
            "mistakes": [list(each) for each in self.mistakes[:MOST_LISTED]],
            "disputed": [list(each) for each in self.disputed[:MOST_LISTED]],
        }

    @classmethod
    def restored(cls, stored: dict[str, Any]) -> "Outcome":
        if not stored:
            return cls()
        return cls(
            **{
                **stored,
                "unknown_projects": Counter(stored["unknown_projects"]),
                "mistakes": [tuple(each) for each in stored["mistakes"]],
                "disputed": [tuple(each) for each in stored.get("disputed", ())],
            }
        )
