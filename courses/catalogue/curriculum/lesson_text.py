"""Turns the Markdown of a lesson into the blocks that lesson pages are made of."""

import posixpath
import re
from collections.abc import Mapping
from typing import Any

import nh3
from markdown_it.tree import SyntaxTreeNode

from courses.catalogue.curriculum.lesson_check import Note, line_of, markdown, parse, parts_of

Block = dict[str, Any]

ACTIVITY_TITLE = "in your own cluster"
PART_TITLE = re.compile(r"^Part [A-Z]\b")
QUESTIONS_TITLE = re.compile(r"^Discussion questions\b", re.IGNORECASE)
CALLOUTS = {"key idea": "key_idea", "watch out": "watch_out", "try this": "try_this"}
PROSE = {"paragraph", "bullet_list", "ordered_list"}
RICH_TEXT_TAGS = {"p", "b", "i", "a", "ul", "ol", "li", "br"}
LONGEST_QUESTION = 500
STRONG = "strong"
ALIGNED = {"text-align:right": "htRight", "text-align:center": "htCenter"}


def read_blocks(text: str, figures: Mapping[str, Any], note: Note) -> list[Block]:
    """The blocks of a lesson, in order; what cannot be a block is noted with its line.

    Images appear as {"figure": file}; the writer puts the stored picture in its place.
    """
    reader = _Reader(figures, note)
    for node in parse(text, note).children:
        reader.take(node)
    reader.close_section()
    return reader.blocks


def html_of(node: SyntaxTreeNode) -> str:
    """The node as the HTML that Wagtail's rich text keeps."""
    html = markdown.renderer.render(node.to_tokens(), markdown.options, {})
    html = re.sub(r"<(/?)strong>", r"<\1b>", html)
    html = re.sub(r"<(/?)em>", r"<\1i>", html)
    html = re.sub(r"<li>\s*<p>(.*?)</p>\s*", r"<li>\1", html, flags=re.DOTALL)
    return nh3.clean(
        html,
        tags=RICH_TEXT_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    ).strip()


def text_of(node: SyntaxTreeNode) -> str:
    """The words of the node, without formatting."""
    if node.type in {"text", "code_inline"}:
        return node.content
    if node.type in {"softbreak", "hardbreak"}:
        return " "
    return "".join(text_of(child) for child in node.children).strip()


class _Reader:
    """Walks the top-level nodes of a lesson and collects blocks."""

    def __init__(self, figures: Mapping[str, Any], note: Note) -> None:
        self.figures, self.note = figures, note
        self.blocks: list[Block] = []
        self.prose: list[str] = []
        self.section: Any = None  # the activity or the part that takes prose now
        self.section_line = 0
        self.asks = False  # the next list holds the discussion questions of a part

    def take(self, node: SyntaxTreeNode) -> None:
        if node.type == "heading":
            self.take_heading(node)
        elif node.type == "table":
            self.add("table", table_value(node))
        elif node.type == "blockquote":
            self.add("callout", callout_value(node))
        elif image := only_image(node):
            self.take_image(image)
        elif node.type in PROSE:
            self.take_prose(node)

    def take_heading(self, node: SyntaxTreeNode) -> None:
        title = text_of(node)
        if self.is_in_part and node.tag == "h3":
            self.asks = bool(QUESTIONS_TITLE.match(title))
            if not self.asks:
                self.add("heading", {"text": title, "level": "h3"})
            return
        self.close_section()
        self.section_line = line_of(node)
        if title.casefold() == ACTIVITY_TITLE:
            self.section = {"title": title, "text": "", "minutes": None}
            self.blocks.append({"type": "activity", "value": self.section})
        elif node.tag == "h2" and PART_TITLE.match(title):
            self.open_part(title)
        else:
            self.blocks.append({"type": "heading", "value": {"text": title, "level": node.tag}})

    def open_part(self, title: str) -> None:
        """Begin a part; later parts must follow at once, or they would not wait for the first."""
        self.section = {"title": title, "body": [], "questions": []}
        cases = [place for place, block in enumerate(self.blocks) if block["type"] == "case"]
        if not cases:
            self.blocks.append({"type": "case", "value": {"parts": [self.section]}})
            return
        self.blocks[cases[-1]]["value"]["parts"].append(self.section)
        if cases[-1] != len(self.blocks) - 1:
            self.note(self.section_line, f"“{title}” must follow the part before it at once")

    def take_image(self, node: SyntaxTreeNode) -> None:
        file = posixpath.normpath(posixpath.join("lessons", str(node.attrs.get("src", ""))))
        if file not in self.figures:
            self.note(line_of(node), f"the figure {file} is not listed in module.json")
            return
        self.add("image", {"figure": file, "caption": str(node.attrs.get("title", ""))})

    def take_prose(self, node: SyntaxTreeNode) -> None:
        if self.is_in_part and node.type == "paragraph" and is_questions_title(node):
            self.close_prose()
            self.asks = True
        elif self.is_in_part and self.asks and node.type == "ordered_list":
            self.take_questions(node)
        else:
            if self.is_in_part and self.section["questions"]:
                self.close_section()
            self.prose.append(html_of(node))

    def take_questions(self, node: SyntaxTreeNode) -> None:
        for entry in node.children:
            question = text_of(entry)
            if len(question) > LONGEST_QUESTION:
                self.note(line_of(entry), f"a question may have {LONGEST_QUESTION} characters")
            self.section["questions"].append(question)
        self.asks = False

    def add(self, kind: str, value: Any) -> None:
        """Add a block: to the part of a case before its questions, else to the lesson."""
        if self.is_in_part and not self.section["questions"]:
            self.close_prose()
            self.section["body"].append({"type": kind, "value": value})
            return
        self.close_section()
        self.blocks.append({"type": kind, "value": value})

    @property
    def is_in_part(self) -> bool:
        return self.section is not None and "questions" in self.section

    def close_section(self) -> None:
        self.close_prose()
        section, self.section = self.section, None
        if section is not None and not (section.get("text") or section.get("body")):
            self.note(self.section_line, f"“{section['title']}” has no text")
        if self.asks:
            self.note(self.section_line, "the discussion questions must be a numbered list")
        self.asks = False

    def close_prose(self) -> None:
        html, self.prose = "\n".join(self.prose), []
        if not html:
            return
        if self.section is None:
            self.blocks.append({"type": "rich_text", "value": html})
        elif "questions" in self.section:
            self.section["body"].append({"type": "rich_text", "value": html})
        else:
            self.section["text"] += html


