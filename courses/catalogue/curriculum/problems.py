"""What is wrong with a curriculum folder, and the limits that it must keep."""

from dataclasses import dataclass

LARGEST_FILE = 1_000_000  # bytes
MOST_MODULES = 100
MOST_LESSONS = 200


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to mend: the file (relative to the folder), the line (0: the whole), and why."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        place = f"{self.file}, line {self.line}" if self.line else self.file
        return f"{place}: {self.reason}"


class CurriculumRefused(Exception):
    """The folder has problems; nothing was imported."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))
