"""Texts of other systems become plain text, say what they lose, and bring nothing that acts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.exchange.plain_text import NotTaken, plain_from_markdown, plain_text

FORMATTING = "Formatting (bold, lists, headings …) becomes plain text."


@pytest.mark.parametrize(
    ("html", "text", "losses"),
    [
        ("a &nbsp;b", "a  b", ()),
        ("<p>One &amp; two&nbsp;three</p>", "One & two three", ()),
        ("<p>One</p>\n<p>Two<br>Three</p>", "One\n\nTwo\nThree", ()),
        ("Is 1 < 2 &lt; 3?", "Is 1 < 2 < 3?", ()),
        ("A <b>bold</b> word", "A bold word", (FORMATTING,)),
        ("<ul><li>a</li><li>b</li></ul>", "• a\n• b", (FORMATTING,)),
        (
            "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>",
            "a | b\nc | d",
            ("A table becomes lines of text.",),
        ),
        (
            '<a href="https://example.org">the law</a>',
            "the law",
            ("A link loses its address; its text stays.",),
        ),
        (
            r"What is \(x^2\)?",
            r"What is \(x^2\)?",
            ("A formula in TeX or MathML is shown as it was typed.",),
        ),
        ("<style>p {color: red}</style>Seen", "Seen", ()),
    ],
)
def test_text_stays_and_what_is_lost_is_said(html, text, losses):
    plain = plain_text(html)
    assert (plain.text, plain.losses) == (text, losses)


def test_pictures_are_handed_on():
    plain = plain_text('Look: <img src="@@PLUGINFILE@@/map.png" alt="A map">')
    assert (plain.text, plain.pictures) == ("Look:", (("@@PLUGINFILE@@/map.png", "A map"),))


def test_a_picture_in_the_text_may_be_long_the_text_itself_not():
    picture = "data:image/png;base64," + "A" * 50_000
    plain = plain_text(f'Look: <img src="{picture}" alt="A map">')
    assert plain.pictures == ((picture, "A map"),)
    with pytest.raises(NotTaken) as refused:
        plain_text("<b>" * 7_000)
    assert refused.value.reason == "A text is longer than 20000 characters."


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<ScRiPt src=x></sCrIpT>",
        "<p onclick='x()'>a</p>",
        "<img src=x onerror=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "<a href='java\tscript:alert(1)'>x</a>",
        "<iframe src='/x'></iframe>",
        "<object data='x.swf'></object>",
        "<embed src='x'>",
        "<form action='/x'></form>",
        "<link rel=stylesheet href=x.css>",
        "<meta http-equiv=refresh content='0'>",
        "<img src='https://example.org/pixel.png'>",
        "<img src='//example.org/pixel.png'>",
        "<img src='file:///etc/passwd'>",
        "<p style='background: url(https://example.org/x)'>a</p>",
        "<video src='x.mp4'></video>",
        "<audio><source src='x.mp3'></audio>",
        "<svg><image xlink:href='https://example.org/x'/></svg>",
    ],
)
def test_what_runs_or_is_fetched_is_not_taken(html):
    with pytest.raises(NotTaken):
        plain_text(f"<p>Before</p>{html}<p>after</p>")


def test_markdown_is_read_with_the_html_in_it():
    plain = plain_from_markdown("A **bold** word\n\n- a\n- b")
    assert (plain.text, plain.losses) == ("A bold word\n\n• a\n• b", (FORMATTING,))
    with pytest.raises(NotTaken):
        plain_from_markdown("x <script>alert(1)</script>")


@given(st.text(max_size=200))
def test_any_text_gives_a_text_or_a_reason(text):
    for read in (plain_text, plain_from_markdown):
        try:
            assert isinstance(read(text).text, str)
        except NotTaken as refused:
            assert refused.reason
