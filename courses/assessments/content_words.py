"""Says in words what the content of a question holds, line by line. No query, no clock."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Content = dict[str, Any]
NAMES = {
    "alt": gettext_lazy("the picture in words"),
    "answer": gettext_lazy("answer"),
    "decimals": gettext_lazy("decimals"),
    "endings": gettext_lazy("kinds of files"),
    "formula": gettext_lazy("formula"),
    "largest_mb": gettext_lazy("largest file in MB"),
    "least_words": gettext_lazy("least words"),
    "many": gettext_lazy("several may be chosen"),
    "model": gettext_lazy("a good answer"),
    "most_files": gettext_lazy("most files"),
    "most_words": gettext_lazy("most words"),
    "reuse": gettext_lazy("texts may be used again"),
    "tolerance": gettext_lazy("tolerance"),
    "tolerance_is_percent": gettext_lazy("tolerance in per cent"),
    "unit": gettext_lazy("unit"),
}
PHRASES = {
    "columns": gettext_lazy("column: %s"),
    "variables": gettext_lazy("%(name)s: from %(from)s to %(to)s, decimals %(decimals)s"),
}


def content_lines(content: Content) -> list[str]:
    """One line for each option, pair, item, part or setting; what is empty is left out."""
    lines: list[str] = []
    for key, value in content.items():
        if isinstance(value, list):
            lines += [line for part in value for line in _lines(key, part, content)]
        elif value not in ("", None):
            lines.append(f"{NAMES[key]}: {_said(value)}")
    return lines


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)


def _lines(key: str, part: Any, content: Content) -> Iterator[str]:
    match key:
        case "options" | "areas":
            place = f" ({part['shape']} {_listed(part['coords'])})" if "shape" in part else ""
            yield f"{'✓' if part['right'] else '✗'} {part['text']}{place}{_because(part)}"
        case "pairs":
            yield f"{part['left']} → {part['right']}"
        case "rows":
            yield f"{part['text']} → {content['columns'][part['right']]}{_because(part)}"
        case "columns" | "variables":
            yield PHRASES[key] % part
        case "rubric":
            yield f"{part['text']} ({part['points']})"
            for level in part.get("levels") or ():
                yield f"{part['text']}, {level['points']}: {level['text']}"
        case "parts":
            yield f"{part['type']} ({part['points']}): {part['stem']}"
            yield from (f"{part['stem']}: {line}" for line in content_lines(part["content"]))
        case "answers" if "texts" in content:
            yield _("in a gap: %s") % content["texts"][part]
        case "answers":
            yield " / ".join(part)
        case _:
            yield str(part)


def _because(part: Content) -> str:
    return f" – {part['feedback']}" if part["feedback"] else ""


def _listed(numbers: list[Any]) -> str:
    return ", ".join(map(str, numbers))
