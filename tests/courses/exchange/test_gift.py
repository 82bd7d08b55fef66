"""GIFT as Moodle documents it: what each mark becomes, what is lost, what is not taken."""

from decimal import Decimal
from pathlib import Path

import pytest

from courses.exchange.gift import read_gift, write_gift
from courses.exchange.lines import ReadQuestion

SAMPLE = Path(__file__).parent / "samples" / "clusters.gift"
ANSWER_FEEDBACK = "Feedback on single answers is not kept."
PARTLY = "Answers that earn a part of the points are not kept."


@pytest.fixture(scope="module")
def lines():
    return {line.title: line for line in read_gift(SAMPLE.read_bytes())}


def test_every_block_has_its_line_and_place(lines):
    assert len(lines) == 17
    assert lines["Cluster"].place == "line 4"
    assert [title for title, line in lines.items() if line.reason] == [
        "A heading",
        "Two right",
        "Script",
        "Unclosed",
    ]


def test_comments_give_code_and_tags_and_categories_are_paths(lines):
    question = lines["Cluster"].question
    assert (question.code, question.tags) == ("CL-1", ("basics", "facts ] figures"))
    assert question.category == "Clusters/First steps"
    assert (question.type, question.content) == ("true or false", {"answer": "True"})
    assert lines["Cluster"].losses == ("Feedback on True and False is not kept.",)
    assert lines["Pairs"].question.category == "Clusters"


def test_choices_keep_feedback_and_say_what_earns_a_part(lines):
    line = lines["Who supports it"]
    assert line.question.feedback == "It has two or three people."
    assert [option["feedback"] for option in line.question.content["options"]] == [
        "right",
        "it supports all firms",
        "",
    ]
    assert line.losses == ("“a ministry” earns 50 % there; here it is wrong.",)


def test_weights_that_say_right_minus_wrong_are_kept(lines):
    line = lines["Reasons"]
    assert line.question.type == "multiple response"
    assert [option["right"] for option in line.question.content["options"]] == [1, 1, 0, 0]
    assert line.losses == ()


def test_the_same_cost_of_all_wrong_options_is_the_penalty(lines):
    assert lines["Guessing"].question.penalty == Decimal("0.25")


def test_a_missing_word_is_a_gap_where_it_stands(lines):
    question = lines["Gap in the middle"].question
    assert question.stem == "The programme began in ____ with four projects."
    assert question.content == {"answers": [["2009", "twenty-oh-nine"]]}
    [title] = [title for title in lines if title.startswith("How many people")]
    assert lines[title].question.stem.endswith("cluster organisation? ____")
    assert lines[title].losses == (PARTLY,)


def test_distractors_of_pairs_are_said_to_be_lost(lines):
    line = lines["Pairs"]
    assert len(line.question.content["pairs"]) == 3
    assert line.losses == ("Matches without a left side (distractors) are not kept.",)


def test_numbers_with_ranges_and_tolerances(lines):
    numbers = {title: lines[title].question.content for title in ("Range", "Tolerance")}
    assert numbers == {
        "Range": {"answer": "120", "tolerance": "10", "unit": ""},
        "Tolerance": {"answer": "1.5", "tolerance": "0.05", "unit": ""},
    }
    assert lines["Range"].question.feedback == "Between 110 and 130."
    assert lines["Several numbers"].question.content["answer"] == "2013"
    assert lines["Several numbers"].losses == (ANSWER_FEEDBACK, PARTLY)


def test_empty_braces_ask_for_an_open_answer(lines):
    line = lines["Essay"]
    assert (line.question.type, line.question.stem) == (
        "open answer",
        "Describe a cluster you know.",
    )
    assert line.losses == (
        "Formatting (bold, lists, headings …) becomes plain text.",
        "It has no rubric; it gets one criterion with all points.",
    )


def test_escapes_mean_the_signs_themselves(lines):
    question = lines["Escapes"].question
    assert question.stem == "What do you write for { and } in a file with :: and 1 = 1 ~ #1 \\?"
    assert question.content["options"][0]["text"] == "a backslash\nfirst"


@pytest.mark.parametrize(
    ("title", "reason"),
    [
        ("A heading", "It has no answers in { }; a description asks nothing."),
        (
            "Two right",
            "Exactly one option must earn all points where one may be chosen; here 2 do.",
        ),
        ("Script", "It holds a script (in a link)."),
        ("Unclosed", "Its answers are not closed with }. A blank line may stand in them."),
    ],
)
def test_what_is_not_taken_says_why(lines, title, reason):
    assert lines[title].reason == reason


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("Which?{~a ~b}", "No option earns points."),
        ("Which?{right}", "Its answers begin with neither = nor ~."),
        ("How many?{#several}", "“several” is no number."),
        ("How many?{#5..1}", "“5..1” is no range of numbers."),
        ("What?{=%50%half}", "No answer earns all points."),
        ("Match{=a -> b =c}", "A pair has no -> between its sides."),
        ("What?{=\ue000}", "It holds characters for private use, which mean nothing elsewhere."),
    ],
)
def test_a_question_that_makes_no_sense_is_not_taken(source, reason):
    [line] = read_gift(source.encode())
    assert (line.question, line.reason) == (None, reason)


def test_an_export_reads_as_the_format_is_documented():
    question = ReadQuestion(
        type="fill the gap",
        stem="It began in ____ with {four} projects.",
        content={"answers": [["2009", "50% of it"]]},
        code="CL-9",
        category="Clusters",
        tags=("a]b",),
        feedback="See #4.",
    )
    file, _lines = write_gift([question])
    assert file.decode() == (
        "$CATEGORY: Clusters\n\n"
        "// [id:CL-9] [tag:a\\]b]\n"
        "::CL-9::[plain]It began in {=2009\n\t=50% of it\n\t####See \\#4.}"
        " with \\{four\\} projects.\n"
    )
