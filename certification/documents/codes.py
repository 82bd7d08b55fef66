"""QR codes as SVG."""

import io

import segno

DENSE = 300  # bytes; a code with more corrects less, so that its squares stay large


def qr_svg(text: str, colour: str) -> str:
    buffer = io.BytesIO()
    code = segno.make(text, error="l" if len(text) > DENSE else "m")
    code.save(buffer, kind="svg", border=2, dark=colour, xmldecl=False)
    return buffer.getvalue().decode()
