"""Bytes of a file into text or an XML tree, with a sentence for each way in which that fails."""

import codecs
import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from django.utils.translation import gettext as _

from courses.exchange.lines import FileRefused

DEEPEST = 100
MOST_ELEMENTS = 400_000
MOST_QUESTIONS = 1_000
UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


def check_marks(data: bytes) -> None:
    """A file that is nearly all markup would keep the parser busy for minutes."""
    if data.count(b"<") + data.count(b"&lt;") > 2 * MOST_ELEMENTS:
        raise FileRefused(_("The file has too many elements. Split it into smaller files."))


def check_count(count: int) -> None:
    if count > MOST_QUESTIONS:
        raise FileRefused(
            _("The file holds %(count)s questions; at most %(most)s are taken at once. Split it.")
            % {"count": count, "most": MOST_QUESTIONS}
        )


def text_of(data: bytes) -> str:
    """The text of a file in UTF-8, or in UTF-16 that says so, with plain line ends."""
    check_marks(data)
    is_utf_16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if is_utf_16 else "utf-8-sig")
    except UnicodeDecodeError:
        raise FileRefused(
            _("The file is not encoded as UTF-8. Save it again as “UTF-8” and send it once more.")
        ) from None
    if UNSTORABLE.search(text):
        raise FileRefused(_("The file holds control characters; it is not a file of text."))
    if not text.strip():
        raise FileRefused(_("The file holds no text."))
    return text.replace("\r\n", "\n").replace("\r", "\n")


class BoundedTree(TreeBuilder):
    """Builds a tree that is neither too deep nor too large."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = self.elements = 0

    def start(self, tag: str, attrs: Mapping[str, str]) -> Element:  # type: ignore[override]
        self.depth += 1
        self.elements += 1
        if self.depth > DEEPEST:
            raise FileRefused(
                _("The file nests elements more than %s deep; that is no file of questions.")
                % DEEPEST
            )
        if self.elements > MOST_ELEMENTS:
            raise FileRefused(_("The file has too many elements. Split it into smaller files."))
        return super().start(tag, dict(attrs))

    def end(self, tag: str) -> Element:
        self.depth -= 1
        return super().end(tag)


def tree_of(data: bytes) -> Element:
    """The root of an XML file; no document types, entities or external references."""
    check_marks(data)
    parser = DefusedXMLParser(target=BoundedTree(), forbid_dtd=True)
    try:
        parser.feed(data)
        return parser.close()
    except DefusedXmlException:
        raise FileRefused(
            _("The file defines a document type or entities (DOCTYPE); that is not accepted.")
        ) from None
    except ParseError as error:
        line, column = error.position
        raise FileRefused(
            _("The file is broken XML: line %(line)s, column %(column)s cannot be read.")
            % {"line": line, "column": column + 1}
        ) from None
    except (LookupError, ValueError):
        raise FileRefused(
            _("The file says an encoding that is not known. Save it as “UTF-8”.")
        ) from None
