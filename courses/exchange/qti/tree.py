"""The tree of an item in one vocabulary, whichever version of QTI its file speaks.

Nodes are called as in QTI 2.2 (`choiceInteraction`, `responseIdentifier`); QTI 3.0 writes the same
names with dashes (`qti-choice-interaction`, `response-identifier`). What differs besides names is in
`Vocabulary`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from courses.exchange.plain_text import NotTaken
from courses.exchange.reading import UNSTORABLE

HTML = {"p", "br", "div", "ul", "li", "img"}
XSI = "http://www.w3.org/2001/XMLSchema-instance"
NOT_IN_XML = re.compile(UNSTORABLE.pattern + "|[\ufffe\uffff]")
LARGEST_EXPONENT = 30


@dataclass(frozen=True)
class Vocabulary:
    """What one version of QTI calls its things."""

    title: str
    namespace: str
    schema: str
    templates: str
    item_type: str
    manifest_namespace: str
    manifest_schema: str
    schema_name: str
    schema_version: str
    is_dashed: bool = False

    def element(self, name: str) -> str:
        return f"qti-{dashed(name)}" if self.is_dashed and name not in HTML else name

    def attribute(self, element: str, name: str) -> str:
        is_own = self.is_dashed and element not in HTML and ":" not in name
        return dashed(name) if is_own else name


QTI_22 = Vocabulary(
    title="QTI 2.2",
    namespace="http://www.imsglobal.org/xsd/imsqti_v2p2",
    schema="http://www.imsglobal.org/xsd/qti/qtiv2p2/imsqti_v2p2.xsd",
    templates="http://www.imsglobal.org/question/qti_v2p2/rptemplates/",
    item_type="imsqti_item_xmlv2p2",
    manifest_namespace="http://www.imsglobal.org/xsd/imscp_v1p1",
    manifest_schema="http://www.imsglobal.org/xsd/qti/qtiv2p2/qtiv2p2_imscpv1p2_v1p0.xsd",
    schema_name="QTIv2.2 Package",
    schema_version="1.0.0",
)
QTI_30 = Vocabulary(
    title="QTI 3.0",
    namespace="http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
    schema="https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd",
    templates="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/",
    item_type="imsqti_item_xmlv3p0",
    manifest_namespace="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
    manifest_schema=(
        "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqtiv3p0_imscpv1p2_v1p0.xsd"
    ),
    schema_name="QTI Package",
    schema_version="3.0.0",
    is_dashed=True,
)


def dashed(name: str) -> str:
    return re.sub(r"(?<!^)([A-Z])", r"-\1", name).lower()


def camel(name: str) -> str:
    return re.sub(r"-([a-z0-9])", lambda match: match[1].upper(), name)


@dataclass(frozen=True)
class Node:
    """An element with its attributes and, in order, its texts and elements."""

    name: str
    attrs: Mapping[str, str] = field(default_factory=dict)
    children: tuple["Node | str", ...] = ()

    def nodes(self, *names: str) -> list["Node"]:
        """The elements directly inside, those of the names if any are given."""
        found = [child for child in self.children if isinstance(child, Node)]
        return [child for child in found if not names or child.name in names]

    def first(self, name: str) -> "Node | None":
        return next(iter(self.nodes(name)), None)

    def every(self, *names: str) -> Iterator["Node"]:
        """The elements of those names inside, at any depth, in order."""
        for child in self.nodes():
            if not names or child.name in names:
                yield child
            yield from child.every(*names)

    def has(self, *names: str) -> bool:
        return next(self.every(*names), None) is not None

    def get(self, attribute: str, default: str = "") -> str:
        return self.attrs.get(attribute, default).strip()

    @property
    def text(self) -> str:
        """All text inside, with single spaces."""
        return " ".join(self.raw_text.split())

    @property
    def raw_text(self) -> str:
        return "".join(
            child if isinstance(child, str) else child.raw_text for child in self.children
        )


def node(name: str, /, *children: "Node | str", **attrs: object) -> Node:
    """A node to be written; attributes of None are left out, `type_` stands for `type`."""
    said = {
        key.rstrip("_").replace("__", ":"): text_of_attribute(value)
        for key, value in attrs.items()
        if value is not None
    }
    return Node(name, said, children)


def text_of_attribute(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def local(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2]


def node_of(element: Element) -> Node:
    """An element of a file as a node; foreign namespaces lose theirs, names with dashes become one."""
    name = local(element.tag)
    is_dashed = name.startswith("qti-")
    attrs = {}
    for key, value in element.attrib.items():
        plain = local(key)
        is_data = plain.startswith(("data-", "aria-"))
        attrs[camel(plain) if is_dashed and not is_data else plain] = value
    children: list[Node | str] = [element.text] if element.text else []
    for child in element:
        children.append(node_of(child))
        if child.tail:
            children.append(child.tail)
    return Node(camel(name.removeprefix("qti-")) if is_dashed else name, attrs, tuple(children))


def legal(text: str) -> str:
    """The text without the characters that XML cannot hold."""
    return NOT_IN_XML.sub("", text)


def element_of(tree: Node, vocabulary: Vocabulary) -> Element:
    """The node as an element of that version, ready for a file."""
    element = Element(vocabulary.element(tree.name), attributes_of(tree, vocabulary))
    fill(element, tree, vocabulary)
    return element


def attributes_of(tree: Node, vocabulary: Vocabulary) -> dict[str, str]:
    return {vocabulary.attribute(tree.name, key): legal(text) for key, text in tree.attrs.items()}


def fill(element: Element, tree: Node, vocabulary: Vocabulary) -> None:
    for child in tree.children:
        if isinstance(child, str):
            add_text(element, legal(child))
        elif child.name == "contentBody" and not vocabulary.is_dashed:
            fill(element, child, vocabulary)
        else:
            name = vocabulary.element(child.name)
            fill(
                SubElement(element, name, attributes_of(child, vocabulary)),
                child,
                vocabulary,
            )


def add_text(element: Element, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def file_of(element: Element) -> bytes:
    return tostring(element, encoding="utf-8", xml_declaration=True)


def laid_out(element: Element) -> bytes:
    """A file of elements whose white space says nothing, with a line for each."""
    indent(element)
    return file_of(element)


def number_in(text: str) -> Decimal | None:
    """A finite number of a sane size; None for anything else."""
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    is_sane = number.is_finite() and abs(number.adjusted()) <= LARGEST_EXPONENT
    return number if is_sane and len(text) <= 60 else None


def number_needed(text: str, what: str) -> Decimal:
    number = number_in(text)
    if number is None:
        raise NotTaken(f"{what}: “{text[:40]}” is no number.")
    return number
