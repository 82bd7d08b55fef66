"""Notes of a marker on the text of an answer: what fits, and the text with its notes for a page.

A note says on which part of the answer it is (0: the whole; else the number of a part of a case),
from which character to which, and what it says.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from courses.assessments.models import QuestionVersion
from courses.attempts.models import Mark

MOST_NOTES = 100
LONGEST_NOTE = 1_000
PROSE = frozenset({"open answer", "essay"})
Note = dict[str, Any]


@dataclass(frozen=True)
class Text:
    """A text that was written as an answer, or as a part of one."""

    part: int
    text: str


@dataclass(frozen=True)
class Piece:
    """A run of characters with the numbers of the notes that are on it."""

    text: str
    notes: list[int]


@dataclass(frozen=True)
class Paragraph:
    number: int
    start: int
    pieces: list[Piece]


@dataclass(frozen=True)
class NumberedNote:
    number: int
    quote: str
    text: str


@dataclass(frozen=True)
class AnnotatedText:
    part: int
    paragraphs: list[Paragraph]
    notes: list[NumberedNote]


def texts_of(version: QuestionVersion, response: Any) -> list[Text]:
    """What was written in words, and may carry notes."""
    if not response:
        return []
    if version.type in PROSE:
        return [Text(0, response)]
    if version.type != QuestionVersion.Type.CASE_STUDY:
        return []
    parts = zip(version.content["parts"], response, strict=True)
    return [
        Text(number, answer)
        for number, (part, answer) in enumerate(parts, start=1)
        if part["type"] in PROSE and answer
    ]


def clean_annotations(raw: Any, texts: Sequence[Text]) -> list[Note]:
    """The notes in their stored form, by their places; ValueError with a sentence if one is bent."""
    if not isinstance(raw, list) or len(raw) > MOST_NOTES:
        raise ValueError(_("An answer takes at most %s notes.") % MOST_NOTES)
    lengths = {each.part: len(each.text) for each in texts}
    notes = [_clean_note(note, lengths) for note in raw]
    return sorted(notes, key=lambda note: (note["part"], note["start"], note["end"]))


def _clean_note(note: Any, lengths: dict[int, int]) -> Note:
    if not isinstance(note, dict) or set(note) != {"part", "start", "end", "text"}:
        raise ValueError(_("A note needs its place and its text."))
    part, start, end, text = note["part"], note["start"], note["end"], note["text"]
    if any(isinstance(each, bool) or not isinstance(each, int) for each in (part, start, end)):
        raise ValueError(_("A note needs its place and its text."))
    if part not in lengths or not 0 <= start < end <= lengths[part]:
        raise ValueError(_("A note lies outside the answer."))
    if not isinstance(text, str) or not text.strip() or "\x00" in text:
        raise ValueError(_("Write something in the note."))
    if len(text) > LONGEST_NOTE:
        raise ValueError(_("A note has at most %s characters.") % LONGEST_NOTE)
    return {"part": part, "start": start, "end": end, "text": text.strip()}


def paragraphs_of(text: str) -> list[tuple[int, str]]:
    """The paragraphs that say something, each with the place of its first character."""
    found, place = [], 0
    for line in text.split("\n"):
        if line.strip():
            found.append((place, line))
        place += len(line) + 1
    return found


def annotated(texts: Sequence[Text], notes: Sequence[Note]) -> list[AnnotatedText]:
    """Each text in paragraphs and pieces; notes are numbered through the whole answer."""
    numbered = list(enumerate(notes, start=1))
    return [
        AnnotatedText(
            part=each.part,
            paragraphs=[
                Paragraph(number, start, _pieces(start, line, each.part, numbered))
                for number, (start, line) in enumerate(paragraphs_of(each.text), start=1)
            ],
            notes=[
                NumberedNote(number, each.text[note["start"] : note["end"]], note["text"])
                for number, note in numbered
                if note["part"] == each.part
            ],
        )
        for each in texts
    ]


def noted_texts(
    version: QuestionVersion, response: Any, marks: Iterable[Mark]
) -> list[AnnotatedText]:
    """The texts on which these marks hold notes."""
    notes = [note for mark in marks for note in mark.annotations]
    if not notes:
        return []
    notes.sort(key=lambda note: (note["part"], note["start"], note["end"]))
    return [each for each in annotated(texts_of(version, response), notes) if each.notes]


def _pieces(start: int, line: str, part: int, numbered: list[tuple[int, Note]]) -> list[Piece]:
    end = start + len(line)
    here = [
        (number, max(note["start"], start), min(note["end"], end))
        for number, note in numbered
        if note["part"] == part and note["start"] < end and note["end"] > start
    ]
    cuts = sorted({start, end, *(place for _n, a, b in here for place in (a, b))})
    return [
        Piece(line[a - start : b - start], [number for number, f, t in here if f <= a and b <= t])
        for a, b in pairwise(cuts)
    ]
