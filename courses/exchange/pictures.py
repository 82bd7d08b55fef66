"""Judges pictures that came in a file before they are kept or shown."""

import hashlib
import io

from django.utils.translation import gettext as _
from PIL import Image

from courses.exchange.lines import Picture

ENDINGS = {"PNG": ".png", "JPEG": ".jpg", "GIF": ".gif", "WEBP": ".webp"}
LARGEST = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000


def sha1(data: bytes) -> str:
    """As Wagtail names the content of a picture; it recognises and protects nothing."""
    return hashlib.sha1(data, usedforsecurity=False).hexdigest()


def size_and_kind(picture: Picture) -> tuple[int, int, str] | None:
    """Width, height and kind as the bytes themselves say; None for anything but a picture."""
    try:
        with Image.open(io.BytesIO(picture.data), formats=list(ENDINGS)) as image:
            found = (*image.size, image.format or "")
            if image.size[0] * image.size[1] <= MOST_PIXELS:
                image.load()
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        return None
    return found


def refusal_of_picture(picture: Picture) -> str:
    """Why the picture cannot be kept; empty when it can."""
    if len(picture.data) > LARGEST:
        return _("The picture is larger than %s MB.") % (LARGEST // (1024 * 1024))
    found = size_and_kind(picture)
    if found is None:
        return _("The picture is no PNG, JPEG, GIF or WebP that can be shown.")
    if found[0] * found[1] > MOST_PIXELS:
        return _("The picture has too many pixels.")
    return ""


def name_of_file(picture: Picture) -> str:
    """A name of our own with the ending of what it really is."""
    found = size_and_kind(picture)
    return f"question-{sha1(picture.data)[:10]}{ENDINGS[found[2]] if found else ''}"
