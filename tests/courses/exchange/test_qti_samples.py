"""Packages in the manner of the published examples, of TAO, of learning platforms, and of QTI 3.0."""

import io
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from courses.exchange.qti import read_qti_22, read_qti_30
from courses.exchange.rules import plan_lines
from tests.courses.exchange.test_qti import png

SAMPLES = Path(__file__).parent / "samples/qti"
PICTURES = {
    "examples": ["images/map of regions.png", "images/letter.png"],
    "three": ["images/coast.png"],
}
FORMATTING = "Formatting (bold, lists, headings …) becomes plain text."
NO_CRITERIA = "It has no criteria with points; one criterion holds all of them."
OLDER = "It is written in an older QTI 2 and read as QTI 2.2."
SHARES = "Its marking is all or nothing; here each right part earns its share."
AS_A_WHOLE = "The answer as a whole"


def package(folder):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for path in sorted((SAMPLES / folder).rglob("*.xml")):
            archive.write(path, path.relative_to(SAMPLES / folder).as_posix())
        for name in PICTURES.get(folder, []):
            archive.writestr(name, png())
    return file.getvalue()


def read(folder):
    reader = read_qti_30 if folder == "three" else read_qti_22
    lines = reader(package(folder))
    planned = plan_lines(lines, {}, bank=1, bank_code="bank")
    assert [bool(plan.question) for plan in planned] == [bool(line.question) for line in lines]
    return {line.title: line for line in lines}


def option(text, right=False, feedback=""):
    return {"text": text, "right": right, "feedback": feedback}


@pytest.fixture(scope="module")
def examples():
    return read("examples")


def said(line):
    assert line.question is not None, line.reason
    question = line.question
    return question.type, question.stem, question.content, line.losses


def test_a_mapped_choice_with_its_metadata(examples):
    line = examples["Who keeps the books"]
    assert said(line) == (
        "multiple response",
        "Who looks at the books of a cluster organisation?",
        {
            "options": [
                option("The treasurer", True),
                option("The auditor", True),
                option("A guest"),
            ]
        },
        (FORMATTING,),
    )
    question = line.question
    assert (question.points, question.penalty) == (2, 0)
    assert (question.difficulty, question.tags) == ("hard", ("finance", "roles"))
    assert question.code == "roles"


def test_an_order_names_its_items_in_the_right_order(examples):
    content = {"items": ["Map the firms", "Plan", "Act"]}
    stem = "Put the steps of the first year in order."
    assert said(examples["The first year"]) == ("ordering", stem, content, (SHARES,))


def test_hot_spots_in_pixels_become_per_cent_of_the_picture(examples):
    line = examples["The region on the map"]
    kind, stem, content, losses = said(line)
    assert (kind, content["many"], content["alt"]) == ("hot spot", False, "Three regions")
    assert stem == "The map shows three regions.\n\nChoose the one in the north."
    assert [(a["text"], a["shape"], a["coords"], a["right"]) for a in content["areas"]] == [
        ("North", "circle", [50, 10, 4], True),
        ("Area 2", "rectangle", [10, 60, 20, 30], False),
        ("Area 3", "polygon", [75, 60, 95, 60, 85, 90], False),
    ]
    assert losses == ("Areas without a name are numbered.",)
    assert (line.question.picture.name, line.question.picture.data) == (
        "map of regions.png",
        png(),
    )


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (
            "A town",
            (
                "fill the gap",
                "The fair is held in:\n\nNext autumn in ____, by the sea.",
                {"answers": [["Sfax", "Safaqis"]]},
                (
                    FORMATTING,
                    "Capital and small letters count the same here.",
                    "Accepted texts that earn different points earn the same here.",
                ),
            ),
        ),
        (
            "Gaps",
            (
                "drag into gaps",
                "Complete the sentence.\n\nNow is the ____ of our discontent made glorious ____.",
                {"texts": ["winter", "spring", "summer"], "answers": [0, 2], "reuse": False},
                (FORMATTING,),
            ),
        ),
        (
            "Lists in a text",
            (
                "drag into gaps",
                "A label is ____ first and ____ last.",
                {"texts": ["bronze", "wooden", "paper", "gold"], "answers": [0, 3], "reuse": True},
                ("The choices of all its lists are offered for every gap.", SHARES),
            ),
        ),
        (
            "A letter",
            (
                "open answer",
                "Read the letter of a member firm.\n\nAnswer it in 25 to 35 words.",
                {
                    "model": "One point for each service that is named.",
                    "rubric": [{"text": AS_A_WHOLE, "points": 3}],
                },
                (NO_CRITERIA,),
            ),
        ),
        (
            "Seats",
            (
                "formula",
                "{a} rooms have {b} seats each, and six stand outside. How many are half of them?",
                {
                    "variables": [
                        {"name": "a", "from": "2", "to": "9", "decimals": 0},
                        {"name": "b", "from": "10", "to": "30", "decimals": 0},
                    ],
                    "formula": "(a * b + 6) / 2",
                    "tolerance": "0",
                    "tolerance_is_percent": False,
                    "unit": "seats",
                    "decimals": None,
                },
                (),
            ),
        ),
        (
            "Partners",
            (
                "matching",
                "Which belong together?",
                {
                    "pairs": [
                        {"left": "Antonio", "right": "Prospero"},
                        {"left": "Capulet", "right": "Montague"},
                    ]
                },
                ("One set of choices becomes a left and a right side.", SHARES),
            ),
        ),
        (
            "A spreadsheet",
            (
                "file upload",
                "Send your budget.",
                {
                    "endings": [".pdf"],
                    "most_files": 1,
                    "largest_mb": 20,
                    "model": "",
                    "rubric": [{"text": AS_A_WHOLE, "points": 1}],
                },
                (NO_CRITERIA,),
            ),
        ),
    ],
)
def test_interactions_of_the_published_examples(examples, title, expected):
    assert said(examples[title]) == expected


