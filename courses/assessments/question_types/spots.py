"""Hot spot on a picture: areas that can be chosen, by pointer, keyboard or from a list.

Marking: as single choice, or as multiple response where several areas may be chosen. (IMS QTI calls
this a hotspot interaction.) Coordinates are per cent of the picture's width and height, so that they
hold at every size; the radius of a circle is per cent of the width.
"""

from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from courses.assessments.question_types.choices import MultipleResponse, SingleChoice
from courses.assessments.question_types.kind import (
    Content,
    Fields,
    Marked,
    QuestionType,
    hidden_name,
    list_in,
    refuse_repeats,
    refuse_unknown_keys,
    text_in,
)

NUMBERS = {"rectangle": 4, "circle": 3}
MOST_CORNERS = 30
ONE, MANY = SingleChoice(), MultipleResponse()


class HotSpot(QuestionType):
    name = "hot spot"

    def clean_content(self, content: Content) -> Content:
        refuse_unknown_keys(content, {"alt", "areas", "many"})
        areas = [
            clean_area(number, area)
            for number, area in enumerate(list_in(content, "areas", at_least=2), start=1)
        ]
        refuse_repeats([area["text"] for area in areas], "areas")
        many = content.get("many", False)
        if not isinstance(many, bool):
            raise ValueError("“many” must be true or false.")
        as_choice(many).check_key(sum(area["right"] for area in areas))
        return {"alt": text_in(content, "alt"), "areas": areas, "many": many}

    def present(self, content: Content, seed: str) -> Content:
        return {
            "alt": content["alt"],
            "many": content["many"],
            "areas": [
                {
                    "name": hidden_name(seed, "option", index),
                    "number": index + 1,
                    "text": area["text"],
                    "shape": area["shape"],
                    "coords": area["coords"],
                }
                for index, area in enumerate(content["areas"])
            ],
        }

    def read_response(self, content: Content, seed: str, fields: Fields) -> Any:
        return as_choice(content["many"]).read_response(options_of(content), seed, fields)

    def show_response(self, content: Content, seed: str, response: Any) -> dict:
        return as_choice(content["many"]).show_response(options_of(content), seed, response)

    def mark(
        self, content: Content, response: Any, *, seed: str = "", penalty: Fraction = Fraction(0)
    ) -> Marked:
        return as_choice(content["many"]).mark(options_of(content), response, penalty=penalty)

    def describe(self, content: Content, response: Any) -> list[str]:
        return as_choice(content["many"]).describe(options_of(content), response)

    def right_answer(self, content: Content, seed: str = "") -> list[str]:
        return as_choice(content["many"]).right_answer(options_of(content))


def as_choice(many: bool) -> SingleChoice | MultipleResponse:
    return MANY if many else ONE


def options_of(content: Content) -> Content:
    return {"options": content["areas"]}


def clean_area(number: int, area: Any) -> Content:
    if not isinstance(area, dict) or not isinstance(area.get("right"), bool):
        raise ValueError(f"Area {number} needs “text”, “shape”, “coords” and “right”.")
    refuse_unknown_keys(area, {"text", "shape", "coords", "right", "feedback"})
    shape, coords = area.get("shape"), area.get("coords")
    if shape not in [*NUMBERS, "polygon"] or not isinstance(coords, list):
        raise ValueError(f"Area {number} must be a rectangle, a circle or a polygon.")
    numbers = [clean_number(number, value) for value in coords]
    if shape == "polygon":
        fits = len(numbers) % 2 == 0 and 3 <= len(numbers) // 2 <= MOST_CORNERS
    else:
        fits = len(numbers) == NUMBERS[shape]
    if not fits:
        raise ValueError(f"Area {number} has the wrong count of numbers for a {shape}.")
    if shape == "rectangle" and (numbers[0] + numbers[2] > 100 or numbers[1] + numbers[3] > 100):
        raise ValueError(f"Area {number} leaves the picture.")
    if shape != "polygon" and min(numbers[2:]) <= 0:
        raise ValueError(f"Area {number} has no size.")
    return {
        "shape": shape,
        "coords": numbers,
        "text": text_in(area, "text"),
        "right": area["right"],
        "feedback": text_in(area, "feedback", required=False),
    }


def clean_number(area: int, value: Any) -> float | int:
    """A share of the picture in per cent with two decimals; it only draws and decides nothing."""
    try:
        number = Decimal(str(value)) if not isinstance(value, bool) else None
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite() or not 0 <= number <= 100:
        raise ValueError(f"The numbers of area {area} lie between 0 and 100 per cent.")
    rounded = round(number, 2)
    return int(rounded) if rounded == int(rounded) else float(rounded)
