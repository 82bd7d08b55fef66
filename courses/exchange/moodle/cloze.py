"""Reads cloze questions, whose answers stand in the text: {1:SHORTANSWER:=Berlin~%50%Bonn}."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from courses.assessments.question_types.kind import GAP
from courses.exchange.answers import (
    ALL,
    NONE,
    Answer,
    as_accepted,
    as_number,
    check_parts,
    decimal_of,
)
from courses.exchange.extras import Extras
from courses.exchange.moodle.kinds import Read
from courses.exchange.moodle.source import Source, value_of
from courses.exchange.plain_text import NotTaken

SUBQUESTION = re.compile(r"\{(\d*):([A-Z_]{2,20}):((?:\\.|[^\\}])*)\}", re.DOTALL)
PIECE = re.compile(r"((?:\\.|[^\\~])+)", re.DOTALL)
WEIGHT = re.compile(r"\s*(?:(=)|%(-?\d{1,3}(?:\.\d+)?)%)?")
ESCAPED = re.compile(r"\\([\\}#~/\"=])")
HASH = re.compile(r"(?<!\\)#")
LONGEST = 10_000
TYPED = {"SHORTANSWER", "SA", "MW"}
CASED = {"SHORTANSWER_C", "SAC", "MWC"}
NUMBERS = {"NUMERICAL", "NM"}
CHOSEN = {
    "MULTICHOICE", "MC", "MULTICHOICE_V", "MCV", "MULTICHOICE_H", "MCH", "MULTICHOICE_S", "MCS",
    "MULTICHOICE_VS", "MCVS", "MULTICHOICE_HS", "MCHS",
}  # fmt: skip
ALL_KINDS = TYPED | CASED | NUMBERS | CHOSEN


@dataclass(frozen=True)
class Gap:
    weight: Decimal
    kind: str
    answers: list[Answer]


def read_cloze(source: Source, stem: str, extras: Extras) -> Read:
    """Typed gaps and numbers become gaps to fill, choices words to drag; a mixture is typed."""
    element = source.element.find("questiontext")
    raw = value_of(element)
    how = (element.get("format") or "html") if element is not None else "html"
    if len(raw) > LONGEST:
        raise NotTaken(_("A text is longer than %s characters.") % LONGEST)
    found = list(SUBQUESTION.finditer(raw))
    check_parts(len(found))
    gaps = [gap_of(source, match, how) for match in found]
    if not gaps:
        raise NotTaken(_("No gap {1:…} is in its text."))
    unknown = [gap.kind for gap in gaps if gap.kind not in ALL_KINDS]
    if unknown:
        raise NotTaken(_("Gaps of the kind %s are not known here.") % unknown[0])
    source.texts.losses = []
    stem = source.texts.plain(SUBQUESTION.sub(GAP, raw), how)
    if len({gap.weight for gap in gaps}) > 1:
        source.losses.append(_("All gaps count the same here."))
    if all(gap.kind in CHOSEN for gap in gaps):
        return words_to_drag(source, stem, gaps)
    answers = [accepted_in(source, gap) for gap in gaps]
    return Read("fill the gap", stem, {"answers": answers})


def gap_of(source: Source, match: re.Match[str], how: str) -> Gap:
    weight = decimal_of(match[1] or "1") or NONE
    pieces = PIECE.findall(match[3])
    check_parts(len(pieces))
    return Gap(weight, match[2], [answer_of(source, each, how) for each in pieces])


def answer_of(source: Source, piece: str, how: str) -> Answer:
    weight = WEIGHT.match(piece)
    assert weight is not None  # noqa: S101 - every part of it is optional
    text, *feedback = HASH.split(piece[weight.end() :], maxsplit=1)
    percent = ALL if weight[1] else decimal_of(weight[2] or "0") or NONE
    said = source.texts.plain(unescaped(text), how)
    return Answer(said, percent, unescaped(feedback[0]).strip() if feedback else "")


def unescaped(text: str) -> str:
    return ESCAPED.sub(r"\1", text)


def accepted_in(source: Source, gap: Gap) -> list[str]:
    if gap.kind in CASED:
        source.losses.append(_("Capital letters no longer matter."))
    if gap.kind in CHOSEN:
        source.losses.append(_("Choices beside typed gaps are no longer offered."))
    if gap.kind not in NUMBERS:
        return as_accepted(gap.answers, source.losses)
    pairs = [(answer, *answer.text.partition(":")[::2]) for answer in gap.answers]
    answers = [
        replace(answer, text=text, tolerance=tolerance or "0") for answer, text, tolerance in pairs
    ]
    number = as_number(answers, source.losses)
    if Decimal(number["tolerance"]):
        source.losses.append(_("The tolerance of a number in a gap is not kept."))
    return [number["answer"]]


def words_to_drag(source: Source, stem: str, gaps: list[Gap]) -> Read:
    texts: dict[str, str] = {}
    for gap in gaps:
        for answer in gap.answers:
            texts.setdefault(answer.text.casefold(), answer.text)
    places = {folded: index for index, folded in enumerate(texts)}
    right = [as_accepted(gap.answers, source.losses)[0].casefold() for gap in gaps]
    if any(text not in places for text in right):
        raise NotTaken(_("No answer earns all points."))
    if len(gaps) > 1:
        source.losses.append(_("The choices of all gaps become one list of words."))
    content = {"texts": list(texts.values()), "answers": [places[t] for t in right], "reuse": True}
    return Read("drag into gaps", stem, content)
