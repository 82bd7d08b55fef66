"""Every format in which files of questions are read and written, by its name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from courses.assessments.models import QuestionVersion
from courses.exchange.lines import Line
from courses.exchange.models import QuestionImport

Written = tuple[bytes, list[Line]]


@dataclass(frozen=True)
class Format:
    """How one format is read and written.

    `read` raises FileRefused for a file that it cannot read as a whole. `write` wants the versions
    with question, tags and picture; its lines say what of each question the file holds.
    """

    read: Callable[[bytes], list[Line]]
    write: Callable[[Sequence[QuestionVersion]], Written]
    ending: str
    content_type: str


FORMATS: dict[QuestionImport.Format, Format] = {}
