"""Collects the texts of one question in plain form, with what they lose and which pictures they show."""

import html
import re
from dataclasses import dataclass, field

from courses.exchange.plain_text import Plain, plain_from_markdown, plain_text

MARK = re.compile(r"<[a-zA-Z/!][^<>]*>")
PLACES = re.compile(r"^(\$(course|system|module|cat\d*)\$)?/?(top(/|$))?")
PLAIN, MARKDOWN, TYPED = {"plain", "plain_text"}, {"markdown"}, {"moodle", "moodle_auto_format"}


@dataclass
class Texts:
    """What was read of one question so far; `losses` in order, perhaps repeated."""

    losses: list[str] = field(default_factory=list)
    pictures: list[tuple[str, str]] = field(default_factory=list)

    def plain(self, text: str, how: str) -> str:
        """The text without marks; NotTaken where it would run or fetch something."""
        if how in PLAIN:
            return text.strip()
        found = read_text(text, how)
        self.losses += found.losses
        self.pictures += found.pictures
        return found.text


def read_text(text: str, how: str) -> Plain:
    """HTML where nothing else is said; in typed text line ends count, and it may hold no HTML at all."""
    if how in MARKDOWN:
        return plain_from_markdown(text)
    if how in TYPED and not MARK.search(text):
        return Plain(html.unescape(text).strip())
    return plain_text(text.replace("\n", "<br>") if how in TYPED else text)


def category_of(path: str) -> str:
    """Moodle's path without the place that it hangs in; a slash in a name (//) becomes a dash."""
    return PLACES.sub("", path.strip()).replace("//", "-").strip("/ ")
