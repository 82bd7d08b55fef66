"""Pairs and orders: matching, tables of statements, texts dragged into gaps, ordering."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from django.utils.translation import gettext as _

from courses.exchange.plain_text import NotTaken
from courses.exchange.qti.asked import (
    Asked,
    Content,
    Item,
    TypeAndContent,
    Written,
    modal_feedback,
)
from courses.exchange.qti.responses import (
    Response,
    base,
    declared,
    mapped_score,
    mapping,
    outcome,
    setting,
    variable,
    when,
)
from courses.exchange.qti.tree import Node, node
from courses.exchange.qti.words import lines, with_gaps

AS_TABLE = "qti-match-tabular"  # the class by which QTI 3.0 asks for rows and columns
Pairs = list[tuple[str, str]]


def texts_of(item: Item, nodes: Iterable[Node]) -> dict[str, str]:
    return {choice.get("identifier"): item.wording.of(choice) for choice in nodes}


def pairs_in(response: Response) -> Pairs:
    """The right pairs, each of two identifiers."""
    pairs = [tuple(value.split()) for value in response.key_needed()]
    if any(len(pair) != 2 for pair in pairs):
        raise NotTaken(_("Its right answers are no pairs."))
    return [(pair[0], pair[1]) for pair in pairs]


def read_match(interaction: Node, item: Item) -> TypeAndContent:
    response = item.response_of(interaction)
    sets = interaction.nodes("simpleMatchSet")
    if len(sets) != 2:
        raise NotTaken(_("A matching question needs two sets of choices."))
    lefts, rights = (texts_of(item, side.nodes("simpleAssociableChoice")) for side in sets)
    pairs = pairs_in(response)
    if response.is_uneven():
        item.lose(_("Pairs that earn different points earn the same here."))
    if all(pair[0] in rights and pair[1] in lefts for pair in pairs):
        pairs = [(right, left) for left, right in pairs]
    is_table = AS_TABLE in interaction.get("class").split()
    return matched(item, response, lefts, rights, pairs, is_table=is_table)


def read_associate(interaction: Node, item: Item) -> TypeAndContent:
    """Pairs within one set: the first of each pair becomes the left side."""
    response = item.response_of(interaction)
    texts = texts_of(item, interaction.nodes("simpleAssociableChoice"))
    pairs = pairs_in(response)
    item.lose(_("One set of choices becomes a left and a right side."))
    firsts = {left for left, _right in pairs}
    rights = {key: text for key, text in texts.items() if key not in firsts}
    lefts = {key: text for key, text in texts.items() if key in firsts}
    return matched(item, response, lefts, rights, pairs, is_table=False)


def matched(
    item: Item,
    response: Response,
    lefts: dict[str, str],
    rights: dict[str, str],
    pairs: Pairs,
    *,
    is_table: bool,
) -> TypeAndContent:
    """Matching where every right side has its left one, else rows and columns."""
    key = dict(pairs)
    if len(key) != len(pairs):
        raise NotTaken(_("A choice has several right partners; here it has one."))
    if set(key) != set(lefts) or not set(key.values()) <= set(rights):
        raise NotTaken(_("Not every choice of the first set has its right partner."))
    if not is_table and len(lefts) >= 2 and set(key.values()) == set(rights):
        return "matching", {
            "pairs": [{"left": text, "right": rights[key[left]]} for left, text in lefts.items()]
        }
    columns = list(rights)
    rows = [
        {
            "text": text,
            "right": columns.index(key[left]),
            "feedback": item.feedback_on(response.identifier, left),
        }
        for left, text in lefts.items()
    ]
    return "statement matrix", {"columns": list(rights.values()), "rows": rows}


def read_gap_match(interaction: Node, item: Item) -> TypeAndContent:
    response = item.response_of(interaction)
    if interaction.has("gapImg"):
        raise NotTaken(_("Pictures are dragged into its gaps; here texts are."))
    texts = texts_of(item, interaction.nodes("gapText"))
    reuse = any(choice.get("matchMax", "1") != "1" for choice in interaction.nodes("gapText"))
    right: dict[str, str] = {}
    for text, gap in pairs_in(response):
        if gap in right:
            item.lose(_("A gap with several right texts keeps the first."))
        right.setdefault(gap, text)
    gaps = [gap.get("identifier") for gap in interaction.every("gap")]
    known = list(texts)
    if any(right.get(gap) not in texts for gap in gaps):
        raise NotTaken(_("Not every gap has its right text."))
    return "drag into gaps", {
        "texts": list(texts.values()),
        "answers": [known.index(right[gap]) for gap in gaps],
        "reuse": reuse,
    }


def read_inline_choices(interactions: Sequence[Node], item: Item) -> TypeAndContent:
    """Lists in a text: all their choices are offered for every gap, to be used again."""
    texts: list[str] = []
    answers = []
    for interaction in interactions:
        response = item.response_of(interaction)
        own = texts_of(item, interaction.nodes("inlineChoice"))
        key = response.key_needed()[0]
        if key not in own:
            raise NotTaken(_("Not every gap has its right text."))
        texts += [text for text in own.values() if text not in texts]
        answers.append(texts.index(own[key]))
    if len(interactions) > 1:
        item.lose(_("The choices of all its lists are offered for every gap."))
    return "drag into gaps", {"texts": texts, "answers": answers, "reuse": True}


def read_order(interaction: Node, item: Item) -> TypeAndContent:
    response = item.response_of(interaction)
    texts = texts_of(item, interaction.nodes("simpleChoice"))
    key = response.key_needed()
    if sorted(key) != sorted(texts):
        raise NotTaken(_("Its right order does not name every item once."))
    return "ordering", {"items": [texts[identifier] for identifier in key]}


# Writing.


def paired(asked: Asked, pairs: Sequence[str], *, parts: int) -> Node:
    """Each right pair earns its share, each wrong one costs the penalty on it."""
    share = asked.points / parts
    return declared(
        asked.response,
        pairs,
        base_type="directedPair",
        cardinality="multiple",
        mapping=mapping(
            dict.fromkeys(pairs, share),
            default=-asked.penalty * share,
            upper=asked.points,
        ),
    )


def match_set(prefix: str, texts: Sequence[str], most: int) -> Node:
    return node(
        "simpleMatchSet",
        *(
            node(
                "simpleAssociableChoice",
                *lines(text),
                identifier=f"{prefix}_{number}",
                matchMax=most,
            )
            for number, text in enumerate(texts, start=1)
        ),
    )


def write_matching(asked: Asked) -> Written:
    pairs = asked.content["pairs"]
    rights = list(dict.fromkeys(pair["right"] for pair in pairs))
    key = [
        f"left_{number} right_{rights.index(pair['right']) + 1}"
        for number, pair in enumerate(pairs, start=1)
    ]
    interaction = node(
        "matchInteraction",
        *asked.prompt(),
        match_set("left", [pair["left"] for pair in pairs], 1),
        match_set("right", rights, 0),
        responseIdentifier=asked.response,
        shuffle=True,
        maxAssociations=len(pairs),
    )
    return Written(
        body=[*asked.before(), interaction],
        declarations=[paired(asked, key, parts=len(pairs))],
        rules=[mapped_score(asked.score, asked.response)],
    )


def write_matrix(asked: Asked) -> Written:
    rows, columns = asked.content["rows"], asked.content["columns"]
    key = [f"row_{number} column_{row['right'] + 1}" for number, row in enumerate(rows, start=1)]
    interaction = node(
        "matchInteraction",
        *asked.prompt(),
        match_set("row", [row["text"] for row in rows], 1),
        match_set("column", columns, 0),
        class_=AS_TABLE,
        responseIdentifier=asked.response,
        shuffle=False,
        maxAssociations=len(rows),
    )
    told = [(f"row_{number}", row) for number, row in enumerate(rows, start=1) if row["feedback"]]
    name = asked.name("FEEDBACK")
    outcomes = [outcome(name, base_type="identifier", cardinality="multiple")] if told else []
    return Written(
        body=[*asked.before(), interaction],
        declarations=[paired(asked, key, parts=len(rows)), *outcomes],
        rules=[
            mapped_score(asked.score, asked.response),
            *(told_when_answered(asked, row, len(columns)) for row, _said in told),
        ],
        modal=[modal_feedback(name, row, said["feedback"]) for row, said in told],
    )


def told_when_answered(asked: Asked, row: str, columns: int) -> Node:
    """The feedback of a row is shown as soon as it has any column."""
    name = asked.name("FEEDBACK")
    answered = node(
        "or",
        *(
            node(
                "member",
                base(f"{row} column_{column}", "directedPair"),
                variable(asked.response),
            )
            for column in range(1, columns + 1)
        ),
    )
    more = node("multiple", variable(name), base(row, "identifier"))
    return node("responseCondition", node("responseIf", answered, setting(name, more)))


def write_gap_match(asked: Asked) -> Written:
    content: Content = asked.content
    gaps = [f"gap_{number}" for number in range(1, len(content["answers"]) + 1)]
    key = [f"text_{answer + 1} {gap}" for gap, answer in zip(gaps, content["answers"], strict=True)]
    interaction = node(
        "gapMatchInteraction",
        *(
            node(
                "gapText",
                *lines(text),
                identifier=f"text_{number}",
                matchMax=0 if content["reuse"] else 1,
            )
            for number, text in enumerate(content["texts"], start=1)
        ),
        *with_gaps(asked.stem, [node("gap", identifier=gap) for gap in gaps]),
        responseIdentifier=asked.response,
        shuffle=True,
    )
    return Written(
        body=[interaction],
        declarations=[paired(asked, key, parts=len(gaps))],
        rules=[mapped_score(asked.score, asked.response)],
    )


def write_order(asked: Asked) -> Written:
    items = asked.content["items"]
    keys = [f"item_{number}" for number in range(1, len(items) + 1)]
    choices = [
        node("simpleChoice", *lines(item), identifier=key)
        for key, item in zip(keys, items, strict=True)
    ]
    interaction = node(
        "orderInteraction",
        *asked.prompt(),
        *sorted(choices, key=lambda choice: choice.text),
        responseIdentifier=asked.response,
        shuffle=True,
    )
    share = asked.points / len(items)
    placed = [
        when(
            asked.response,
            node(
                "match",
                node("index", variable(asked.response), n=place),
                base(key, "identifier"),
            ),
            asked.score,
            right=share,
            wrong=Fraction(asked.penalty * share),
        )
        for place, key in enumerate(keys, start=1)
    ]
    return Written(
        body=[*asked.before(), interaction],
        declarations=[
            declared(asked.response, keys, cardinality="ordered"),
        ],
        rules=placed,
    )
