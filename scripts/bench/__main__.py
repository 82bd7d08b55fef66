"""`make bench`: measures every section, or those named (`pages`, `verify`, `candidates`, `documents`, `certificates`,
`lineage`, `counts`)."""

import platform
import signal
import sys

from scripts.bench import certificates, counts, documents, lineage, load, pages, verify
from scripts.loopback.databases import ROOT

FILE = ROOT / "docs" / "benchmarks.md"
SECTIONS = {
    "pages": ("Pages", pages.section),
    "verify": ("The public check", verify.section),
    "candidates": ("250 candidates at once", load.section),
    "documents": ("Documents of certificates", documents.section),
    "certificates": ("Certificates end to end", certificates.section),
    "counts": ("Counts over a million enrolments", counts.section),
    "lineage": ("Lineage of 1.7 million people", lineage.section),
}
OPENING = f"""# Benchmarks

Written by `make bench`. Trust the ratios, not the absolute figures: the machine is shared, and server and client are both on it.
Python {platform.python_version()}.
"""


def written() -> dict[str, str]:
    """The sections that the file holds, by title."""
    parts = FILE.read_text().split("\n## ")[1:]
    return {title: text.strip() for title, _, text in (part.partition("\n") for part in parts)}


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is ended
    wanted = sys.argv[1:] or list(SECTIONS)
    texts = written()
    for name in wanted:
        title, section = SECTIONS[name]
        texts[title] = section()
    parts = [
        f"\n## {title}\n\n{texts[title]}\n" for title, _ in SECTIONS.values() if title in texts
    ]
    FILE.write_text(OPENING + "".join(parts))
    print(FILE.read_text())


if __name__ == "__main__":
    main()