def test_what_a_wrong_gap_costs_is_its_penalty(examples):
    assert examples["Gaps"].question.penalty == Decimal("0.5")


@pytest.mark.parametrize(
    ("title", "reason"),
    [
        (
            "A hole",
            "It draws its values by a rule that has no counterpart here (templateCondition).",
        ),
        ("A sketch", "Its interaction <drawingInteraction> has no counterpart here."),
        ("RES-test", "The order and the rules of a test are not taken; its questions are."),
    ],
)
def test_what_has_no_counterpart_is_not_taken_and_says_so(examples, title, reason):
    assert examples[title].reason == reason


def test_packages_of_tao():
    lines = read("tao")
    assert said(lines["Single"]) == (
        "single choice",
        "Somebody pays for the fair.\n\nWho pays?",
        {"options": [option("The guests"), option("The members", True)]},
        (
            "The fixed order of its options is lost: they are shuffled.",
            "Feedback that depended on the answer is shown with every result.",
        ),
    )
    assert lines["Single"].question.feedback == "Members pay by size."
    kind, _stem, content, _losses = said(lines["Essay"])
    assert (kind, content["least_words"], content["most_words"]) == ("essay", None, 150)
    assert content["rubric"] == [{"text": AS_A_WHOLE, "points": 5}]
    kind, _stem, content, _losses = said(lines["Table"])
    assert (kind, content["columns"]) == ("statement matrix", ["true", "false", "cannot be said"])
    assert [row["right"] for row in content["rows"]] == [1, 0]
    assert lines["Table"].question.points == 2
    assert lines["Widget"].reason == "Its interaction <customInteraction> has no counterpart here."


def test_packages_of_learning_platforms_in_qti_2_1():
    lines = {line.place: line for line in read_qti_22(package("canvas"))}
    assert said(lines["g7d1.xml"]) == (
        "true or false",
        "A label belongs to an organisation. See the rules.",
        {"answer": "True"},
        (OLDER, FORMATTING, "A link loses its address; its text stays."),
    )
    assert lines["g7d1.xml"].question.points == Decimal("2.5")
    kind, _stem, content, _losses = said(lines["g7d2.xml"])
    assert (kind, content) == ("numeric", {"answer": "80", "tolerance": "2", "unit": ""})
    kind, stem, content, losses = said(lines["g7d3.xml"])
    assert (kind, stem) == ("case study", "A firm has 42 members.")
    assert [(part["type"], part["stem"]) for part in content["parts"]] == [
        ("single choice", "Is that many?"),
        ("numeric", "How many, again? ____"),
    ]
    assert content["parts"][0]["content"]["options"][0] == option("Yes", True, "Most have ten.")
    assert Decimal(content["parts"][1]["content"]["tolerance"]) == Decimal("2.1")
    assert losses == (OLDER, "A tolerance in per cent becomes the number that it is here.")


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        (
            "g7d4.xml",
            "It fetches something from another place (https://example.org/track.png).",
        ),
        ("g7d5.xml", "It holds <script>, which can run or fetch something."),
        ("lost.xml", "The manifest names “lost.xml”, but the package does not hold it."),
        (
            "https://example.org/item.xml",
            "The manifest fetches it from another place (https://example.org/item.xml).",
        ),
    ],
)
def test_what_reaches_outside_or_is_missing_is_not_taken(place, reason):
    [line] = [line for line in read_qti_22(package("canvas")) if line.place == place]
    assert (line.question, line.reason) == (None, reason)


def test_packages_of_qti_3():
    lines = read("three")
    kind, stem, content, losses = said(lines["A choice"])
    assert (kind, losses) == ("single choice", ())
    assert stem == "A firm heard of the cluster.\n\nTake your time.\n\nWhat did the firm do?"
    assert content["options"] == [option("It left."), option("It joined.", True)]
    assert lines["A choice"].question.penalty == Decimal("0.25")
    kind, _stem, content, _losses = said(lines["Rows"])
    assert (kind, content["columns"]) == ("statement matrix", ["yes", "no"])
    assert lines["A coast"].reason == "An area has the shape “ellipse”, which is not known here."
    assert lines["A film"].reason == (
        "It holds sound or a film; questions here show text and one picture."
    )
    assert lines["A widget"].reason == (
        "Its interaction <portableCustomInteraction> has no counterpart here."
    )
