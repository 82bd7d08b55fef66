"""Choices: of options, of words in a text, of areas of a picture."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from courses.exchange.pictures import size_and_kind
from courses.exchange.plain_text import NotTaken
from courses.exchange.qti.asked import (
    Asked,
    Content,
    Item,
    Shown,
    TypeAndContent,
    Written,
    modal_feedback,
)
from courses.exchange.qti.responses import (
    Response,
    declared,
    mapped_score,
    mapping,
    outcome,
    setting,
    variable,
)
from courses.exchange.qti.tree import Node, node, number_in, number_needed
from courses.exchange.qti.words import lines

SHAPES = {"rect": "rectangle", "circle": "circle", "poly": "polygon"}


def read_choice(interaction: Node, item: Item) -> TypeAndContent:
    response = item.response_of(interaction)
    nodes = interaction.nodes("simpleChoice")
    is_fixed = interaction.get("shuffle") == "false" or any(
        choice.get("fixed") == "true" for choice in nodes
    )
    options = [
        option(item, response, choice, item.wording.text(choice.children)) for choice in nodes
    ]
    if is_true_or_false(options) and not is_many(interaction, response):
        right = [text for text in ("True", "False") if option_named(options, text)["right"]]
        return "true or false", {"answer": right[0] if right else ""}
    if is_fixed:
        item.lose(_("The fixed order of its options is lost: they are shuffled."))
    return type_of_choice(interaction, item, response, len(options)), {"options": options}


def read_hottext(interaction: Node, item: Item) -> TypeAndContent:
    response = item.response_of(interaction)
    item.lose(_("Words are chosen from a list below the text instead of in it."))
    options = [
        option(item, response, choice, item.wording.text(choice.children))
        for choice in interaction.every("hottext")
    ]
    return type_of_choice(interaction, item, response, len(options)), {"options": options}


def option(item: Item, response: Response, choice: Node, text: str) -> Content:
    identifier = choice.get("identifier")
    inside = [item.wording.of(feedback) for feedback in choice.every("feedbackInline")]
    told = [*inside, item.feedback_on(response.identifier, identifier)]
    return {
        "text": text,
        "right": identifier in response.key_needed(),
        "feedback": "\n\n".join(text for text in told if text),
    }


def is_many(interaction: Node, response: Response) -> bool:
    return response.cardinality == "multiple" and interaction.get("maxChoices", "1") != "1"


def type_of_choice(interaction: Node, item: Item, response: Response, options: int) -> str:
    if response.is_uneven():
        item.lose(_("Right options that earn different points earn the same here."))
    if not is_many(interaction, response):
        return "single choice"
    most = number_in(interaction.get("maxChoices"))
    if most and most < options:
        item.lose(_("The limit of %s choices is lost.") % most)
    return "multiple response"


def is_true_or_false(options: Sequence[Content]) -> bool:
    texts = [option["text"].casefold() for option in options]
    return texts == ["true", "false"] and not any(option["feedback"] for option in options)


def option_named(options: Sequence[Content], text: str) -> Content:
    return next(option for option in options if option["text"].casefold() == text.casefold())


def read_hotspot(interaction: Node, item: Item) -> TypeAndContent:
    response = item.response_of(interaction)
    shown = next(interaction.every("object", "img", "picture"), None)
    if shown and shown.name == "picture":
        shown = shown.first("img")
    if shown is None:
        raise NotTaken(_("Its hot spots lie on no picture."))
    alt = shown.get("alt") or item.wording.of(shown)
    source = shown.get("src") or shown.get("data")
    picture = item.wording.picture_at(source, alt)
    item.wording.pictures.insert(0, (source, alt))
    stated = [number_in(shown.get(side)) for side in ("width", "height")]
    width, height = (
        side if side and side > 0 else Decimal(real)
        for side, real in zip(stated, (size_and_kind(picture) or (1, 1))[:2], strict=True)
    )
    areas = []
    for number, spot in enumerate(interaction.nodes("hotspotChoice"), start=1):
        named = spot.get("hotspotLabel") or item.wording.of(spot)
        if not named:
            item.lose(_("Areas without a name are numbered."))
        text = named or _("Area %s") % number
        said = option(item, response, spot, text)
        areas.append(said | shape_of(spot, width, height))
    kind = type_of_choice(interaction, item, response, len(areas))
    return "hot spot", {
        "alt": alt or named_picture(item),
        "areas": areas,
        "many": kind != "single choice",
    }


def named_picture(item: Item) -> str:
    item.lose(_("The picture has no description; the title of the item stands for it."))
    return item.root.get("title") or _("Picture")


def shape_of(spot: Node, width: Decimal, height: Decimal) -> Content:
    """The area in per cent of the picture's width and height; a radius in per cent of the width."""
    shape = spot.get("shape")
    if shape not in SHAPES:
        raise NotTaken(_("An area has the shape “%s”, which is not known here.") % shape[:20])
    numbers = []
    for index, text in enumerate(spot.get("coords").split(",")):
        side = height if index % 2 else width
        if text.strip().endswith("%"):
            numbers.append(number_needed(text.strip()[:-1], _("A corner of an area")))
        else:
            numbers.append(number_needed(text, _("A corner of an area")) * 100 / side)
    numbers = [round(number, 2) for number in numbers]
    if shape == "rect" and len(numbers) == 4:
        left, top, right, bottom = numbers
        numbers = [min(left, right), min(top, bottom), abs(right - left), abs(bottom - top)]
    return {"shape": SHAPES[shape], "coords": [short(number) for number in numbers]}


