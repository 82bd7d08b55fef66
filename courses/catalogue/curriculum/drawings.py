"""Checks that an SVG drawing is a picture and nothing more: no scripts, nothing from elsewhere."""

import re
from collections.abc import Callable
from io import BytesIO
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler, feature_namespaces
from xml.sax.xmlreader import Locator

from defusedxml.common import DefusedXmlException
from defusedxml.sax import make_parser
from willow.image import Image, UnrecognisedImageFormatError
from willow.svg import WillowSvgException

Note = Callable[[int, str], None]

SVG = "http://www.w3.org/2000/svg"
HARMLESS = """
    svg g defs title desc symbol use path rect circle ellipse line polyline polygon text tspan
    textPath marker linearGradient radialGradient stop clipPath mask pattern style filter metadata
    feGaussianBlur feOffset feMerge feMergeNode feFlood feComposite feBlend feColorMatrix
"""
ELEMENTS = frozenset(HARMLESS.split())
FROM_ELSEWHERE = re.compile(
    r"url\(\s*['\"]?(?!\s*['\"]?#)|javascript:|data:|@import|image-set|\\", re.IGNORECASE
)


class _Drawing(ContentHandler):
    """Looks at every element, attribute and instruction of a drawing."""

    def __init__(self, note: Note) -> None:
        super().__init__()
        self.add_problem = note
        self.place = Locator()
        self.depth = 0
        self.is_in_style = False

    def setDocumentLocator(self, locator):  # noqa: N802 - SAX calls it so
        self.place = locator

    def note(self, reason: str) -> None:
        self.add_problem(self.place.getLineNumber() or 1, reason)

    def startElementNS(self, name, qname, attrs):  # noqa: N802 - SAX calls it so
        namespace, element = name
        if self.depth == 0 and (namespace, element) != (SVG, "svg"):
            self.note("not an SVG drawing")
        elif namespace == SVG and element not in ELEMENTS:
            self.note(f"the element <{element}> is not allowed in a drawing")
        elif namespace != SVG:
            self.note(f"the element <{element}> is not of SVG")
        self.depth += 1
        self.is_in_style = element == "style"
        for (owner, attribute), value in attrs.items():
            self.check_attribute(owner, attribute, value)

    def check_attribute(self, owner: str | None, attribute: str, value: str) -> None:
        if attribute.casefold().startswith("on"):
            self.note(f"the handler “{attribute}” is not allowed in a drawing")
        elif (
            (attribute in {"href", "src"} and not value.strip().startswith("#"))
            or attribute == "base"
            or FROM_ELSEWHERE.search(value)
        ):
            self.note("a drawing may not refer to anything outside itself")

    def endElementNS(self, name, qname):  # noqa: N802 - SAX calls it so
        self.depth -= 1
        self.is_in_style = False

    def characters(self, content):
        if self.is_in_style and FROM_ELSEWHERE.search(content):
            self.note("a drawing may not refer to anything outside itself")

    def processingInstruction(self, target, data):  # noqa: N802 - SAX calls it so
        self.note(f"the instruction <?{target}?> is not allowed in a drawing")


def check_drawing(text: str, note: Note) -> None:
    """Note with its line whatever in the drawing could run, load or break something."""
    parser = make_parser()
    parser.setFeature(feature_namespaces, True)
    parser.forbid_dtd = True
    parser.setContentHandler(_Drawing(note))
    try:
        parser.parse(BytesIO(text.encode()))
    except SAXParseException as error:
        note(error.getLineNumber() or 1, "not well-formed XML")
        return
    except DefusedXmlException:
        note(1, "DTDs and entities are not allowed in a drawing")
        return
    except (LookupError, ValueError):
        note(1, "the encoding that the drawing names is not UTF-8")
        return
    if not has_size(text):
        note(1, "the size of the drawing cannot be read from its viewBox, width and height")


def has_size(text: str) -> bool:
    """Whether Wagtail will be able to tell how large the drawing is."""
    try:
        width, height = Image.open(BytesIO(text.encode())).get_size()
    except (WillowSvgException, UnrecognisedImageFormatError, ArithmeticError):
        return False
    return width > 0 and height > 0
