"""Moodle XML, in which Moodle gives out its whole question bank; see docs/exchange.md."""

from courses.exchange.moodle.reader import read_moodle
from courses.exchange.moodle.writer import write_moodle

__all__ = ["read_moodle", "write_moodle"]