def short(number: Decimal) -> int | float:
    return int(number) if number == int(number) else float(number)


# Writing.


def choice_mapping(asked: Asked, options: Sequence[tuple[str, bool]], *, is_one: bool) -> Node:
    """Single: all or nothing. Several: right minus wrong, not below 0 or the penalty."""
    if is_one:
        lost = asked.penalty * asked.points
        return mapping(
            {key: asked.points if is_right else -lost for key, is_right in options},
            lower=-lost,
            upper=asked.points,
        )
    share = asked.points / sum(is_right for _key, is_right in options)
    return mapping(
        {key: share if is_right else -share for key, is_right in options},
        lower=-asked.penalty * asked.points,
        upper=asked.points,
    )


def declared_choice(asked: Asked, options: Sequence[tuple[str, bool]], *, is_one: bool) -> Node:
    return declared(
        asked.response,
        [key for key, is_right in options if is_right],
        cardinality="single" if is_one else "multiple",
        mapping=choice_mapping(asked, options, is_one=is_one),
    )


def told_choice(asked: Asked, *, is_one: bool) -> tuple[list[Node], list[Node]]:
    """The outcome that repeats the choice, for the feedback of options, and its rule."""
    name = asked.name("FEEDBACK")
    return (
        [outcome(name, base_type="identifier", cardinality="single" if is_one else "multiple")],
        [setting(name, variable(asked.response))],
    )


def write_choice(asked: Asked) -> Written:
    is_one = asked.type != "multiple response"
    if asked.type == "true or false":
        options = [
            {"text": text, "right": text == asked.content["answer"], "feedback": ""}
            for text in ("True", "False")
        ]
    else:
        options = asked.content["options"]
    keys = [f"choice_{number}" for number in range(1, len(options) + 1)]
    choices = [
        node(
            "simpleChoice",
            *lines(option["text"]),
            *(
                [
                    node(
                        "feedbackInline",
                        *lines(option["feedback"]),
                        outcomeIdentifier=asked.name("FEEDBACK"),
                        identifier=key,
                        showHide="show",
                    )
                ]
                if option["feedback"]
                else []
            ),
            identifier=key,
        )
        for key, option in zip(keys, options, strict=True)
    ]
    has_feedback = any(option["feedback"] for option in options)
    outcomes, rules = told_choice(asked, is_one=is_one) if has_feedback else ([], [])
    rights = [(key, option["right"]) for key, option in zip(keys, options, strict=True)]
    interaction = node(
        "choiceInteraction",
        *asked.prompt(),
        *choices,
        responseIdentifier=asked.response,
        shuffle=asked.type != "true or false",
        maxChoices=1 if is_one else 0,
    )
    return Written(
        body=[*asked.before(), interaction],
        declarations=[declared_choice(asked, rights, is_one=is_one), *outcomes],
        rules=[mapped_score(asked.score, asked.response), *rules],
    )


def write_hotspot(asked: Asked) -> Written:
    areas, is_one, shown = asked.content["areas"], not asked.content["many"], asked.picture
    if shown is None:
        raise NotTaken(_("Its hot spots lie on no picture."))
    keys = [f"area_{number}" for number in range(1, len(areas) + 1)]
    spots = [
        node(
            "hotspotChoice",
            identifier=key,
            shape=next(name for name, ours in SHAPES.items() if ours == area["shape"]),
            coords=",".join(map(str, pixels(area, shown))),
            hotspotLabel=area["text"],
        )
        for key, area in zip(keys, areas, strict=True)
    ]
    has_feedback = any(area["feedback"] for area in areas)
    outcomes, rules = told_choice(asked, is_one=is_one) if has_feedback else ([], [])
    rights = [(key, area["right"]) for key, area in zip(keys, areas, strict=True)]
    interaction = node(
        "hotspotInteraction",
        *asked.prompt(),
        picture_node(shown, asked.content["alt"], is_dashed=asked.is_dashed),
        *spots,
        responseIdentifier=asked.response,
        maxChoices=1 if is_one else 0,
    )
    return Written(
        body=[*asked.before(), interaction],
        declarations=[declared_choice(asked, rights, is_one=is_one), *outcomes],
        rules=[mapped_score(asked.score, asked.response), *rules],
        modal=[
            modal_feedback(asked.name("FEEDBACK"), key, area["feedback"])
            for key, area in zip(keys, areas, strict=True)
            if area["feedback"]
        ],
    )


def picture_node(shown: Shown, alt: str, *, is_dashed: bool) -> Node:
    """QTI 2.2 knows pictures under hot spots as objects, QTI 3.0 as images."""
    size = {"width": shown.width, "height": shown.height}
    if is_dashed:
        return node("img", src=shown.href, alt=alt, **size)
    return node("object", alt, data=shown.href, type_=shown.media_type, **size)


def pixels(area: Content, shown: Shown) -> list[int]:
    """The coordinates in whole pixels, a rectangle by its two corners."""
    coords = [Fraction(str(number)) for number in area["coords"]]
    if area["shape"] == "rectangle":
        left, top, width, height = coords
        coords = [left, top, left + width, top + height]
    sides = (shown.width, shown.height)
    return [round(number * sides[index % 2] / 100) for index, number in enumerate(coords)]
