"""Reads Moodle's essays: open answers, essays with word limits, and files that are handed in."""

import re
from typing import Any

from django.utils.translation import gettext as _

from courses.assessments.question_types.prose import CRITERION, ENDINGS, MOST_WORDS
from courses.exchange.extras import Extras
from courses.exchange.moodle.kinds import Read
from courses.exchange.moodle.source import Source

MEGABYTE = 1024 * 1024
MOST_FILES, LARGEST_MB = 5, 20


def read_essay(source: Source, stem: str, extras: Extras) -> Read:
    content = marking_of(source, is_carried="content" in extras)
    if source.plain_of("responsetemplate"):
        source.losses.append(_("The template for the answer is not kept."))
    files = whole_number(source.value("attachments", "0"), -1, 100) or 0
    if source.value("responseformat") == "noinline":
        return Read("file upload", stem, content | files_of(source, files))
    if files:
        source.losses.append(_("Files beside the text cannot be handed in here."))
    limits = {
        "least_words": whole_number(source.value("minwordlimit"), 1, MOST_WORDS),
        "most_words": whole_number(source.value("maxwordlimit"), 1, MOST_WORDS),
    }
    if any(limits.values()):
        return Read("essay", stem, content | limits)
    return Read("open answer", stem, content)


def marking_of(source: Source, *, is_carried: bool) -> dict[str, Any]:
    """Lines of the information for graders that end in points are criteria, the rest is the model."""
    said = source.plain_of("graderinfo")
    lines = [line.strip("• ") for line in said.splitlines() if line.strip()]
    criteria = [line for line in lines if CRITERION.match(line)]
    model = "\n".join(line for line in lines if line not in criteria)
    if is_carried:
        return {"model": model, "rubric": criteria}
    if model:
        source.losses.append(
            _("What graders were told becomes the model answer, which learners see afterwards.")
        )
    if not criteria:
        source.losses.append(_("It has no rubric; it gets one criterion with all points."))
        points = whole_number(source.value("defaultgrade", "1").split(".", maxsplit=1)[0], 1, 100)
        return {"model": model, "rubric": [{"text": _("The answer"), "points": points or 1}]}
    return {"model": model, "rubric": criteria}


def files_of(source: Source, files: int) -> dict[str, Any]:
    wanted = [each for each in re.split(r"[\s,;]+", source.value("filetypeslist")) if each]
    named = [each if each.startswith(".") else f".{each}" for each in wanted]
    endings = [ending.casefold() for ending in named if ending.casefold() in ENDINGS]
    if len(endings) < len(wanted) or not wanted:
        source.losses.append(_("Kinds of files are set anew; look at them."))
    size = whole_number(source.value("maxbytes", "0"), 0, 10**12) or 0
    if not 1 <= files <= MOST_FILES or not MEGABYTE <= size <= LARGEST_MB * MEGABYTE:
        source.losses.append(_("At most 5 files of 20 MB can be handed in here."))
    return {
        "endings": endings or [".pdf", ".docx", ".odt"],
        "most_files": min(files if files > 0 else MOST_FILES, MOST_FILES),
        "largest_mb": min(max(size // MEGABYTE, 1) if size else LARGEST_MB, LARGEST_MB),
    }


def whole_number(text: str, low: int, high: int) -> int | None:
    if not re.fullmatch(r"-?\d{1,12}", text, re.ASCII):
        return None
    number = int(text)
    return number if low <= number <= high else None
