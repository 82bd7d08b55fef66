"""What kind of picture some bytes are, and how large; only their head is read."""

import io
import warnings

from PIL import Image

KINDS = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}


def opened(data: bytes) -> tuple[str, tuple[int, int]] | None:
    """The media type and the size in pixels; None for what is no picture that browsers show."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=list(KINDS)) as image:
                return KINDS[str(image.format)], image.size
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        return None


def size_of(data: bytes) -> tuple[int, int] | None:
    found = opened(data)
    return found[1] if found and min(found[1]) > 0 else None


def kind_of(data: bytes) -> str:
    found = opened(data)
    return found[0] if found else "application/octet-stream"
