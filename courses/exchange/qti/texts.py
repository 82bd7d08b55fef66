"""Typed answers: gaps, numbers, open answers, essays, files; and the rubric of those who mark."""

import mimetypes
import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from courses.assessments.question_types.prose import ENDINGS
from courses.exchange.plain_text import NotTaken
from courses.exchange.qti.asked import Asked, Content, Item, TypeAndContent, Written
from courses.exchange.qti.responses import (
    amount,
    declared,
    mapped_score,
    mapping,
    variable,
    when,
)
from courses.exchange.qti.tree import Node, node, number_in, number_needed
from courses.exchange.qti.words import lines, paragraphs, with_gaps

NUMBERS = {"integer", "float"}
CRITERION = re.compile(r"(?P<text>.+?)\s*\((?P<points>\d{1,3})\)", re.DOTALL)
LEVEL = re.compile(r"(?P<points>\d{1,3}): (?P<text>.+)", re.DOTALL)
WORD_LIMITS = re.compile(r"\{(\d{1,5}),(\d{0,5})\}")
FIRST_WORD = r"\s*\S+"
FIRST_WORD_OR_NONE = r"\s*(\S+"
ESSAY_LINES = 15
ANSWER_LINES = 5
LONG_ANSWER = 1_000
DOCUMENTS = [".docx", ".jpg", ".odt", ".pdf", ".png", ".txt"]


def is_number(interaction: Node, item: Item) -> bool:
    return item.response_of(interaction).base_type in NUMBERS


def read_gaps(interactions: Sequence[Node], item: Item) -> TypeAndContent:
    answers = []
    for interaction in interactions:
        response = item.response_of(interaction)
        key = response.key_needed()
        if interaction.name == "inlineChoiceInteraction":
            choices = interaction.nodes("inlineChoice")
            texts = {choice.get("identifier"): item.wording.of(choice) for choice in choices}
            key = [texts.get(value, "") for value in key]
            item.lose(_("A list to choose from becomes a gap to type into."))
        else:
            key += [text for text, earned in response.mapped.items() if earned > 0]
            if response.base_type in NUMBERS:
                item.lose(_("A number in a gap is compared as it is written, without tolerance."))
        answers.append(list(dict.fromkeys(key)))
        if response.minds_case:
            item.lose(_("Capital and small letters count the same here."))
        if response.is_uneven():
            item.lose(_("Accepted texts that earn different points earn the same here."))
    return "fill the gap", {"answers": answers}


def read_number(interaction: Node, item: Item) -> TypeAndContent:
    """A number with the tolerance of the marking."""
    response = item.response_of(interaction)
    between = bounds_of(item, response.identifier)
    if response.key():
        answer = number_needed(response.key()[0], _("Its right answer"))
        tolerance = tolerance_of(item, response.identifier, answer)
    elif between:
        answer, tolerance = (between[0] + between[1]) / 2, (between[1] - between[0]) / 2
    else:
        raise NotTaken(_("It declares no right answer."))
    if len({value for value, earned in response.mapped.items() if earned > 0}) > 1:
        item.lose(_("Only the best of several right numbers is kept."))
    return "numeric", {"answer": str(answer), "tolerance": str(tolerance), "unit": ""}


def comparisons(item: Item, response: str, *names: str) -> list[Node]:
    """The comparisons of the marking that look at this response."""
    processing = item.root.first("responseProcessing")
    found = processing.every(*names) if processing else ()
    return [
        each
        for each in found
        if any(read.get("identifier") == response for read in each.every("variable"))
    ]


def bounds_of(item: Item, response: str) -> tuple[Decimal, Decimal] | None:
    """The range in which an answer is right, where the marking asks for one."""
    found = {}
    for each in comparisons(item, response, "gte", "lte"):
        limits = each.nodes("baseValue")
        if limits:
            found[each.name] = number_in(limits[0].text)
    low, high = found.get("gte"), found.get("lte")
    return (low, high) if low is not None and high is not None and low <= high else None


