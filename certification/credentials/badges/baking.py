"""Bakes a credential into the picture of its badge, as Open Badges 3.0 and 2.0 say."""

from io import BytesIO
from xml.sax.saxutils import quoteattr

from PIL import Image
from PIL.PngImagePlugin import PngInfo

PNG_3 = "openbadgecredential"
PNG_2 = "openbadges"
SVG_3 = "https://purl.imsglobal.org/ob/v3p0"
SVG_2 = "http://openbadges.org"


def baked_png(picture: bytes, keyword: str, text: str) -> bytes:
    """The picture with the text in a chunk (iTXt, not compressed) of that keyword, and in no other."""
    chunks = PngInfo()
    chunks.add_itxt(keyword, text)
    baked = BytesIO()
    with Image.open(BytesIO(picture)) as image:
        image.save(baked, format="PNG", pnginfo=chunks)
    return baked.getvalue()


def baked_svg(picture: bytes, text: str) -> bytes:
    """The picture with the credential as an element of its own (Open Badges 3.0)."""
    element = f"<openbadges:credential>{_character_data(text)}</openbadges:credential>"
    return _with_element(picture, SVG_3, element)


def baked_older_svg(picture: bytes, text: str, address: str) -> bytes:
    """The picture with the assertion and the address that hosts it (Open Badges 2.0)."""
    element = (
        f"<openbadges:assertion verify={quoteattr(address)}>"
        f"{_character_data(text)}</openbadges:assertion>"
    )
    return _with_element(picture, SVG_2, element)


def _with_element(picture: bytes, namespace: str, element: str) -> bytes:
    """Right after the root's start tag, which the picture, drawn by us, has exactly once."""
    drawn = picture.decode()
    start, end, rest = drawn.partition(">")
    if not start.startswith("<svg "):
        raise ValueError("The picture does not begin with <svg.")
    return f"{start} xmlns:openbadges={quoteattr(namespace)}{end}{element}{rest}".encode()


def _character_data(text: str) -> str:
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"
