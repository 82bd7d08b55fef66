"""Sets documents with Typst: the templates that ship, and the fonts that ship with them."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

FOLDER = settings.BASE_DIR / "templates" / "documents"


def typeset(
    template: Path,
    inputs: Mapping[str, str],
    *,
    standards: Any = (),  # typst names this type in its stubs alone
    timestamp: int | None = None,
) -> bytes:
    """The PDF; words go in as inputs, so nothing that is said can become markup.

    Without a `timestamp` the file carries no date, so its bytes follow from the arguments alone.
    """
    return typst.compile(
        template,
        root=FOLDER,
        format="pdf",
        font_paths=fonts(),
        sys_inputs=dict(inputs),
        pdf_standards=list(standards),
        timestamp=timestamp,
    )


@cache
def fonts() -> typst.Fonts:
    """Typst's own fonts and those of the folder, never those of the machine."""
    return typst.Fonts(include_system_fonts=False, font_paths=[FOLDER / "fonts"])