def tolerance_of(item: Item, response: str, answer: Decimal) -> Decimal:
    for each in comparisons(item, response, "equal", "equalRounded"):
        if each.name == "equalRounded":
            figures = number_in(each.get("figures"))
            if each.get("roundingMode") != "decimalPlaces" or figures is None or figures > 20:
                raise NotTaken(_("Its answer is rounded to significant figures."))
            item.lose(_("Rounding of the answer becomes a tolerance."))
            return Decimal("0.5").scaleb(-int(figures))
        stated = [number_in(text) for text in each.get("tolerance").split()]
        if each.get("toleranceMode", "exact") == "exact" or not stated or None in stated:
            continue
        sizes = [abs(number) for number in stated if number is not None]
        if len(set(sizes)) > 1:
            item.lose(_("A tolerance that differs upwards and downwards becomes the larger one."))
        if each.get("toleranceMode") == "relative":
            item.lose(_("A tolerance in per cent becomes the number that it is here."))
            return abs(answer) * max(sizes) / 100
        return max(sizes)
    return Decimal(0)


def read_slider(interaction: Node, item: Item) -> TypeAndContent:
    item.lose(_("A slider becomes a field for a number."))
    return read_number(interaction, item)


def read_extended(interaction: Node, item: Item) -> TypeAndContent:
    response = item.response_of(interaction)
    model, rubric = rubric_of(item, "\n\n".join(response.correct))
    limits = WORD_LIMITS.search(interaction.get("patternMask"))
    expected = number_in(interaction.get("expectedLines")) or Decimal(0)
    length = number_in(interaction.get("expectedLength")) or Decimal(0)
    is_essay = limits or expected > ANSWER_LINES * 2 or length > LONG_ANSWER
    if not is_essay:
        return "open answer", {"model": model, "rubric": rubric}
    least, most = word_limits(item, interaction.get("patternMask"))
    return "essay", {"least_words": least, "most_words": most, "model": model, "rubric": rubric}


def word_limits(item: Item, mask: str) -> tuple[int | None, int | None]:
    """The limits that a pattern puts on words: ours counts from the second word on."""
    limits = WORD_LIMITS.search(mask)
    if limits is None or r"\s" not in mask.replace(r"[\s\S]", ""):
        if mask:
            item.lose(_("A pattern for the answer is lost."))
        return None, None
    further = 1 if mask.startswith((FIRST_WORD, FIRST_WORD_OR_NONE)) else 0
    least = int(limits[1]) + further if int(limits[1]) or mask.startswith(FIRST_WORD) else None
    most = int(limits[2]) + further if limits[2] else None
    return least, most


def mask_of(content: Content) -> str | None:
    """A pattern that only texts within the limits match."""
    least, most = content["least_words"], content["most_words"]
    if least is None and most is None:
        return None
    further = f"(\\s+\\S+){{{(least or 1) - 1},{'' if most is None else most - 1}}}"
    if least is None:
        return f"{FIRST_WORD_OR_NONE}{further})?\\s*"
    return f"{FIRST_WORD}{further}\\s*"


def read_upload(interaction: Node, item: Item) -> TypeAndContent:
    model, rubric = rubric_of(item, "")
    media_type = interaction.get("type")
    known = sorted(set(mimetypes.guess_all_extensions(media_type)) & set(ENDINGS))
    if not known:
        item.lose(_("It names no kind of file that is known here; documents are accepted."))
    return "file upload", {
        "endings": known or DOCUMENTS,
        "most_files": 1,
        "largest_mb": 20,
        "model": model,
        "rubric": rubric,
    }


def rubric_of(item: Item, model: str) -> tuple[str, list[Content]]:
    """The good answer and the criteria of those who mark; one criterion where none has points."""
    texts, rubric = [model] if model else [], []
    for block in item.scope.every("rubricBlock"):
        if "scorer" not in block.get("view").split():
            continue
        criteria = criteria_of(item, block)
        rubric += criteria
        text = "" if criteria else item.wording.of(block)
        texts += [text] if text else []
    if not rubric:
        item.lose(_("It has no criteria with points; one criterion holds all of them."))
        points = min(max(int(item.points), 1), 100)
        rubric = [{"text": _("The answer as a whole"), "points": points}]
    return "\n\n".join(texts), rubric


def criteria_of(item: Item, block: Node) -> list[Content]:
    """Lists whose entries all end with their points are criteria, lists inside them their levels."""
    lists = [
        entry for part in (block, *block.nodes("contentBody")) for entry in part.nodes("ul", "ol")
    ]
    entries = [entry for each in lists for entry in each.nodes("li")]
    criteria = []
    for entry in entries:
        inner = [child for child in entry.children if not is_list(child)]
        said = CRITERION.fullmatch(item.wording.text(inner))
        if said is None:
            return []
        criterion: Content = {"text": said["text"], "points": int(said["points"])}
        levels = [
            LEVEL.fullmatch(item.wording.of(level))
            for inner_list in entry.nodes("ul", "ol")
            for level in inner_list.nodes("li")
        ]
        if levels:
            criterion["levels"] = [
                {"points": int(level["points"]), "text": level["text"]}
                for level in levels
                if level is not None
            ]
        criteria.append(criterion)
    return criteria


