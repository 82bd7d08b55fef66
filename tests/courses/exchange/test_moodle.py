"""Moodle XML as Moodle writes it: what each type becomes, what is lost, what is not taken."""

from decimal import Decimal
from pathlib import Path

import pytest
from defusedxml.ElementTree import fromstring

from courses.exchange.lines import FileRefused, Picture, ReadQuestion
from courses.exchange.moodle import read_moodle, write_moodle
from courses.exchange.rules import cleaned
from tests.courses.exchange.strategies import png

SAMPLE = Path(__file__).parent / "samples" / "clusters.xml"


@pytest.fixture(scope="module")
def lines():
    return {line.title: line for line in read_moodle(SAMPLE.read_bytes())}


def of(kind: str, inside: str = "", stem: str = "Is it so?") -> bytes:
    text = f"<questiontext><text>{stem}</text></questiontext>"
    return f'<quiz><question type="{kind}">{text}{inside}</question></quiz>'.encode()


def test_a_single_choice_with_all_that_moodle_says_of_it(lines):
    line = lines["Who supports it"]
    question = line.question
    assert (question.type, question.stem) == (
        "single choice",
        "Which body supports a cluster?",
    )
    assert (question.code, question.points, question.penalty) == (
        "CL-1",
        Decimal("2.0000000"),
        Decimal("0.25"),
    )
    assert question.category == "Default for Clusters/First steps"
    assert question.tags == ("basics", "people")
    assert question.feedback == "It has two or three people."
    assert (question.picture.name, question.picture.alt) == ("map one.png", "A map")
    assert question.content["options"][0] == {
        "text": "the cluster organisation",
        "right": True,
        "feedback": "Right.",
    }
    assert question.content["options"][2]["text"] == "a school & a church"
    assert line.losses == ("Formatting (bold, lists, headings …) becomes plain text.",)


CONTENTS = {
    "Fact": {"answer": "True"},
    "Year": {"answers": [["2009"]]},
    "Quotient": {"answer": "1.5", "tolerance": "0.05", "unit": "%"},
    "Typed gaps": {"answers": [["two", "three"], ["1"]]},
    "Chosen gaps": {
        "texts": ["compete", "sleep", "cooperate", "sleep } always"],
        "answers": [0, 2],
        "reuse": True,
    },
    "Select": {"texts": ["act", "look", "rest"], "answers": [1, 0], "reuse": True},
    "Drag": {"texts": ["look", "act"], "answers": [0, 1], "reuse": False},
    "Order": {"items": ["look", "act"]},
    "Growth": {
        "variables": [
            {"name": "a", "from": "10", "to": "90", "decimals": 0},
            {"name": "b", "from": "1", "to": "9.5", "decimals": 1},
        ],
        "formula": "(a * ((1 + (b / 100)) ** 2))",
        "tolerance": "1",
        "tolerance_is_percent": True,
        "unit": "",
        "decimals": 1,
    },
    "Essay": {
        "model": "",
        "rubric": [
            {"text": "Names a specific business", "points": 2},
            {"text": "Shows a real link", "points": 3},
        ],
        "least_words": 50,
        "most_words": 200,
    },
    "Hand in": {
        "endings": [".pdf"],
        "most_files": 5,
        "largest_mb": 20,
        "model": "Is it dated?",
        "rubric": [{"text": "The answer", "points": 1}],
    },
}


@pytest.mark.parametrize("title", CONTENTS)
def test_types_become_ours(lines, title):
    assert cleaned(lines[title].question)[0].content == CONTENTS[title]


LOSSES = {
    "Reasons": (
        "Weights are not kept: right ones chosen less wrong ones count.",
        "Feedback for right, partly right and wrong answers is not kept.",
        "Hints and the penalty for further tries are not kept.",
        "Answers are always shuffled here.",
    ),
    "Year": (
        "Capital letters no longer matter.",
        "Answers that earn a part of the points are not kept.",
        "Feedback on single answers is not kept.",
        "An answer with * for any letters is not kept.",
    ),
    "Pairs": ("Matches without a left side (distractors) are not kept.",),
    "Quotient": ("Only one unit is kept.", "A missing unit costs nothing here."),
    "Essay": (
        "Formatting (bold, lists, headings …) becomes plain text.",
        "The template for the answer is not kept.",
        "Files beside the text cannot be handed in here.",
    ),
    "Hand in": (
        "What graders were told becomes the model answer, which learners see afterwards.",
        "It has no rubric; it gets one criterion with all points.",
        "Kinds of files are set anew; look at them.",
        "At most 5 files of 20 MB can be handed in here.",
    ),
    "Typed gaps": (
        "Feedback on single answers is not kept.",
        "Answers that earn a part of the points are not kept.",
        "The tolerance of a number in a gap is not kept.",
    ),
    "Chosen gaps": (
        "All gaps count the same here.",
        "The choices of all gaps become one list of words.",
    ),
    "Select": ("Groups are not kept: every word is offered for every gap.",),
    "Order": ("Here the share of items at their right position counts.",),
    "Growth": (
        "Numbers are drawn anew between their limits.",
        "Numbers are drawn evenly between their limits.",
    ),
}


