"""GIFT, the text format in which people type questions for Moodle; see docs/exchange.md."""

from courses.exchange.gift.reader import read_gift
from courses.exchange.gift.writer import write_gift

__all__ = ["read_gift", "write_gift"]
