"""Markdown becomes the blocks of a lesson, and nothing of it is lost without a word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.catalogue.curriculum.lesson_text import read_blocks
from tests.factories.curriculum import CASE, READING

FIGURES = {"figures/boxes.svg": object()}


def read(text: str):
    problems: list[tuple[int, str]] = []
    blocks = read_blocks(text, FIGURES, lambda line, reason: problems.append((line, reason)))
    return blocks, problems


def blocks_of(text: str) -> list[dict]:
    blocks, problems = read(text)
    assert problems == []
    return blocks


def problems_of(text: str) -> list[tuple[int, str]]:
    return read(text)[1]


def test_a_reading_becomes_one_block_of_each_kind():
    kinds = [block["type"] for block in blocks_of(READING)]
    assert kinds == [
        "heading",
        "rich_text",
        "table",
        "image",
        "callout",
        "activity",
        "heading",
        "rich_text",
    ]


def test_prose_keeps_its_formatting_in_the_way_of_rich_text():
    text = blocks_of(READING)[1]["value"]
    assert text.startswith("<p>A <b>cluster</b> is <i>near</i>")
    assert '<a href="https://example.org/a">related</a>' in text
    assert "<li>one</li>" in text


def test_loose_lists_are_stored_like_tight_ones():
    assert "<li>one</li>" in blocks_of("- one\n\n- two")[0]["value"]


def test_a_table_keeps_its_headings_and_alignment():
    table = blocks_of(READING)[2]["value"]["table"]
    assert table["data"] == [["Term", "Share"], ["Firms", "12 %"], ["Schools", "8 %"]]
    assert table["table_header_choice"] == "both"
    assert {"row": 1, "col": 1, "className": "htRight"} in table["cell"]


def test_bold_cells_stay_strong():
    table = blocks_of("| Income | |\n|---|---|\n| Fees | 40 |\n| **Total** | **40** |")[0]["value"]
    assert table["table"]["table_header_choice"] == "row"
    assert table["table"]["cell"] == [
        {"row": 2, "col": 0, "className": "strong"},
        {"row": 2, "col": 1, "className": "strong"},
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("> **Key idea** Look.", "key_idea"),
        ("> **Watch out** – Look.", "watch_out"),
        ("> **Try this:** Look.", "try_this"),
        ("> Look.", "note"),
    ],
)
def test_a_quotation_becomes_a_callout(text, kind):
    assert blocks_of(text) == [{"type": "callout", "value": {"kind": kind, "text": "<p>Look.</p>"}}]


def test_the_section_for_the_readers_own_cluster_becomes_an_activity():
    activity = blocks_of(READING)[5]["value"]
    assert activity["title"] == "In your own cluster"
    assert "<li>Whom would you ask?</li>" in activity["text"]


def test_a_case_becomes_parts_with_their_questions():
    case, heading, summary = blocks_of(CASE)
    first, second = case["value"]["parts"]
    assert (first["title"], first["questions"]) == (
        "Part A: Before",
        ["What is the cause?", "Whom would you visit?"],
    )
    assert second["questions"] == ["What now?"]
    assert heading["value"]["text"] == "Summary"
    assert summary["type"] == "rich_text"


def test_what_follows_the_questions_leaves_the_part():
    blocks = blocks_of("## Part A\n\nText.\n\n**Discussion questions**\n\n1. Why?\n\nAfterwards.")
    assert [block["type"] for block in blocks] == ["case", "rich_text"]


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("Text.\n\n<b>bold</b>", 3, "HTML is not allowed in a lesson"),
        ("a <script>x</script>", 1, "HTML is not allowed in a lesson"),
        ("Text.\n\n```\ncode\n```", 3, "code has no block in a lesson"),
        ("Text.\n\n* * *", 3, "rules have no block in a lesson; use headings"),
        ("# Title", 1, "use ## and ### for headings; the title is in module.json"),
        (
            "[x](javascript:alert)",
            1,
            "this link is not understood; links must begin with https:, http: or mailto:",
        ),
        ("[x](/my/)", 1, "links must begin with https:, http: or mailto:"),
        ("See ![x](../figures/boxes.svg)", 1, "a figure needs a paragraph of its own"),
        ("> ![x](../figures/boxes.svg)", 1, "a figure may not stand inside something else"),
        (
            "![x](https://a.example/b.png)",
            1,
            "the figure lessons/https:/a.example/b.png is not listed in module.json",
        ),
        (
            "![x](../../M2/figures/y.svg)",
            1,
            "the figure ../M2/figures/y.svg is not listed in module.json",
        ),
        ("3. three\n4. four", 1, "a numbered list must begin with 1"),
        ("- one\n\n  more", 1, "an entry of a list is one paragraph, with a list under it at most"),
        ("| a | b |\n|---|---|\n| 1 | 2 | 3 |", 3, "this row has 3 cells, the table 2 columns"),
        ("| a | b |\n|---|---|\n| 1 |", 3, "this row has 1 cells, the table 2 columns"),
        (
            "| a | b |\n| 1 | 2 |",
            1,
            "not a proper table: the second line must hold --- for every column",
        ),
        ("- a\n\n  ## b", 1, "an entry of a list is one paragraph, with a list under it at most"),
        (f"## {'x' * 201}", 1, "a heading may have 200 characters"),
        ("## In your own cluster\n\n## Summary\n\nText.", 1, "“In your own cluster” has no text"),
        (
            "## Part A\n\nText.\n\n**Discussion questions**\n\n- Why?",
            1,
            "the discussion questions must be a numbered list",
        ),
        (
            "## Part A\n\nText.\n\n## Between\n\nText.\n\n## Part B\n\nText.",
            9,
            "“Part B” must follow the part before it at once",
        ),
    ],
)
def test_what_would_be_lost_or_unsafe_is_told_with_its_line(text, line, reason):
    assert (line, reason) in problems_of(text)


def test_an_escaped_bar_is_no_border_of_a_cell():
    table = blocks_of("| a | b |\n|---|---|\n| 1 \\| 2 | 3 |")[0]["value"]["table"]
    assert table["data"][1] == ["1 | 2", "3"]


@given(st.text(alphabet="ab#>|-*_`[](){}!<&\n .1:\\\"'", max_size=80))
def test_no_text_breaks_the_reader_or_smuggles_markup(text):
    blocks, problems = read(text)
    for block in blocks:
        if block["type"] == "rich_text":
            assert "<script" not in block["value"]
            assert " on" not in block["value"].split(">", 1)[0]
    assert all(line >= 1 for line, _reason in problems)
