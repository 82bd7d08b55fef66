"""Documents of certificates: drawn, signed, and kept with everything that belongs to them."""

import io
import os
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

SECONDS = float(os.environ.get("BENCH_DOCUMENT_SECONDS", "6"))
AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
CREDENTIAL = "{" + '"proof": "' + "z" * 5_000 + '"}'


def rate(work: Callable[[], object]) -> float:
    """Times a second, in one process; the first time is not counted, it fills the caches."""
    work()
    done, start = 0, time.perf_counter()
    while time.perf_counter() - start < SECONDS:
        work()
        done += 1
    return done / (time.perf_counter() - start)


def section() -> str:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.embedded")
    import django

    django.setup()
    from django.conf import settings
    from PIL import Image

    from certification.documents.designs.pictures import taken_in
    from certification.documents.designs.rules import SHIPPED
    from certification.documents.drawing import draw_pdf
    from certification.documents.keys import self_signed
    from certification.documents.signing import signed
    from certification.documents.words import invented, paper

    said = invented("en", "https://cascade.example/verify/" + "ABCD-" * 7)
    code = said.url + "#c=" + "aB3-" * 100
    buffer = io.BytesIO()
    Image.new("RGB", (800, 300), "navy").save(buffer, "PNG")
    logo = {"picture": taken_in(buffer.getvalue()), "alt": "Logo"}

    def drawn(design: dict, credential: str = CREDENTIAL) -> bytes:
        return draw_pdf(paper(said, design, address=code, credential=credential), at=AT).pdf

    bare = drawn(SHIPPED)
    with tempfile.TemporaryDirectory() as folder:
        key = Path(folder) / "seal.p12"
        key.write_bytes(self_signed(name="Bench", password="", at=datetime.now(UTC)))
        settings.DOCUMENT_SIGNING_KEY, settings.DOCUMENT_SIGNING_PASSWORD = str(key), ""
        rows = [
            ("the bare PDF: no credential in it", rate(lambda: drawn(SHIPPED, ""))),
            ("with its credential", rate(lambda: drawn(SHIPPED))),
            ("with two logos as well", rate(lambda: drawn(SHIPPED | {"logos": [logo, logo]}))),
            ("a signature on a PDF that is drawn", rate(lambda: signed(bare, at=AT, label="Seal"))),
        ]
    lines = [f"| {what} | {each:.1f} | {each / rows[0][1]:.2f} |" for what, each in rows]
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    return "\n".join(
        [
            "One process, no database. Load average of the machine at the end:",
            f"{load} (1, 5, 15 minutes).",
            "",
            "| what | a second | ratio to the bare PDF |",
            "|---|---:|---:|",
            *lines,
        ]
    )
