"""HTML and Markdown of other systems into the plain text of a question, and what that loses."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TypeVar

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

Entry = TypeVar("Entry")
ACTIVE = {
    "script",
    "iframe",
    "frame",
    "frameset",
    "object",
    "embed",
    "applet",
    "base",
    "form",
    "link",
    "meta",
}
PLAYED = {"audio", "video", "source", "track"}
BLOCKS = {
    "address", "article", "aside", "blockquote", "dd", "div", "dl", "dt", "figure", "figcaption",
    "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre",
    "section", "table", "tbody", "tfoot", "thead", "tr", "ul",
}  # fmt: skip
FORMATTING = {
    "abbr", "b", "big", "blockquote", "center", "cite", "code", "del", "em", "font", "h1", "h2",
    "h3", "h4", "h5", "h6", "hr", "i", "ins", "kbd", "mark", "ol", "pre", "s", "samp", "small",
    "strike", "strong", "sub", "sup", "tt", "u", "ul",
}  # fmt: skip
DROPPED = {"style", "title", "head", "template", "noscript"}
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
UNSEEN = re.compile(r"[\x00-\x20]+")
TEX = re.compile(r"\\\(.+?\\\)|\\\[.+?\\\]|\$\$.+?\$\$", re.DOTALL)
# A picture in the text is long and harmless: it stands aside while the text is parsed.
EMBEDDED = re.compile(r"data:image/[a-z.+-]+;base64,[A-Za-z0-9+/=\r\n]+", re.IGNORECASE)
STANDIN = "data:image/embedded"
LONGEST, LONGEST_MARKDOWN = 20_000, 5_000
LIST_ITEM = "• "


class NotTaken(Exception):
    """This question cannot be taken; the sentence says why. The others of its file can."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = str(reason)


@dataclass(frozen=True)
class Plain:
    """A text without marks, what was lost, and the pictures in it as (reference, alternative)."""

    text: str
    losses: tuple[str, ...] = ()
    pictures: tuple[tuple[str, str], ...] = ()


@dataclass
class Marks:
    """What of a text cannot be kept."""

    formatting: bool = False
    tables: bool = False
    links: bool = False
    maths: bool = False

    def losses(self) -> tuple[str, ...]:
        said = [
            (self.formatting, _("Formatting (bold, lists, headings …) becomes plain text.")),
            (self.tables, _("A table becomes lines of text.")),
            (self.links, _("A link loses its address; its text stays.")),
            (self.maths, _("A formula in TeX or MathML is shown as it was typed.")),
        ]
        return tuple(sentence for is_lost, sentence in said if is_lost)


class TextOf(HTMLParser):
    """Collects the text of HTML and refuses what acts or is fetched from elsewhere."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.pictures: list[tuple[str, str]] = []
        self.marks = Marks()
        self.dropped: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in DROPPED:
            self.dropped.append(tag)
        values = {name: value or "" for name, value in attrs}
        refuse_active(tag, values)
        self.note(tag)
        if tag == "img":
            self.pictures.append((values.get("src", "").strip(), values.get("alt", "").strip()))
        elif tag == "a" and values.get("href"):
            self.marks.links = True
        elif tag == "br":
            self.parts.append("\n")
        elif tag in {"td", "th"}:
            self.parts.append("\t")
        elif tag in BLOCKS:
            self.parts.append("\n" if tag in {"tr", "li"} else "\n\n")
            self.parts.append(LIST_ITEM if tag == "li" else "")

    def note(self, tag: str) -> None:
        self.marks.formatting |= tag in FORMATTING
        self.marks.tables |= tag == "table"
        self.marks.maths |= tag == "math"

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag in DROPPED:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.dropped and tag == self.dropped[-1]:
            self.dropped.pop()
        elif tag in BLOCKS - {"tr", "li", "hr"}:
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self.dropped:
            self.parts.append(re.sub(r"[ \t\r\n\f]+", " ", data))

    def text(self) -> str:
        joined = "".join(self.parts)
        lines = [re.sub(r" +", " ", line).strip(" ") for line in joined.split("\n")]
        cells = [re.sub(r" *\t *", " | ", line.strip("\t ")) for line in lines]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(cells)).replace("\xa0", " ").strip()


def refuse_active(tag: str, values: dict[str, str]) -> None:
    """NotTaken for what runs, acts or would be fetched from another place."""
    if tag in ACTIVE:
        raise NotTaken(_("It holds <%s>, which can run or fetch something.") % tag)
    if tag in PLAYED:
        raise NotTaken(_("It holds sound or a film; questions here show text and one picture."))
    if any(name.startswith("on") for name in values):
        raise NotTaken(_("It holds a script (an event handler)."))
    for name in ("src", "srcset", "href", "xlink:href", "background", "action", "data", "poster"):
        reference = UNSEEN.sub("", values.get(name, ""))
        if reference.lower().startswith(("javascript:", "vbscript:", "data:text")):
            raise NotTaken(_("It holds a script (in a link)."))
        is_link = tag == "a" and name == "href"
        if is_external(reference) and not is_link:
            raise NotTaken(_("It fetches something from another place (%s).") % reference[:80])
    if re.search(r"url\(|expression\(|@import", values.get("style", ""), re.IGNORECASE):
        raise NotTaken(_("It fetches something from another place (in its style)."))


def is_external(reference: str) -> bool:
    """Whether a reference leaves the file it is in; `data:` carries its content along."""
    return bool(SCHEME.match(reference)) and not reference.lower().startswith("data:image/")


def plain_text(html: str) -> Plain:
    """HTML as plain text; NotTaken where it would run or fetch something."""
    embedded = EMBEDDED.findall(html)
    source = EMBEDDED.sub(STANDIN, html)
    check_length(source, LONGEST)
    collected = TextOf()
    collected.feed(source)
    collected.close()
    text = collected.text()
    collected.marks.maths |= bool(TEX.search(text))
    own = iter(embedded)
    pictures = [
        (next(own, reference) if reference == STANDIN else reference, alt)
        for reference, alt in collected.pictures
    ]
    return Plain(text, collected.marks.losses(), tuple(pictures))


def plain_from_markdown(source: str) -> Plain:
    """Markdown as plain text, HTML in it included."""
    check_length(source, LONGEST_MARKDOWN)
    return plain_text(MarkdownIt("commonmark").render(source))


def check_length(text: str, longest: int) -> None:
    """Parsers of markup take long for long texts that are built to hurt."""
    if len(text) > longest:
        raise NotTaken(_("A text is longer than %s characters.") % longest)


def each_once(losses: list[Entry]) -> tuple[Entry, ...]:
    """In order, without repeats."""
    return tuple(dict.fromkeys(losses))
