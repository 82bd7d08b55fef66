"""Makes text safe for spreadsheets, which take some texts for formulas."""

import unicodedata

BYTE_ORDER_MARK = "\ufeff"  # by which spreadsheets know that the file is UTF-8
STARTS_A_FORMULA = ("=", "+", "-", "@")
STARTS_A_CELL = ("\t", "\r", "\n")


def safe(value: object) -> str:
    """The value as text; one that a spreadsheet might calculate gets an apostrophe before it.

    Quotes and blanks before the sign do not hide it, nor does its full-width form.
    """
    text = "" if value is None else str(value)
    bare = unicodedata.normalize("NFKC", text).lstrip(" \"'\u00a0\ufeff\u200b")
    if text.startswith(STARTS_A_CELL) or bare.startswith(STARTS_A_FORMULA + STARTS_A_CELL):
        return f"'{text}"
    return text
