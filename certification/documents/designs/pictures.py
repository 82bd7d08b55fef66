"""Pictures of designs: taken in as PNG of plain colours, handed to the template as SVG.

The template takes text alone, and an SVG may carry a PNG as text.
"""

import base64
import io
from functools import lru_cache

from django.utils.translation import gettext as _
from PIL import Image

from lms.errors import Refused

MOST_BYTES = 2_000_000
LONGEST_SIDE = 1_600  # pixels: over 300 to an inch at the size at which it is printed
FORMATS = ("PNG", "JPEG")


def taken_in(content: bytes) -> str:
    """The picture as PNG in base64, no larger than it prints well; colours as PDF/A asks for them."""
    if len(content) > MOST_BYTES:
        raise Refused("picture_too_large", _("A picture has at most 2 MB."))
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
            if max(picture.size) > 10 * LONGEST_SIDE:
                raise Refused("picture_too_large", _("A picture has at most 16,000 pixels a side."))
            picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            plain = picture.convert("RGBA")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise Refused("no_picture", _("This is no picture in PNG or JPEG.")) from None
    buffer = io.BytesIO()
    plain.save(buffer, "PNG", optimize=True)
    return base64.b64encode(buffer.getvalue()).decode()


@lru_cache(maxsize=32)
def as_svg(picture: str) -> str:
    with Image.open(io.BytesIO(base64.b64decode(picture))) as opened:
        width, height = opened.size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" href="data:image/png;base64,{picture}"/></svg>'
    )
