"""Tells from its content in which format a file is."""

import re
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from courses.exchange.archives import entries_of
from courses.exchange.lines import FileRefused
from courses.exchange.models import QuestionImport
from courses.exchange.qti.packages import manifest_path
from courses.exchange.reading import text_of, tree_of

Format = QuestionImport.Format
ROOTS = {
    "quiz": Format.MOODLE_XML,
    "assessmentItem": Format.QTI_22,
    "qti-assessment-item": Format.QTI_30,
}
XML = re.compile(
    rb"(\xef\xbb\xbf)?\s*<(\?xml|!DOCTYPE|!--|quiz|manifest|assessment|qti-)", re.IGNORECASE
)
UTF_16 = (b"\xff\xfe<\x00", b"\xfe\xff\x00<")
GIFT = re.compile(r"(?<!\\)\{|^\s*::", re.MULTILINE)


def detect_format(data: bytes, chosen: str = "") -> Format:
    """The format of the file; FileRefused when it is another than the chosen one, or none."""
    found = found_in(data)
    if found is None and not chosen:
        raise FileRefused(_("The file is in no format that is known here."))
    if found is None:
        return Format(chosen)
    if chosen and found != chosen:
        raise FileRefused(
            _("The file looks like %(found)s, but %(chosen)s was chosen.")
            % {"found": found.label, "chosen": Format(chosen).label}
        )
    return found


def found_in(data: bytes) -> Format | None:
    if data.startswith(b"PK"):
        entries = entries_of(data)
        is_3 = re.search(rb"imsqtiasi_v3p0|qtiv3p0|qti_v3|xmlv3p0", entries[manifest_path(entries)])
        return Format.QTI_30 if is_3 else Format.QTI_22
    if XML.match(data) or data.startswith(UTF_16):
        return format_of_tree(tree_of(data))
    text = text_of(data)
    first = text.lstrip().split("\n", 1)[0].casefold()
    cells = {cell.strip(' "') for cell in re.split(r"[,;\t]", first)}
    if "question" in cells and len(cells) > 1:
        return Format.CSV
    return Format.GIFT if GIFT.search(text) else None


def format_of_tree(root: Element) -> Format:
    name = root.tag.rsplit("}", 1)[-1]
    if name not in ROOTS:
        raise FileRefused(
            _("The file is XML, but holds no questions that are known here (it begins with <%s>).")
            % name[:60]
        )
    return ROOTS[name]
