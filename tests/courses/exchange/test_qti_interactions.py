"""What each further interaction and way of marking becomes, in the smallest item that has it."""

from decimal import Decimal

import pytest

from courses.exchange.qti import read_qti_22, read_qti_30

HEAD = '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2" identifier="a" title="A">'
RUBRIC = [{"text": "The answer as a whole", "points": 1}]


def response(base, *values, cardinality="single", name="RESPONSE"):
    key = "".join(f"<value>{value}</value>" for value in values)
    return (
        f'<responseDeclaration identifier="{name}" cardinality="{cardinality}" baseType="{base}">'
        f"<correctResponse>{key}</correctResponse></responseDeclaration>"
    )


def read(declarations, body, after=""):
    item = f"{HEAD}{declarations}<itemBody>{body}</itemBody>{after}</assessmentItem>"
    [line] = read_qti_22(item.encode())
    return line


def entry(name="RESPONSE"):
    return f'<textEntryInteraction responseIdentifier="{name}"/>'


def marked(comparison):
    return (
        "<responseProcessing><responseCondition><responseIf>"
        f"{comparison}</responseIf></responseCondition></responseProcessing>"
    )


def test_words_in_a_text_become_options():
    line = read(
        response("identifier", "B"),
        '<hottextInteraction responseIdentifier="RESPONSE" maxChoices="1"><prompt>Which is wrong?'
        '</prompt><p>The <hottext identifier="A">firms</hottext> have '
        '<hottext identifier="B">fences</hottext>.</p></hottextInteraction>',
    )
    assert line.question.type == "single choice"
    assert line.question.stem == "Which is wrong?\n\nThe firms have fences."
    assert [(o["text"], o["right"]) for o in line.question.content["options"]] == [
        ("firms", False),
        ("fences", True),
    ]
    assert line.losses == ("Words are chosen from a list below the text instead of in it.",)


def test_a_slider_becomes_a_number():
    slider = '<sliderInteraction responseIdentifier="RESPONSE" lowerBound="0" upperBound="9"/>'
    line = read(response("integer", "4"), f"<p>How many?</p>{slider}")
    assert line.question.content == {"answer": "4", "tolerance": "0", "unit": ""}
    assert line.losses == ("A slider becomes a field for a number.",)


READS = '<variable identifier="RESPONSE"/><correct identifier="RESPONSE"/>'


@pytest.mark.parametrize(
    ("comparison", "tolerance"),
    [
        (f"<equal>{READS}</equal>", "0"),
        (f'<equal toleranceMode="absolute" tolerance="0.5 2">{READS}</equal>', "2"),
        (f'<equal toleranceMode="relative" tolerance="10 10">{READS}</equal>', "5"),
        (
            f'<equalRounded roundingMode="decimalPlaces" figures="1">{READS}</equalRounded>',
            "0.05",
        ),
        (f'<equal toleranceMode="absolute" tolerance="much">{READS}</equal>', "0"),
    ],
)
def test_a_tolerance_is_read_from_the_marking(comparison, tolerance):
    line = read(response("float", "50"), f"<p>How many?</p><p>{entry()} km</p>", marked(comparison))
    assert Decimal(line.question.content["tolerance"]) == Decimal(tolerance)
    assert line.question.content["unit"] == "km"
    assert line.question.stem == "How many?"


def test_rounding_to_figures_has_no_counterpart():
    rounded = f'<equalRounded roundingMode="significantFigures" figures="2">{READS}</equalRounded>'
    line = read(response("float", "50"), f"<p>{entry()}</p>", marked(rounded))
    assert line.reason == "Its answer is rounded to significant figures."


def test_lists_and_gaps_in_one_text_become_gaps():
    line = read(
        response("identifier", "A") + response("string", "x", name="R2"),
        '<p>One <inlineChoiceInteraction responseIdentifier="RESPONSE"><inlineChoice '
        f'identifier="A">is</inlineChoice></inlineChoiceInteraction> and {entry("R2")}.</p>',
    )
    assert (line.question.type, line.question.stem) == ("fill the gap", "One ____ and ____.")
    assert line.question.content == {"answers": [["is"], ["x"]]}
    assert line.losses == ("A list to choose from becomes a gap to type into.",)


