"""A question as an item: what its interaction writes, put together with points, picture and feedback."""

from collections.abc import Callable, Sequence
from fractions import Fraction

from courses.exchange.lines import ReadQuestion
from courses.exchange.qti.asked import Asked, Shown, Written, modal_feedback
from courses.exchange.qti.choices import write_choice, write_hotspot
from courses.exchange.qti.formulas import write_formula
from courses.exchange.qti.pairs import write_gap_match, write_matching, write_matrix, write_order
from courses.exchange.qti.responses import amount, base, mapped_score, outcome, setting, variable
from courses.exchange.qti.texts import write_extended, write_gaps, write_number, write_upload
from courses.exchange.qti.tree import XSI, Node, Vocabulary, node
from courses.exchange.qti.words import paragraphs

WRITERS: dict[str, Callable[[Asked], Written]] = {
    "single choice": write_choice,
    "multiple response": write_choice,
    "true or false": write_choice,
    "matching": write_matching,
    "ordering": write_order,
    "numeric": write_number,
    "fill the gap": write_gaps,
    "open answer": write_extended,
    "hot spot": write_hotspot,
    "drag into gaps": write_gap_match,
    "statement matrix": write_matrix,
    "formula": write_formula,
    "file upload": write_upload,
    "essay": write_extended,
}
GENERAL = "GENERAL_FEEDBACK"
SHOWN = "shown"
BY_MAPPING = mapped_score("SCORE", "RESPONSE")


def item_of(
    question: ReadQuestion, shown: Shown | None, number: int, title: str, vocabulary: Vocabulary
) -> Node:
    points = Fraction(question.points)
    asked = Asked(
        type=question.type,
        stem=question.stem,
        content=dict(question.content),
        points=points,
        penalty=Fraction(question.penalty),
        picture=shown,
        is_dashed=vocabulary.is_dashed,
    )
    written = (
        written_case(asked) if question.type == "case study" else WRITERS[question.type](asked)
    )
    told = [modal_feedback(GENERAL, SHOWN, question.feedback)] if question.feedback else []
    attrs = {
        "xmlns": vocabulary.namespace,
        "xmlns:xsi": XSI,
        "xsi:schemaLocation": f"{vocabulary.namespace} {vocabulary.schema}",
        "identifier": question.code or f"item_{number}",
        "title": title,
        "adaptive": "false",
        "timeDependent": "false",
        "toolName": "Cascade",
    }
    responses, outcomes, templates = sorted_declarations(written.declarations)
    return Node(
        "assessmentItem",
        attrs,
        (
            *responses,
            *scores(question, is_closed=written.is_closed),
            *outcomes,
            *([outcome(GENERAL, base_type="identifier")] if told else []),
            *templates,
            *([node("templateProcessing", *written.drawing)] if written.drawing else []),
            node("itemBody", *picture_before(asked), *written.body),
            *processing(written.rules, vocabulary, has_feedback=bool(told)),
            *written.modal,
            *told,
        ),
    )


def sorted_declarations(nodes: Sequence[Node]) -> tuple[list[Node], list[Node], list[Node]]:
    """Responses, outcomes, templates: the order that the schema asks for."""
    names = ("responseDeclaration", "outcomeDeclaration", "templateDeclaration")
    first, second, third = ([each for each in nodes if each.name == name] for name in names)
    return first, second, third


def scores(question: ReadQuestion, *, is_closed: bool) -> list[Node]:
    """The score with its bounds: the lowest is what a penalty can cost."""
    lowest = -Fraction(question.penalty) * Fraction(question.points)
    return [
        outcome(
            "SCORE",
            default="0",
            normalMaximum=amount(question.points),
            normalMinimum=amount(lowest) if lowest else None,
            externalScored=None if is_closed else "human",
        ),
        outcome("MAXSCORE", default=amount(question.points)),
    ]


def picture_before(asked: Asked) -> list[Node]:
    """Hot spots hold their picture themselves; other questions show it before their text."""
    if asked.picture is None or asked.type == "hot spot":
        return []
    return [node("p", node("img", src=asked.picture.href, alt=asked.picture.alt))]


def processing(rules: Sequence[Node], vocabulary: Vocabulary, *, has_feedback: bool) -> list[Node]:
    """The marking: the standard template where that is all, else written out."""
    always = [setting(GENERAL, base(SHOWN, "identifier"))] if has_feedback else []
    if list(rules) == [BY_MAPPING] and not always:
        return [node("responseProcessing", template=f"{vocabulary.templates}map_response")]
    return [node("responseProcessing", *rules, *always)] if rules or always else []


def written_case(asked: Asked) -> Written:
    """Each part has a score of its own in its points; together they are brought to the item's."""
    parts = asked.content["parts"]
    total = sum(part["points"] for part in parts)
    written = [
        (part, sub, WRITERS[part["type"]](sub))
        for number, part in enumerate(parts, start=1)
        for sub in [part_of(asked, part, number)]
    ]
    declarations = [
        each
        for part, sub, own in written
        for each in (
            *own.declarations,
            outcome(sub.score, default="0", normalMaximum=str(part["points"])),
        )
    ]
    together = node("sum", *(variable(sub.score) for _part, sub, _own in written))
    factor = base(amount(asked.points / total))
    is_closed = all(own.is_closed for _part, _sub, own in written)
    rules = [rule for _part, _sub, own in written for rule in own.rules]
    return Written(
        body=[*paragraphs(asked.stem), *(node("div", *own.body) for _p, _s, own in written)],
        declarations=declarations,
        rules=[*rules, setting("SCORE", node("product", together, factor))] if is_closed else rules,
        is_closed=is_closed,
        modal=[each for _part, _sub, own in written for each in own.modal],
        drawing=[each for _part, _sub, own in written for each in own.drawing],
    )


def part_of(asked: Asked, part: dict, number: int) -> Asked:
    return Asked(
        type=part["type"],
        stem=part["stem"],
        content=part["content"],
        points=Fraction(part["points"]),
        penalty=asked.penalty,
        number=number,
        is_dashed=asked.is_dashed,
    )
