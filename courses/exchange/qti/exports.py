"""Questions as a content package: an item for each, its picture, and the manifest that names them.

What is written is read again at once, and what standard QTI did not bring back is put beside it.
"""

import io
import re
import zipfile
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from courses.exchange.lines import Line, Picture, ReadQuestion
from courses.exchange.pictures import size_and_kind
from courses.exchange.plain_text import NotTaken
from courses.exchange.qti.asked import Shown
from courses.exchange.qti.items import read_item
from courses.exchange.qti.metadata import (
    LOM,
    OURS,
    add_exact,
    add_metadata,
    exact_of,
    filed_in,
    with_filing,
)
from courses.exchange.qti.packages import MANIFEST
from courses.exchange.qti.tree import XSI, Vocabulary, element_of, file_of, laid_out, node_of
from courses.exchange.qti.writing import item_of
from courses.exchange.reading import tree_of

TITLE_LENGTH = 80
LOM_SCHEMA = "http://www.imsglobal.org/xsd/imsmd_loose_v1p3p2.xsd"
EPOCH = (1980, 1, 1, 0, 0, 0)
PICTURE_ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".webp")


def write_package(
    questions: Sequence[ReadQuestion], vocabulary: Vocabulary
) -> tuple[bytes, list[Line]]:
    """The package, and a line for each question: in it, or why it is not."""
    manifest, resources = empty_manifest(vocabulary)
    files: dict[str, bytes] = {}
    lines = []
    for number, question in enumerate(questions, start=1):
        place = f"items/item_{number}.xml"
        title = title_of(question)
        try:
            added = add_item(resources, question, place, number, vocabulary)
        except NotTaken as error:
            lines.append(Line(place=place, title=title, reason=error.reason))
            continue
        files |= added
        lines.append(Line(place=place, title=title, question=question))
    return packed({MANIFEST: laid_out(manifest), **files}), lines


def packed(files: dict[str, bytes]) -> bytes:
    """The same files give the same bytes at any time."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as package:
        for path, data in files.items():
            info = zipfile.ZipInfo(path, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            package.writestr(info, data)
    return archive.getvalue()


def title_of(question: ReadQuestion) -> str:
    return Truncator(" ".join(question.stem.split())).chars(TITLE_LENGTH)


def empty_manifest(vocabulary: Vocabulary) -> tuple[Element, Element]:
    manifest = Element(
        "manifest",
        {
            "xmlns": vocabulary.manifest_namespace,
            "xmlns:imsmd": LOM,
            "xmlns:cascade": OURS,
            "xmlns:xsi": XSI,
            "xsi:schemaLocation": (
                f"{vocabulary.manifest_namespace} {vocabulary.manifest_schema} {LOM} {LOM_SCHEMA}"
            ),
            "identifier": "manifest_1",
        },
    )
    metadata = SubElement(manifest, "metadata")
    SubElement(metadata, "schema").text = vocabulary.schema_name
    SubElement(metadata, "schemaversion").text = vocabulary.schema_version
    SubElement(manifest, "organizations")
    return manifest, SubElement(manifest, "resources")


def add_item(
    resources: Element, question: ReadQuestion, place: str, number: int, vocabulary: Vocabulary
) -> dict[str, bytes]:
    """The files of one question, once it is sure that reading them gives the same question."""
    picture_path = f"pictures/{number}/{name_of(question.picture)}"
    shown = shown_in(question, f"../{picture_path}")
    data = file_of(
        element_of(item_of(question, shown, number, title_of(question), vocabulary), vocabulary)
    )
    files = {place: data}
    if question.picture:
        files[picture_path] = question.picture.data
    resource = Element(
        "resource", identifier=f"item_{number}", type=vocabulary.item_type, href=place
    )
    metadata = add_metadata(resource, question, title_of(question))
    for path in files:
        SubElement(resource, "file", href=path)
    read = read_again(question, data, resource)
    exact = exact_of(question, read)
    if exact:
        add_exact(metadata, exact, data)
    resources.append(resource)
    return files


def read_again(question: ReadQuestion, data: bytes, resource: Element) -> ReadQuestion:
    """What a reader makes of the item, before anything of our own is put beside it."""
    picture = question.picture
    read, _losses = read_item(
        node_of(tree_of(data)), lambda _reference: picture.data if picture else None
    )
    filed = filed_in(node_of(resource).first("metadata"))
    return with_filing(read, filed)


def name_of(picture: Picture | None) -> str:
    """A name that is safe in any archive."""
    name = re.sub(r"[^A-Za-z0-9._-]", "_", picture.name if picture else "")[-80:].lstrip(".")
    return name if name.lower().endswith(PICTURE_ENDINGS) else f"{name or 'picture'}.png"


def shown_in(question: ReadQuestion, href: str) -> Shown | None:
    picture = question.picture
    if picture is None:
        return None
    found = size_and_kind(picture)
    if found is None:
        raise NotTaken(_("Its picture “%s” is no PNG, JPEG, GIF or WebP.") % picture.name[:100])
    width, height, kind = found
    return Shown(href, f"image/{kind.lower()}", width, height, picture.alt)