def test_criteria_with_points_are_the_rubric_and_their_lists_the_levels():
    line = read(
        response("string"),
        '<extendedTextInteraction responseIdentifier="RESPONSE" expectedLines="20"><prompt>Why?'
        '</prompt></extendedTextInteraction><rubricBlock view="scorer tutor"><ul><li>Clear (2)'
        "<ul><li>0: no</li><li>2: yes</li></ul></li><li>Short (1)</li></ul></rubricBlock>"
        '<rubricBlock view="author"><p>Ours</p></rubricBlock>',
    )
    levels = [{"points": 0, "text": "no"}, {"points": 2, "text": "yes"}]
    assert line.question.type == "essay"
    assert line.question.content["rubric"] == [
        {"text": "Clear", "points": 2, "levels": levels},
        {"text": "Short", "points": 1},
    ]
    assert line.losses == ("Notes for tutors, authors or proctors are left out.",)


def test_what_scorers_read_is_not_shown_before_the_result():
    note = '<rubricBlock view="scorer"><p>Look for three names.</p></rubricBlock>'
    text = '<extendedTextInteraction responseIdentifier="RESPONSE"/>'
    line = read(response("string"), f"<p>Who?</p>{text}{note}")
    assert line.question.stem == "Who?"
    assert line.question.content == {"model": "Look for three names.", "rubric": RUBRIC}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (
            '<selectPointInteraction responseIdentifier="RESPONSE"/>',
            "Its interaction <selectPointInteraction> has no counterpart here.",
        ),
        (
            '<p>A</p><endAttemptInteraction responseIdentifier="RESPONSE"/>',
            "It goes on in several tries (adaptive), for which there is no counterpart.",
        ),
        (
            f"<p><svg><text>A</text></svg>{entry()}</p>",
            "It holds <svg>, for which questions here have no counterpart.",
        ),
        (
            (
                '<gapMatchInteraction responseIdentifier="RESPONSE"><gapImg identifier="x"/>'
                "</gapMatchInteraction>"
            ),
            "Pictures are dragged into its gaps; here texts are.",
        ),
        (
            (
                '<orderInteraction responseIdentifier="RESPONSE"><simpleChoice identifier="A">A'
                '</simpleChoice><simpleChoice identifier="B">B</simpleChoice></orderInteraction>'
            ),
            "Its right order does not name every item once.",
        ),
    ],
)
def test_what_has_no_counterpart_says_why(body, reason):
    line = read(response("identifier", "A"), body)
    assert (line.question, line.reason) == (None, reason)


def test_solutions_inside_the_text_are_shown_with_the_result_only():
    hidden = (
        '<feedbackBlock outcomeIdentifier="S" identifier="S" showHide="show"><p>It is x.</p>'
        "</feedbackBlock>"
    )
    line = read(response("string", "x"), f"<p>A {entry()}</p>{hidden}")
    assert (line.question.stem, line.question.feedback) == ("A ____", "It is x.")


def test_dashed_names_of_qti_3_mean_the_same():
    item = (
        '<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="a"'
        ' title="A"><qti-response-declaration identifier="RESPONSE" cardinality="single"'
        ' base-type="float"><qti-correct-response><qti-value>4</qti-value></qti-correct-response>'
        "</qti-response-declaration><qti-item-body><p>How many?</p><p>"
        '<qti-text-entry-interaction response-identifier="RESPONSE"/> km</p></qti-item-body>'
        "</qti-assessment-item>"
    )
    [line] = read_qti_30(item.encode())
    same = read(response("float", "4"), f"<p>How many?</p><p>{entry()} km</p>")
    assert line.question == same.question
