"""The shape of a GIFT file: blocks between blank lines, comments, escapes, and what marks an answer."""

import re
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from courses.exchange.answers import ALL, NONE, Answer, check_parts, decimal_of
from courses.exchange.extras import Extras, loaded
from courses.exchange.plain_text import NotTaken
from courses.exchange.texts import Texts

# Escaped characters wait as these until the marks are read.
STANDINS = {
    sign: chr(0xE000 + number)
    for number, sign in enumerate(("\\", "~", "=", "#", "{", "}", ":", "n"))
}
MEANT = {standin: "\n" if sign == "n" else sign for sign, standin in STANDINS.items()}
ESCAPE = re.compile(r"\\([\\~=#{}:n])")
STANDIN = re.compile("[\ue000-\ue007]")
IDENTIFIER = re.compile(r"\[id:((?:\\\]|[^\]\x00-\x1f])+)\]")
TAG = re.compile(r"\[tag:((?:\\\]|[^\]\x00-\x1f])+)\]")
EXTRAS = re.compile(r"//\s*\[cascade:(\{.*\})\]\s*$")
CATEGORY = re.compile(r"\$CATEGORY:[ \t]*(.*)")
TITLE = re.compile(r"::(.*?)::", re.DOTALL)
FORMAT = re.compile(r"\s*\[(html|plain|markdown|moodle)\]")
LONGEST_REMARKS, MOST_MARKS = 10_000, 200
WEIGHT = re.compile(r"%(-?\d{1,3}(?:\.\d*)?)%")


@dataclass(frozen=True)
class Block:
    """One question as it was typed: its line, its text without comments, and what those say."""

    line: int
    text: str
    code: str = ""
    tags: tuple[str, ...] = ()
    extras: Extras | None = None


def blocks_of(text: str) -> list[Block]:
    """What stands between blank lines, in order."""
    blocks: list[Block] = []
    lines: list[str] = []
    start = 0
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if line.strip():
            start = start if lines else number
            lines.append(line)
        elif lines:
            blocks.append(block_of(start, lines))
            lines = []
    return blocks


def block_of(start: int, lines: list[str]) -> Block:
    comments = [line.strip() for line in lines if line.lstrip().startswith("//")]
    carried = [match[1] for match in map(EXTRAS.match, comments) if match]
    remarks = "\n".join(line for line in comments if not EXTRAS.match(line))
    if len(remarks) > LONGEST_REMARKS or remarks.count("[") > MOST_MARKS:
        remarks = ""
    code = IDENTIFIER.search(remarks)
    return Block(
        line=start,
        text="\n".join(line for line in lines if not line.lstrip().startswith("//")).strip(),
        code=code[1].replace("\\]", "]").strip() if code else "",
        tags=tuple(tag.replace("\\]", "]").strip() for tag in TAG.findall(remarks)),
        extras=loaded(carried[0]) if carried else None,
    )


def hidden(text: str) -> str:
    """The text with its escaped characters put aside."""
    if STANDIN.search(text):
        raise NotTaken(_("It holds characters for private use, which mean nothing elsewhere."))
    return ESCAPE.sub(lambda match: STANDINS[match[1]], text)


def shown(text: str) -> str:
    return STANDIN.sub(lambda match: MEANT[match[0]], text)


def formatted(text: str, default: str) -> tuple[str, str]:
    """The format that a text begins with, and the text after it."""
    match = FORMAT.match(text)
    return (match[1], text[match.end() :]) if match else (default, text)


def read(texts: Texts, text: str, default: str) -> str:
    """A piece of the question as plain text."""
    how, rest = formatted(text, default)
    return texts.plain(shown(rest), how)


def answers_of(texts: Texts, typed: str, default: str) -> list[Answer]:
    """The answers after = and ~, with weights and feedback."""
    answers = []
    check_parts(len(re.findall("[=~]", typed)))
    for mark, rest in re.findall(r"([=~])([^=~]*)", typed):
        weight = WEIGHT.match(rest.strip())
        said, _hash, feedback = rest.strip()[weight.end() if weight else 0 :].partition("#")
        answers.append(
            Answer(
                text=read(texts, said, default),
                percent=percent_of(mark, weight),
                feedback=read(texts, feedback, default),
            )
        )
    return answers


def percent_of(mark: str, weight: re.Match[str] | None) -> Decimal:
    if weight is None:
        return ALL if mark == "=" else NONE
    return decimal_of(weight[1]) or NONE
