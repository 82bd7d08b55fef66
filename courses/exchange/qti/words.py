"""The words of an item: its marked-up body as the plain text of a question, and back."""

import base64
import binascii
import html
import re
from collections.abc import Callable, Iterable, Sequence
from urllib.parse import unquote

from django.utils.translation import gettext as _

from courses.assessments.question_types.kind import GAP
from courses.exchange.lines import Picture
from courses.exchange.pictures import size_and_kind
from courses.exchange.plain_text import NotTaken, plain_text
from courses.exchange.qti.tree import Node, node

INLINE = {"textEntryInteraction", "inlineChoiceInteraction"}
GAPS = INLINE | {"gap"}
LEFT_OUT = {"catalogInfo", "feedbackBlock", "feedbackInline", "prompt", "stylesheet"}
UNKNOWN_HERE = {"templateBlock", "templateInline", "include", "infoControl", "svg"}
TAG = re.compile(r"[A-Za-z][A-Za-z0-9]*")
VOID = {"br", "img", "hr", "col", "wbr"}
MOST_DATA = 10 * 1024 * 1024

Files = Callable[[str], bytes | None]


def is_interaction(name: str) -> bool:
    return name.endswith("Interaction")


def is_for_others(part: Node) -> bool:
    """Whether it is a note that candidates do not see."""
    return part.name == "rubricBlock" and "candidate" not in part.get("view").split()


class Wording:
    """Reads the texts of one item; remembers what they lose and the picture they show."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.losses: list[str] = []
        self.pictures: list[tuple[str, str]] = []
        self.variables: dict[str, str] = {}

    def text(self, parts: Iterable[Node | str], *, is_stem: bool = False) -> str:
        """The parts as plain text; a picture in the stem is kept, elsewhere its words stand for it."""
        markup = "".join(self.markup(part) for part in parts)
        plain = plain_text(markup)
        self.losses.extend(plain.losses)
        if is_stem:
            self.pictures.extend(plain.pictures)
            return plain.text
        if not plain.pictures:
            return plain.text
        if not plain.text and not any(alt for _source, alt in plain.pictures):
            raise NotTaken(_("An option or a side of a pair is a picture without words."))
        self.losses.append(_("A picture in an option is shown by its alternative text."))
        return " ".join([plain.text, *(alt for _source, alt in plain.pictures)]).strip()

    def of(self, parent: Node | None) -> str:
        return self.text(parent.children) if parent else ""

    def markup(self, part: Node | str) -> str:
        """What may be read as HTML; elements of QTI are replaced or dissolve into their content."""
        if isinstance(part, str):
            return html.escape(part)
        if part.name in GAPS:
            return GAP
        if part.name in LEFT_OUT or is_interaction(part.name) or is_for_others(part):
            return ""
        if part.name in UNKNOWN_HERE:
            raise NotTaken(
                _("It holds <%s>, for which questions here have no counterpart.") % part.name
            )
        if part.name == "printedVariable":
            identifier = part.get("identifier")
            return html.escape(f"{{{self.variables.get(identifier, identifier)}}}")
        if part.name == "picture":
            part = next(part.every("img"), part)
        if part.name == "object" and part.get("type").startswith("image/"):
            part = node("img", src=part.get("data"), alt=part.text)
        inside = "".join(self.markup(child) for child in part.children)
        if not TAG.fullmatch(part.name) or part.name != part.name.lower():
            return inside
        said = "".join(
            f' {key}="{html.escape(value)}"' for key, value in part.attrs.items() if key.isascii()
        )
        opening = f"<{part.name}{said}>"
        return opening if part.name in VOID else f"{opening}{inside}</{part.name}>"

    def picture(self) -> Picture | None:
        """The first picture of the stem as the package holds it."""
        if not self.pictures:
            return None
        if len(self.pictures) > 1:
            self.losses.append(_("A question shows one picture; the others are left out."))
        return self.picture_at(*self.pictures[0])

    def picture_at(self, reference: str, alt: str) -> Picture:
        data = data_in(reference) if reference.startswith("data:") else self.files(reference)
        if data is None:
            raise NotTaken(_("Its picture “%s” is not in the file.") % reference[:100])
        name = "" if reference.startswith("data:") else unquote(reference).rpartition("/")[2]
        picture = Picture(name=name[:100] or "picture", data=data, alt=alt)
        if size_and_kind(picture) is None:
            raise NotTaken(_("Its picture “%s” is no PNG, JPEG, GIF or WebP.") % reference[:100])
        return picture


def data_in(reference: str) -> bytes | None:
    """The content of a `data:` address in base64."""
    head, comma, body = reference.partition(",")
    if not comma or not head.endswith(";base64") or len(body) > 2 * MOST_DATA:
        return None
    try:
        return base64.b64decode(re.sub(r"\s", "", body), validate=True)
    except (binascii.Error, ValueError):
        return None


def without_gap_marks(part: Node | str) -> Node | str:
    """The same, with lines of underscores too short to be read as gaps."""
    if isinstance(part, str):
        return re.sub(f"{GAP}+", "___", part)
    return Node(part.name, part.attrs, tuple(map(without_gap_marks, part.children)))


def lines(text: str) -> list[Node | str]:
    """A text inside one paragraph, with a break for each new line."""
    first, *others = text.split("\n")
    parts: list[Node | str] = [first]
    for other in others:
        parts += [node("br"), other]
    return parts


def paragraphs(text: str) -> list[Node]:
    return [node("p", *lines(paragraph)) for paragraph in text.split("\n\n")]


def with_gaps(text: str, gaps: Sequence[Node]) -> list[Node]:
    """Paragraphs with the nodes in place of the gaps of the text."""
    left = iter(gaps)
    written = []
    for paragraph in text.split("\n\n"):
        first, *others = paragraph.split(GAP)
        parts = lines(first)
        for other in others:
            parts += [next(left), *lines(other)]
        written.append(node("p", *parts))
    return written


def with_variables(blocks: Sequence[Node], names: dict[str, str]) -> list[Node]:
    """The same blocks with `{name}` as printed variables of the given identifiers."""
    pattern = re.compile("|".join(re.escape(f"{{{name}}}") for name in names) or "(?!)")

    def shown(part: Node | str) -> list[Node | str]:
        if isinstance(part, Node):
            inside = [piece for child in part.children for piece in shown(child)]
            return [Node(part.name, part.attrs, tuple(inside))]
        pieces: list[Node | str] = []
        start = 0
        for match in pattern.finditer(part):
            identifier = names[match[0][1:-1]]
            pieces += [part[start : match.start()], node("printedVariable", identifier=identifier)]
            start = match.end()
        return [*pieces, part[start:]]

    return [piece for block in blocks for piece in shown(block) if isinstance(piece, Node)]