def is_questions_title(node: SyntaxTreeNode) -> bool:
    return is_bold(node) and bool(QUESTIONS_TITLE.match(text_of(node)))


def only_image(node: SyntaxTreeNode) -> SyntaxTreeNode | None:
    """The image of a paragraph that holds nothing else."""
    if node.type != "paragraph":
        return None
    parts = parts_of(node)
    return parts[0] if len(parts) == 1 and parts[0].type == "image" else None


def callout_value(node: SyntaxTreeNode) -> dict[str, str]:
    html = "\n".join(html_of(child) for child in node.children)
    match = re.match(r"<p><b>([^<]+?)[.:]?</b>\s*[–—:-]?\s*", html)
    kind = CALLOUTS.get(match[1].casefold()) if match else None
    if match and kind:
        return {"kind": kind, "text": "<p>" + html[match.end() :]}
    return {"kind": "note", "text": html}


def table_value(node: SyntaxTreeNode) -> dict[str, Any]:
    """A table in the form of Wagtail's table block; bold first cells make row headings.

    Alignment and bold cells are kept as class names, which the table editor keeps too.
    """
    rows = [row for part in node.children for row in part.children]
    data = [[text_of(cell) for cell in row.children] for row in rows]
    has_row_headings = len(rows) > 1 and all(is_bold(row.children[0]) for row in rows[1:])
    return {
        "caption": "",
        "table": {
            "data": data,
            "cell": [
                {"row": across, "col": down, "className": name}
                for across, row in enumerate(rows)
                for down, cell in enumerate(row.children)
                if (
                    name := class_of(cell, is_heading=not across or (has_row_headings and not down))
                )
            ],
            "mergeCells": [],
            "first_row_is_table_header": True,
            "first_col_is_header": has_row_headings,
            "table_header_choice": "both" if has_row_headings else "row",
            "table_caption": "",
        },
    }


def class_of(cell: SyntaxTreeNode, *, is_heading: bool) -> str:
    aligned = ALIGNED.get(str(cell.attrs.get("style", "")), "")
    return " ".join(filter(None, [aligned, STRONG if is_bold(cell) and not is_heading else ""]))


def is_bold(node: SyntaxTreeNode) -> bool:
    """Whether a paragraph or cell holds one bold text and nothing else."""
    parts = parts_of(node)
    return len(parts) == 1 and parts[0].type == "strong"
