"""Blocks show what authors wrote, in markup that readers and screen readers can use."""

import pytest
from django.core.exceptions import ValidationError
from wagtail.blocks import StructBlockValidationError

from courses.catalogue.blocks import CaseBlock, HeadingBlock, LessonBodyBlock, VideoBlock
from courses.catalogue.blocks import TextTableBlock as TableBlock


def render(block, value) -> str:
    return " ".join(block.render(block.to_python(value)).split())


def table(**changes):
    return {
        "caption": "",
        "table": {
            "data": [["Income", ""], ["Fees", "40"], ["Total", "1,350"]],
            "cell": [{"row": 2, "col": 0, "className": "strong"}],
            "first_row_is_table_header": True,
            "first_col_is_header": False,
        }
        | changes,
    }


def test_a_table_has_headings_and_flush_figures():
    html = render(TableBlock(), table())
    assert '<th scope="col">Income</th>' in html
    assert '<td class="num">40</td>' in html
    assert "<strong>Total</strong>" in html


def test_an_empty_heading_is_no_heading():
    assert '<th scope="col"></th>' not in render(TableBlock(), table())


def test_row_headings_are_told_apart():
    assert '<th scope="row">Fees</th>' in render(TableBlock(), table(first_col_is_header=True))


def test_cells_cannot_smuggle_markup():
    data = [["<script>x</script>"], ["b"]]
    assert "&lt;script&gt;" in render(TableBlock(), table(data=data))


@pytest.mark.parametrize(
    ("cells", "is_number"),
    [(["12 %", "8"], True), (["EUR 40", "-3"], True), (["1–2", "x"], False), (["", ""], False)],
)
def test_only_columns_of_figures_are_set_flush(cells, is_number):
    value = TableBlock().to_python(table(data=[["Head"], *([cell] for cell in cells)]))
    assert {row[0].is_number for row in value.rows} == {is_number}


def test_an_empty_table_is_shown_without_error():
    assert "<table>" in render(TableBlock(), {"caption": "", "table": None})


def test_a_heading_has_an_anchor_of_its_own():
    html = render(HeadingBlock(), {"text": "What is “it”?", "level": "h2"})
    assert html == '<h2 id="s-what-is-it">What is “it”?</h2>'


def test_the_second_part_of_a_case_waits_without_a_script():
    parts = [
        {
            "type": "item",
            "id": title,
            "value": {
                "title": title,
                "body": [{"type": "rich_text", "value": "<p>Text.</p>"}],
                "questions": [{"type": "item", "id": "1", "value": "Why?"}],
            },
        }
        for title in ("Part A", "Part B")
    ]
    html = render(CaseBlock(), {"parts": parts})
    assert '<details class="part" open> <summary>Part A</summary>' in html
    assert '<details class="part"> <summary>Part B' in html
    assert html.count("<li>Why?</li>") == 2


def test_a_picture_that_was_deleted_leaves_no_broken_frame(db):
    value = [{"type": "image", "value": {"image": 99999, "alternative_text": "x"}}]
    block = LessonBodyBlock()
    assert "<figure>" not in block.render(block.to_python(value))


@pytest.mark.parametrize("address", ["", "https://video.example/a"])
def test_a_video_is_a_file_or_an_address(db, address):
    block = VideoBlock()
    value = block.to_python({"title": "Talk", "address": address, "transcript": ""})
    if address:
        assert block.clean(value)["address"] == address
    else:
        with pytest.raises((StructBlockValidationError, ValidationError)):
            block.clean(value)


def test_a_video_elsewhere_is_a_link_and_no_frame():
    html = render(VideoBlock(), {"title": "Talk", "address": "https://video.example/a"})
    assert 'href="https://video.example/a"' in html
    assert "<iframe" not in html
