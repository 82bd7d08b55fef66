"""Every format in which files of questions are read and written, by its name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from courses.exchange.gift import read_gift, write_gift
from courses.exchange.lines import Line, ReadQuestion
from courses.exchange.models import QuestionImport
from courses.exchange.moodle import read_moodle, write_moodle
from courses.exchange.qti import read_qti_22, read_qti_30, write_qti_22, write_qti_30
from courses.exchange.tables import read_table, write_table

Written = tuple[bytes, list[Line]]


@dataclass(frozen=True)
class Format:
    """How one format is read and written.

    `read` raises FileRefused for a file that it cannot read as a whole. `write` says in its lines
    what of each question the file holds.
    """

    read: Callable[[bytes], list[Line]]
    write: Callable[[Sequence[ReadQuestion]], Written]
    ending: str
    content_type: str


FORMATS: dict[QuestionImport.Format, Format] = {
    QuestionImport.Format.MOODLE_XML: Format(read_moodle, write_moodle, "xml", "application/xml"),
    QuestionImport.Format.GIFT: Format(read_gift, write_gift, "gift", "text/plain; charset=utf-8"),
    QuestionImport.Format.QTI_22: Format(read_qti_22, write_qti_22, "zip", "application/zip"),
    QuestionImport.Format.QTI_30: Format(read_qti_30, write_qti_30, "zip", "application/zip"),
    QuestionImport.Format.CSV: Format(read_table, write_table, "csv", "text/csv; charset=utf-8"),
}
