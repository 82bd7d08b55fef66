"""The StreamField blocks that lessons are made of; one template each in templates/blocks/."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

PROSE = ["bold", "italic", "link", "document-link", "ol", "ul", "superscript", "subscript"]
FIGURE = re.compile(r"[-−–+~≈]?\s*(EUR|€|\$)?\s*\d[\d.,  ]*\s*(%|€|EUR|h|min)?")


def anchor_of(text: str) -> str:
    """A name for the place of a heading in its page; never one that the page itself uses."""
    return f"s-{slugify(text, allow_unicode=True)}"


class HeadingValue(blocks.StructValue):
    @property
    def anchor(self) -> str:
        return anchor_of(self["text"])


class HeadingBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Heading"), max_length=200)
    level = blocks.ChoiceBlock(
        label=_("Level"), choices=[("h2", _("Section")), ("h3", _("Subsection"))], default="h2"
    )

    class Meta:
        icon = "title"
        value_class = HeadingValue
        template = "blocks/heading.html"


@dataclass(frozen=True)
class Cell:
    """One cell of a table as it is shown."""

    text: str
    scope: str  # col, row, or empty for a cell of data
    is_number: bool
    is_strong: bool


class TextTableValue(blocks.StructValue):
    @property
    def rows(self) -> list[list[Cell]]:
        """The cells row by row; columns of figures are told apart, to be set flush."""
        table = self["table"] or {}
        data = [[text_of(cell) for cell in row] for row in table.get("data", [])]
        classes = {(c["row"], c["col"]): c.get("className", "") for c in table.get("cell") or []}
        has_side = bool(table.get("first_col_is_header"))
        columns = zip(*data[self.has_head :], strict=False)
        figures = {down for down, column in enumerate(columns) if is_figures(column)}

        def cell(across: int, down: int, text: str) -> Cell:
            names = classes.get((across, down), "").split()
            scope = (
                "col" if self.has_head and not across else "row" if has_side and not down else ""
            )
            return Cell(
                text=text,
                scope=scope if text else "",
                is_number=down in figures or "htRight" in names,
                is_strong="strong" in names,
            )

        return [[cell(i, j, text) for j, text in enumerate(row)] for i, row in enumerate(data)]

    @property
    def has_head(self) -> bool:
        return bool((self["table"] or {}).get("first_row_is_table_header"))

    @property
    def head(self) -> list[list[Cell]]:
        return self.rows[:1] if self.has_head else []

    @property
    def body(self) -> list[list[Cell]]:
        return self.rows[1:] if self.has_head else self.rows


def text_of(cell: object) -> str:
    return "" if cell is None else str(cell).strip()


def is_figures(column: tuple[str, ...]) -> bool:
    filled = [text for text in column if text]
    return bool(filled) and all(FIGURE.fullmatch(text) for text in filled)


class TextTableBlock(blocks.StructBlock):
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=255)
    table = TableBlock(label=_("Table"))

    class Meta:
        icon = "table"
        value_class = TextTableValue
        template = "blocks/table.html"


class ImageBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("Image"))
    alternative_text = blocks.CharBlock(
        label=_("Alternative text"),
        max_length=255,
        help_text=_("What the picture shows, in one sentence."),
    )
    long_description = blocks.TextBlock(
        label=_("Long description"),
        required=False,
        help_text=_("Everything a reader must know who cannot see the picture."),
    )
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=255)

    class Meta:
        icon = "image"
        template = "blocks/image.html"


class CalloutBlock(blocks.StructBlock):
    kind = blocks.ChoiceBlock(
        label=_("Kind"),
        choices=[
            ("key_idea", _("Key idea")),
            ("watch_out", _("Watch out")),
            ("try_this", _("Try this")),
            ("note", _("Note")),
        ],
        default="note",
    )
    text = blocks.RichTextBlock(label=_("Text"), features=PROSE)

    class Meta:
        icon = "warning"
        template = "blocks/callout.html"


class ActivityValue(blocks.StructValue):
    @property
    def anchor(self) -> str:
        return anchor_of(self["title"])


class ActivityBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=200)
    text = blocks.RichTextBlock(label=_("What to do"), features=PROSE)
    minutes = blocks.IntegerBlock(label=_("Minutes"), required=False, min_value=1, max_value=600)

    class Meta:
        icon = "form"
        value_class = ActivityValue
        template = "blocks/activity.html"


class PartBodyBlock(blocks.StreamBlock):
    rich_text = blocks.RichTextBlock(
        label=_("Text"), features=PROSE, template="blocks/rich_text.html"
    )
    heading = HeadingBlock(label=_("Heading"))
    table = TextTableBlock(label=_("Table"))
    image = ImageBlock(label=_("Image"))
    callout = CalloutBlock(label=_("Callout"))


class PartBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=200)
    body = PartBodyBlock(label=_("Text"))
    questions = blocks.ListBlock(
        blocks.CharBlock(max_length=500), label=_("Discussion questions"), default=[]
    )

    class Meta:
        icon = "doc-full"
        template = "blocks/part.html"


class CaseBlock(blocks.StructBlock):
    """A case in parts; later parts are opened by the reader after the earlier ones."""

    parts = blocks.ListBlock(PartBlock(), label=_("Parts"), min_num=1)

    class Meta:
        icon = "group"
        template = "blocks/case.html"


class DownloadBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=200)
    document = DocumentChooserBlock(label=_("File"))

    class Meta:
        icon = "download"
        template = "blocks/download.html"


class VideoBlock(blocks.StructBlock):
    """A video that is played from here, or a link to it: readers are not tracked by other sites."""

    title = blocks.CharBlock(label=_("Title"), max_length=200)
    file = DocumentChooserBlock(
        label=_("File"), required=False, help_text=_("An MP4 or WebM file, played on the page.")
    )
    address = blocks.URLBlock(
        label=_("Address"), required=False, help_text=_("Or where the video is shown elsewhere.")
    )
    transcript = blocks.RichTextBlock(label=_("Transcript"), features=PROSE, required=False)

    def clean(self, value):
        cleaned = super().clean(value)
        if bool(cleaned["file"]) == bool(cleaned["address"]):
            reason = ValidationError(_("Choose a file or give an address, one of the two."))
            raise blocks.StructBlockValidationError(block_errors={"address": reason})
        return cleaned

    class Meta:
        icon = "media"
        template = "blocks/video.html"


class LessonBodyBlock(blocks.StreamBlock):
    rich_text = blocks.RichTextBlock(
        label=_("Text"), features=PROSE, template="blocks/rich_text.html"
    )
    heading = HeadingBlock(label=_("Heading"))
    table = TextTableBlock(label=_("Table"))
    image = ImageBlock(label=_("Image"))
    callout = CalloutBlock(label=_("Callout"))
    activity = ActivityBlock(label=_("Activity"))
    case = CaseBlock(label=_("Case"))
    download = DownloadBlock(label=_("Download"))
    video = VideoBlock(label=_("Video"))