@pytest.mark.parametrize("title", LOSSES)
def test_what_is_lost_is_said(lines, title):
    assert lines[title].losses == LOSSES[title]


REASONS = {
    "Heading": "A description asks nothing.",
    "Markers": "Dragging onto a picture has no equal here.",
    "Plugin": "Questions of the type “stack” are not known here.",
    "Script": "It holds <script>, which can run or fetch something.",
    "Tracker": "It fetches something from another place (https://example.org/pixel.gif).",
    "Sine": "Its formula uses sin(), which has no equal here.",
}


def test_what_is_not_taken_says_why(lines):
    assert {title: line.reason for title, line in lines.items() if line.reason} == REASONS


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (
            of("multichoice"),
            "Exactly one option must earn all points where one may be chosen; here 0 do.",
        ),
        (of("truefalse"), "Either true or false must be right."),
        (of("shortanswer"), "No answer earns all points."),
        (
            of("numerical", '<answer fraction="100"><text>some</text></answer>'),
            "“some” is no number.",
        ),
        (of("cloze"), "No gap {1:…} is in its text."),
        (of("cloze", stem="{1:REGEXP:=a}"), "Gaps of the kind REGEXP are not known here."),
        (of("gapselect", stem="It is [[3]]."), "Its gaps [[1]] and its words do not fit."),
        (
            of("calculated", stem="What is {=2*3}?"),
            "Its text calculates ({=…}); only variables can be shown here.",
        ),
        (
            of("calculated", '<answer fraction="100"><text>2 +</text></answer>'),
            "Its formula cannot be read: 2 +",
        ),
        (
            of("calculated", '<answer fraction="100"><text>a.b</text></answer>'),
            "Its formula holds something that has no equal here.",
        ),
        (of(""), "Questions of the type “” are not known here."),
    ],
)
def test_a_question_that_makes_no_sense_is_not_taken(data, reason):
    [line] = read_moodle(data)
    assert (line.question, line.reason) == (None, reason)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"<quiz>", "The file is broken XML: line 1, column 7 cannot be read."),
        (b"<html/>", "The file is XML, but no Moodle questions (it begins with <html>)."),
        (
            b'<!DOCTYPE quiz [<!ENTITY a SYSTEM "file:///etc/passwd">]><quiz>&a;</quiz>',
            "The file defines a document type or entities (DOCTYPE); that is not accepted.",
        ),
    ],
)
def test_a_file_that_cannot_be_read_says_why(data, sentence):
    with pytest.raises(FileRefused) as refused:
        read_moodle(data)
    assert refused.value.sentence == sentence


def test_a_picture_travels_with_its_question():
    question = ReadQuestion(
        type="true or false",
        stem="Is this  < a map?\nLook & say.",
        content={"answer": "True"},
        code="P-1",
        picture=Picture("a map.png", png(), "A “map”"),
    )
    file, _lines = write_moodle([question])
    [line] = read_moodle(file)
    assert (line.question, line.losses) == (question, ())


def test_an_export_holds_what_moodle_expects():
    question = ReadQuestion(
        type="multiple response",
        stem="Which?",
        content={
            "options": [
                {"text": "<b>this</b>", "right": True, "feedback": "Yes."},
                {"text": "that", "right": False, "feedback": ""},
            ]
        },
        code="CL-9",
        category="Finance",
        outcome=3,
    )
    file, [line] = write_moodle([question])
    root = fromstring(file)
    assert [each.get("type") for each in root] == ["category", "multichoice"]
    assert root.findtext("question/category/text") == "$course$/top/Finance"
    assert root.findtext("question/idnumber") == "CL-9"
    assert [each.get("fraction") for each in root.iter("answer")] == ["100", "-100"]
    assert root.findtext("question/answer/text") == "<b>this</b>"
    assert line.losses == ("Only this system reads it again: learning outcome.",)
