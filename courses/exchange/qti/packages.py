"""Reads content packages and single items: what the manifest names, found and read item by item."""

import posixpath
import re
from collections.abc import Mapping
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from courses.exchange.archives import entries_of
from courses.exchange.lines import FileRefused, Line
from courses.exchange.plain_text import NotTaken, is_external
from courses.exchange.qti.items import read_item
from courses.exchange.qti.metadata import Filed, filed_in, sha256_of, with_exact, with_filing
from courses.exchange.qti.tree import QTI_22, QTI_30, Node, Vocabulary, local, node_of
from courses.exchange.qti.words import Files
from courses.exchange.reading import tree_of

MANIFEST = "imsmanifest.xml"
ITEM_TYPES = re.compile(r"imsqti_(item|apipitem)_xmlv(2p\d|3p0)|imsqti_item")
TEST_TYPES = re.compile(r"imsqti_(test|section)_xmlv")
OLD_TYPES = re.compile(r"imsqti_xmlv1")
LONGEST_TITLE = 120
VERSIONS = {
    QTI_22.namespace: QTI_22,
    "http://www.imsglobal.org/xsd/imsqti_v2p1": QTI_22,
    "http://www.imsglobal.org/xsd/imsqti_v2p0": QTI_22,
    "http://www.imsglobal.org/xsd/apip/apipv1p0/qtiitem/imsqti_v2p1": QTI_22,
    QTI_30.namespace: QTI_30,
}


def read_package(data: bytes, vocabulary: Vocabulary) -> list[Line]:
    """A line for each item of a package, or the line of a single item file."""
    if not data.startswith(b"PK"):
        return [read_single(data, vocabulary)]
    entries = entries_of(data)
    path = manifest_path(entries)
    manifest = node_of(tree_of(entries[path]))
    if manifest.name != "manifest":
        raise FileRefused(_("The manifest of the package is no manifest of IMS content packaging."))
    resources = [part for part in manifest.every("resource") if is_question(part)]
    if not any(ITEM_TYPES.match(part.get("type")) for part in resources):
        raise FileRefused(no_items(manifest))
    root = posixpath.dirname(path)
    lines = [read_resource(resource, root, entries, vocabulary) for resource in resources]
    refuse_other_version(lines, entries, vocabulary)
    return lines


def manifest_path(entries: Mapping[str, bytes]) -> str:
    """At the top, or in the one folder that was packed instead of its content."""
    if MANIFEST in entries:
        return MANIFEST
    found = [path for path in entries if path.count("/") == 1 and path.endswith(f"/{MANIFEST}")]
    if len(found) != 1:
        raise FileRefused(
            _("The package has no imsmanifest.xml at its top, so nothing says what is in it.")
        )
    return found[0]


def is_question(resource: Node) -> bool:
    kind = resource.get("type")
    return bool(ITEM_TYPES.match(kind) or TEST_TYPES.match(kind))


def no_items(manifest: Node) -> str:
    if any(OLD_TYPES.match(part.get("type")) for part in manifest.every("resource")):
        return _("The package holds QTI 1.2. Export it again as QTI 2.2 or QTI 3.0.")
    return _("The manifest of the package names no item of QTI.")


def refuse_other_version(
    lines: list[Line], entries: Mapping[str, bytes], vocabulary: Vocabulary
) -> None:
    """A package whose items all speak the other version was sent under the wrong name."""
    other = other_version(vocabulary)
    said = wrong_version(other)
    items = [line for line in lines if line.place in entries]
    if items and all(line.reason == said for line in items):
        raise FileRefused(said)


def other_version(vocabulary: Vocabulary) -> Vocabulary:
    return QTI_30 if vocabulary is QTI_22 else QTI_22


def wrong_version(found: Vocabulary) -> str:
    return _("It is written in %(found)s. Choose that format.") % {"found": found.title}


def read_single(data: bytes, vocabulary: Vocabulary) -> Line:
    """A file with one item; it brings no pictures of its own besides those written into it."""
    element = tree_of(data)
    root = node_of(element)
    if root.name in {"questestinterop", "assessment"} and "qti" not in element.tag:
        raise FileRefused(_("The file is QTI 1.2. Export it again as QTI 2.2 or QTI 3.0."))
    if root.name in {"assessmentTest", "assessmentSection", "manifest"}:
        raise FileRefused(
            _("The file names questions that are in other files. Send the whole package (ZIP).")
        )
    if root.name != "assessmentItem":
        raise FileRefused(
            _("The file is no item of QTI: it begins with <%s>.") % local(element.tag)[:60]
        )
    try:
        notes = notes_on_version(element, vocabulary)
    except NotTaken as error:
        raise FileRefused(error.reason) from None
    return line_of(
        _("the file"), root, lambda _reference: None, filed=Filed(), sha256="", notes=notes
    )


