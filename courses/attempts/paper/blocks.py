"""What a question asks for on paper: boxes to tick, places to number, lines to write on."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from courses.assessments.question_types.kind import GAP, Content

Block = dict[str, Any]
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LINE_OF_GAP = "_" * 14
SHORT, LONG = 8, 22  # lines to write on


def blocks_of(type_name: str, presented: Content) -> list[Block]:
    """From what a learner may see of it (`QuestionType.present`), so nothing of the key is in here."""
    return DRAWN[type_name](presented)


def stem_on_paper(stem: str) -> str:
    """With gaps wide enough to write in."""
    return stem.replace(GAP, LINE_OF_GAP)


def _texts(rows: list[Content]) -> list[str]:
    return [row["text"] for row in rows]


def _help(sentence: str) -> Block:
    return {"kind": "help", "text": sentence}


def _one(presented: Content) -> list[Block]:
    return [{"kind": "boxes", "items": _texts(presented["options"])}]


def _several(presented: Content) -> list[Block]:
    sentence = _("Tick all that apply. A wrong one takes a right one away.")
    return [_help(sentence), *_one(presented)]


def _true_or_false(_presented: Content) -> list[Block]:
    return [{"kind": "boxes", "items": [_("True"), _("False")]}]


def _matching(presented: Content) -> list[Block]:
    rights = [
        f"{LETTERS[index % 26]}{index // 26 or ''}  {text}"
        for index, text in enumerate(_texts(presented["rights"]))
    ]
    return [
        _help(_("Write the letter of the text that belongs to it before each line.")),
        {"kind": "places", "items": _texts(presented["lefts"])},
        {"kind": "texts", "items": rights},
    ]


def _ordering(presented: Content) -> list[Block]:
    return [
        _help(_("Number them in their order, the first one 1.")),
        {"kind": "places", "items": _texts(presented["items"])},
    ]


def _gaps(presented: Content) -> list[Block]:
    if "texts" not in presented:
        return []
    sentence = _("Write a text of the list into each gap.")
    if presented["reuse"]:
        sentence += " " + _("A text may be used more than once.")
    return [_help(sentence), {"kind": "texts", "items": _texts(presented["texts"])}]


def _number(presented: Content) -> list[Block]:
    return [{"kind": "blank", "unit": presented["unit"]}]


def _matrix(presented: Content) -> list[Block]:
    return [
        _help(_("Tick one box in each row.")),
        {
            "kind": "matrix",
            "columns": _texts(presented["columns"]),
            "rows": _texts(presented["rows"]),
        },
    ]


def _spots(presented: Content) -> list[Block]:
    areas = [f"{area['number']}  {area['text']}" for area in presented["areas"]]
    many = [_help(_("Tick all that apply. A wrong one takes a right one away."))]
    return [*(many if presented["many"] else []), {"kind": "boxes", "items": areas}]


def _rubric(presented: Content) -> Block:
    rows = [f"{row['text']} ({row['points']})" for row in presented["rubric"]]
    return {"kind": "rubric", "title": _("How it will be marked"), "items": rows}


def _written(lines: int) -> Callable[[Content], list[Block]]:
    def drawn(presented: Content) -> list[Block]:
        return [_rubric(presented), {"kind": "lines", "count": lines}]

    return drawn


def _file(presented: Content) -> list[Block]:
    sentence = _("This is handed in as a file, under “My course”; not on paper.")
    return [_rubric(presented), _help(sentence)]


def _case(presented: Content) -> list[Block]:
    return [
        {
            "kind": "part",
            "title": _("Part %s") % number,
            "points": str(part["points"]),
            "stem": stem_on_paper(part["stem"]),
            "blocks": blocks_of(part["type"], part["presented"]),
        }
        for number, part in enumerate(presented["parts"], start=1)
    ]


DRAWN: dict[str, Callable[[Content], list[Block]]] = {
    "single choice": _one,
    "multiple response": _several,
    "true or false": _true_or_false,
    "matching": _matching,
    "ordering": _ordering,
    "numeric": _number,
    "formula": _number,
    "fill the gap": _gaps,
    "drag into gaps": _gaps,
    "statement matrix": _matrix,
    "hot spot": _spots,
    "open answer": _written(SHORT),
    "essay": _written(LONG),
    "file upload": _file,
    "case study": _case,
}
