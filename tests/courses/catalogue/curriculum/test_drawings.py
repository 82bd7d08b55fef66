"""Drawings are pictures and nothing more."""

import pytest

from courses.catalogue.curriculum.drawings import check_drawing
from tests.factories.curriculum import SHIPPED, SVG


def problems(text: str) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    check_drawing(text, lambda line, reason: found.append((line, reason)))
    return found


def with_inside(inner: str) -> str:
    return SVG.replace("<title>", f"{inner}<title>")


def test_a_plain_drawing_has_no_problem():
    assert problems(SVG) == []


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*/figures/*.svg")), ids=lambda p: p.name)
def test_the_drawings_that_are_shipped_have_no_problem(path):
    assert problems(path.read_text()) == []


@pytest.mark.parametrize(
    ("inner", "reason"),
    [
        ("<script>alert(1)</script>", "the element <script> is not allowed in a drawing"),
        ("<foreignObject/>", "the element <foreignObject> is not allowed in a drawing"),
        ('<a href="#x"/>', "the element <a> is not allowed in a drawing"),
        ("<animate/>", "the element <animate> is not allowed in a drawing"),
        ('<rect onload="x()"/>', "the handler “onload” is not allowed in a drawing"),
        ('<rect OnClick="x()"/>', "the handler “OnClick” is not allowed in a drawing"),
        (
            '<use href="https://a.example/#b"/>',
            "a drawing may not refer to anything outside itself",
        ),
        ('<rect fill="url(//a.example)"/>', "a drawing may not refer to anything outside itself"),
        ('<rect style="fill:u\\72l(x)"/>', "a drawing may not refer to anything outside itself"),
        ("<style>@import 'a';</style>", "a drawing may not refer to anything outside itself"),
        ('<h:p xmlns:h="http://www.w3.org/1999/xhtml"/>', "the element <p> is not of SVG"),
    ],
)
def test_what_could_run_or_load_is_refused_with_its_line(inner, reason):
    assert problems(with_inside(inner)) == [(2, reason)]


def test_references_inside_the_drawing_are_fine():
    assert problems(with_inside('<use href="#b"/><rect fill="url(#c)"/>')) == []


def test_an_instruction_is_refused():
    text = '<?xml version="1.0"?>\n<?xml-stylesheet href="https://a.example/x.css"?>\n' + SVG
    assert problems(text) == [(2, "the instruction <?xml-stylesheet?> is not allowed in a drawing")]


def test_entities_are_refused_before_they_expand():
    bomb = '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + SVG
    assert problems(bomb) == [(1, "DTDs and entities are not allowed in a drawing")]


def test_broken_xml_is_refused_with_its_line():
    assert problems(SVG.replace("</svg>", "")) == [(5, "not well-formed XML")]


def test_another_kind_of_document_is_refused():
    assert (1, "not an SVG drawing") in problems("<html xmlns='http://www.w3.org/1999/xhtml'/>")


def test_a_drawing_without_readable_size_is_refused():
    text = SVG.replace("0 0 40 20", "wide high")
    reason = "the size of the drawing cannot be read from its viewBox, width and height"
    assert problems(text) == [(1, reason)]