def notes_on_version(element: Element, vocabulary: Vocabulary) -> tuple[str, ...]:
    """What is to be said about the version of an item; NotTaken where it is not the one chosen."""
    namespace = element.tag[1:].partition("}")[0] if element.tag.startswith("{") else ""
    found = VERSIONS.get(namespace)
    if found is None:
        raise NotTaken(
            _("It does not say a version of QTI that is read here (namespace “%s”).")
            % namespace[:80]
        )
    if found is not vocabulary:
        raise NotTaken(wrong_version(found))
    if namespace not in {QTI_22.namespace, QTI_30.namespace}:
        return (_("It is written in an older QTI 2 and read as QTI 2.2."),)
    return ()


def read_resource(
    resource: Node, root: str, entries: Mapping[str, bytes], vocabulary: Vocabulary
) -> Line:
    href = resource.get("href") or next((f.get("href") for f in resource.nodes("file")), "")
    title = resource.get("identifier")[:LONGEST_TITLE]
    try:
        if is_external(href):
            raise NotTaken(_("The manifest fetches it from another place (%s).") % href[:80])
        path = resolved(root, posixpath.join(resource.get("base"), href))
        if path not in entries:
            raise NotTaken(
                _("The manifest names “%s”, but the package does not hold it.") % href[:100]
            )
        if TEST_TYPES.match(resource.get("type")):
            return Line(
                place=path,
                title=title,
                reason=_("The order and the rules of a test are not taken; its questions are."),
            )
        return read_entry(path, resource, entries, vocabulary)
    except NotTaken as error:
        return Line(place=href[:200] or title, title=title, reason=error.reason)


def resolved(folder: str, reference: str) -> str:
    """The path of a reference inside the package; one that leads out of it names nothing there."""
    clean = unquote(reference).replace("\\", "/").split("#")[0].split("?")[0]
    return posixpath.normpath(posixpath.join(folder, clean)).lstrip("/")


def read_entry(
    path: str, resource: Node, entries: Mapping[str, bytes], vocabulary: Vocabulary
) -> Line:
    try:
        element = tree_of(entries[path])
    except FileRefused as error:
        return Line(place=path, title=resource.get("identifier"), reason=error.sentence)
    item = node_of(element)
    if item.name != "assessmentItem":
        raise NotTaken(_("It is no item: it begins with <%s>.") % item.name[:60])
    notes = notes_on_version(element, vocabulary)
    folder = posixpath.dirname(path)

    def files(reference: str) -> bytes | None:
        return entries.get(resolved(folder, reference))

    item = with_stimuli(item, files)
    filed = filed_in(resource.first("metadata"))
    sha256 = sha256_of(entries[path])
    return line_of(path, item, files, filed=filed, sha256=sha256, notes=notes)


def with_stimuli(item: Node, files: Files) -> Node:
    """The item with the shared texts that it refers to, where the package holds them."""
    references = item.nodes("assessmentStimulusRef")
    if not references:
        return item
    shared: list[Node | str] = []
    for reference in references:
        href = reference.get("href")
        data = None if is_external(href) else files(href)
        if data is None:
            raise NotTaken(_("It shows a text from another place (%s).") % href[:80])
        try:
            stimulus = node_of(tree_of(data))
        except FileRefused as error:
            raise NotTaken(error.sentence) from None
        body = stimulus.first("stimulusBody")
        shared += body.children if body else ()
    children = tuple(
        Node("itemBody", child.attrs, (*shared, *child.children))
        if isinstance(child, Node) and child.name == "itemBody"
        else child
        for child in item.children
    )
    return Node(item.name, item.attrs, children)


def line_of(
    place: str,
    item: Node,
    files: Files,
    *,
    filed: Filed,
    sha256: str,
    notes: tuple[str, ...],
) -> Line:
    """The item as a question that the bank can hold, or why it cannot."""
    title = (item.get("title") or item.get("identifier"))[:LONGEST_TITLE]
    try:
        question, losses = read_item(item, files)
        question = with_filing(question, filed)
        if filed.exact is not None and filed.sha256 == sha256:
            question, losses = with_exact(question, filed.exact), ()
        elif filed.exact is not None:
            losses = (
                *losses,
                _("It was changed after its export; details kept beside it are lost."),
            )
    except NotTaken as error:
        return Line(place=place, title=title, reason=error.reason)
    return Line(place=place, title=title, question=question, losses=(*notes, *losses))
