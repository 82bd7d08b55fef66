"""Finds in the Markdown of a lesson whatever would be lost or unsafe as blocks of a page."""

import re
from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

Note = Callable[[int, str], None]

LONGEST_HEADING = 200
SAFE_LINK = re.compile(r"(https?://[^\s]+|mailto:[^\s]+)", re.IGNORECASE)
CELL_BORDER = re.compile(r"(?<!\\)\|")
WITHOUT_BLOCK = {
    "html_block": "HTML is not allowed in a lesson",
    "html_inline": "HTML is not allowed in a lesson",
    "fence": "code has no block in a lesson",
    "code_block": "code has no block in a lesson (is this text indented by mistake?)",
    "code_inline": "code has no block in a lesson",
    "hr": "rules have no block in a lesson; use headings",
}

markdown = MarkdownIt("commonmark", {"html": True}).enable("table")


def parse(text: str, note: Note) -> SyntaxTreeNode:
    """The tree of a lesson; what cannot become a block is noted with its line."""
    root = SyntaxTreeNode(markdown.parse(text))
    lines = text.split("\n")
    for node in root.walk():
        reason = WITHOUT_BLOCK.get(node.type) or _reason(node)
        if reason:
            note(line_of(node), reason)
        if node.type == "table":
            check_cells(node, lines, note)
    return root


def line_of(node: SyntaxTreeNode) -> int:
    current: SyntaxTreeNode | None = node
    while current is not None:
        if current.map:
            return current.map[0] + 1
        current = current.parent
    return 1


def parts_of(node: SyntaxTreeNode) -> list[SyntaxTreeNode]:
    """The inline parts of a paragraph or cell, without the empty texts the parser leaves."""
    inline = node.children[0].children if node.children else []
    return [part for part in inline if part.type != "text" or part.content.strip()]


def _reason(node: SyntaxTreeNode) -> str:
    check = CHECKS.get(node.type)
    return check(node) if check else ""


def _reason_of_text(node: SyntaxTreeNode) -> str:
    if "](" not in node.content:
        return ""
    return "this link is not understood; links must begin with https:, http: or mailto:"


def _reason_of_link(node: SyntaxTreeNode) -> str:
    if SAFE_LINK.fullmatch(str(node.attrs.get("href", ""))):
        return ""
    return "links must begin with https:, http: or mailto:"


def _reason_of_list(node: SyntaxTreeNode) -> str:
    return "" if node.attrs.get("start", 1) == 1 else "a numbered list must begin with 1"


def _reason_of_paragraph(node: SyntaxTreeNode) -> str:
    if not is_broken_table(node):
        return ""
    return "not a proper table: the second line must hold --- for every column"


def _reason_of_outer(node: SyntaxTreeNode) -> str:
    if node.parent is None or node.parent.is_root:
        return ""
    return f"a {node.type} may not stand inside something else"


def _reason_of_image(node: SyntaxTreeNode) -> str:
    paragraph = node.parent.parent if node.parent else None
    if paragraph is None or paragraph.type != "paragraph" or len(parts_of(paragraph)) > 1:
        return "a figure needs a paragraph of its own"
    if paragraph.parent is None or not paragraph.parent.is_root:
        return "a figure may not stand inside something else"
    return ""


def _reason_of_heading(node: SyntaxTreeNode) -> str:
    if node.tag not in {"h2", "h3"}:
        return "use ## and ### for headings; the title is in module.json"
    if node.parent and not node.parent.is_root:
        return "a heading may not stand inside something else"
    words = node.children[0].content if node.children else ""
    if not words.strip():
        return "a heading needs words"
    if len(words) > LONGEST_HEADING:
        return f"a heading may have {LONGEST_HEADING} characters"
    return ""


def _reason_of_item(node: SyntaxTreeNode) -> str:
    kinds = [child.type for child in node.children]
    first, rest = kinds[:1], kinds[1:]
    if first != ["paragraph"] or any(not kind.endswith("_list") for kind in rest):
        return "an entry of a list is one paragraph, with a list under it at most"
    return ""


CHECKS: dict[str, Callable[[SyntaxTreeNode], str]] = {
    "text": _reason_of_text,
    "link": _reason_of_link,
    "image": _reason_of_image,
    "heading": _reason_of_heading,
    "ordered_list": _reason_of_list,
    "list_item": _reason_of_item,
    "paragraph": _reason_of_paragraph,
    "table": _reason_of_outer,
    "blockquote": _reason_of_outer,
}


def is_broken_table(node: SyntaxTreeNode) -> bool:
    """Lines that begin with a bar, but that the parser did not take for a table."""
    rows = node.children[0].content.split("\n") if node.children else []
    return len(rows) > 1 and all(row.lstrip().startswith("|") for row in rows)


def check_cells(table: SyntaxTreeNode, lines: list[str], note: Note) -> None:
    """The parser drops cells beyond the header's columns, so a row must have as many as it."""
    rows = [row for part in table.children for row in part.children]
    columns = len(rows[0].children)
    for row in rows[1:]:
        if not row.map:
            continue
        cells = len(
            CELL_BORDER.split(lines[row.map[0]].strip().removeprefix("|").removesuffix("|"))
        )
        if cells != columns:
            note(row.map[0] + 1, f"this row has {cells} cells, the table {columns} columns")