def is_list(child: Node | str) -> bool:
    return isinstance(child, Node) and child.name in {"ul", "ol"}


# Writing.


def write_gaps(asked: Asked) -> Written:
    answers = asked.content["answers"]
    names = [
        asked.response if len(answers) == 1 else f"{asked.response}_{number}"
        for number in range(1, len(answers) + 1)
    ]
    share = asked.points / len(answers)
    blank = {"": Fraction(0)} if asked.penalty else {}
    entries = [
        node("textEntryInteraction", responseIdentifier=name, expectedLength=20) for name in names
    ]
    return Written(
        body=with_gaps(asked.stem, entries),
        declarations=[
            declared(
                name,
                accepted[:1],
                base_type="string",
                mapping=mapping(
                    {**dict.fromkeys(accepted, share), **blank},
                    default=-asked.penalty * share,
                    is_text=True,
                ),
            )
            for name, accepted in zip(names, answers, strict=True)
        ],
        rules=[mapped_score(asked.score, *names)],
    )


def number_field(asked: Asked) -> Node:
    entry = node("textEntryInteraction", responseIdentifier=asked.response, expectedLength=15)
    return node("p", entry, *([f" {asked.content['unit']}"] if asked.content["unit"] else []))


def within_tolerance(asked: Asked, tolerance: str, mode: str) -> Node:
    """The rule of a number: right within the tolerance, ends included."""
    is_exact = not Decimal(tolerance)
    size = amount(Decimal(tolerance))
    same = node(
        "equal",
        variable(asked.response),
        node("correct", identifier=asked.response),
        toleranceMode="exact" if is_exact else mode,
        tolerance=None if is_exact else f"{size} {size}",
    )
    wrong = Fraction(asked.penalty * asked.points)
    return when(asked.response, same, asked.score, right=asked.points, wrong=wrong)


def write_number(asked: Asked) -> Written:
    return Written(
        body=[*paragraphs(asked.stem), number_field(asked)],
        declarations=[declared(asked.response, [asked.content["answer"]], base_type="float")],
        rules=[within_tolerance(asked, asked.content["tolerance"], "absolute")],
    )


def write_extended(asked: Asked) -> Written:
    is_essay = asked.type == "essay"
    interaction = node(
        "extendedTextInteraction",
        *asked.prompt(),
        responseIdentifier=asked.response,
        expectedLines=ESSAY_LINES if is_essay else ANSWER_LINES,
        patternMask=mask_of(asked.content) if is_essay else None,
    )
    return Written(
        body=[*asked.before(), interaction, *rubric_blocks(asked.content)],
        declarations=[declared(asked.response, [], base_type="string")],
        is_closed=False,
    )


def write_upload(asked: Asked) -> Written:
    endings = asked.content["endings"]
    interaction = node(
        "uploadInteraction",
        *asked.prompt(),
        responseIdentifier=asked.response,
        type_=mimetypes.guess_type(f"file{endings[0]}")[0] if len(endings) == 1 else None,
    )
    return Written(
        body=[*asked.before(), interaction, *rubric_blocks(asked.content)],
        declarations=[declared(asked.response, [], base_type="file")],
        is_closed=False,
    )


def rubric_blocks(content: Content) -> list[Node]:
    """The criteria as a list with their points, and a good answer in a block of its own."""
    entries = []
    for criterion in content["rubric"]:
        levels = [
            node("li", *lines(f"{level['points']}: {level['text']}"))
            for level in criterion.get("levels", ())
        ]
        text = lines(f"{criterion['text']} ({criterion['points']})")
        entries.append(node("li", *text, *([node("ul", *levels)] if levels else [])))
    blocks = [scorer(node("ul", *entries))]
    return [*blocks, scorer(*paragraphs(content["model"]))] if content["model"] else blocks


def scorer(*inside: Node) -> Node:
    return node("rubricBlock", node("contentBody", *inside), view="scorer", use="scoring")
