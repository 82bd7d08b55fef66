"""QTI 2.2 and QTI 3.0 packages of 1EdTech (IMS): read and written."""

from collections.abc import Sequence

from courses.exchange.lines import Line, ReadQuestion
from courses.exchange.qti.exports import write_package
from courses.exchange.qti.packages import read_package
from courses.exchange.qti.tree import QTI_22, QTI_30


def read_qti_22(data: bytes) -> list[Line]:
    return read_package(data, QTI_22)


def read_qti_30(data: bytes) -> list[Line]:
    return read_package(data, QTI_30)


def write_qti_22(questions: Sequence[ReadQuestion]) -> tuple[bytes, list[Line]]:
    return write_package(questions, QTI_22)


def write_qti_30(questions: Sequence[ReadQuestion]) -> tuple[bytes, list[Line]]:
    return write_package(questions, QTI_30)
