"""Numeric and fill the gap.

Marking: a number is right within the tolerance, ends included; a decimal comma or point, thousands
separators and the unit are accepted, and where “1,234” or “1.234” can be read in two ways either
may be right. Gaps: the share of gaps with an accepted text; case, accents and extra spaces do not matter.
A wrong number or gap costs the penalty where one is set; an empty one nothing.
"""

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from courses.assessments.question_types.kind import (
    Content,
    Fields,
    Marked,
    QuestionType,
    check_gaps,
    list_in,
    only,
    refuse_unknown_keys,
    share_of_parts,
    text_in,
)

LONGEST_NUMBER = 60
LONGEST_GAP = 200
LARGEST_EXPONENT = 30
# Each way of writing a number, with what to take out and what to read as the decimal point.
NOTATIONS = (
    (re.compile(r"\d*(?:[.,]\d+)?|\d+[.,]"), "", ","),
    (re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?"), ",", "."),
    (re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?"), ".", ","),
)


def plain(text: str) -> str:
    """The text without case, accents and extra spaces."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in parts if not unicodedata.combining(c)).split())


def readings(text: str, unit: str = "") -> set[Decimal]:
    """The numbers a typed text can mean; empty when it is none."""
    typed = re.sub(r"[\s'’]", "", text).replace("−", "-")
    written_unit = re.sub(r"\s", "", unit)
    if written_unit and typed.casefold().endswith(written_unit.casefold()):
        typed = typed[: -len(written_unit)]
    elif written_unit and typed.casefold().startswith(written_unit.casefold()):
        typed = typed[len(written_unit) :]
    sign = typed[:1] if typed[:1] in {"+", "-"} else ""
    digits = typed.removeprefix(sign)
    if not digits:
        return set()
    numbers = (
        _decimal(sign + digits.replace(separator, "").replace(point, "."))
        for pattern, separator, point in NOTATIONS
        if pattern.fullmatch(digits)
    )
    return {number for number in numbers if number is not None}


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def clean_number(what: str, value: Any) -> Decimal:
    """A finite number of a sane size; ValueError with its name otherwise."""
    number = _decimal(str(value)) if not isinstance(value, bool) else None
    if number is None or not number.is_finite():
        raise ValueError(f"“{what}” must be a number.")
    if abs(number.adjusted()) > LARGEST_EXPONENT:
        raise ValueError(f"“{what}” has more than {LARGEST_EXPONENT} digits.")
    return number


class Numeric(QuestionType):
    name = "numeric"

    def clean_content(self, content: Content) -> Content:
        refuse_unknown_keys(content, {"answer", "tolerance", "unit"})
        numbers = {
            "answer": clean_number("answer", content.get("answer")),
            "tolerance": clean_number("tolerance", content.get("tolerance", 0)),
        }
        if numbers["tolerance"] < 0:
            raise ValueError("“tolerance” must not be below 0.")
        return {
            "answer": format(numbers["answer"], "f"),
            "tolerance": format(numbers["tolerance"], "f"),
            "unit": text_in(content, "unit", required=False),
        }

    def present(self, content: Content, seed: str) -> Content:
        return {"unit": content["unit"]}

    def read_response(self, content: Content, seed: str, fields: Fields) -> str | None:
        typed = only(fields).strip()
        if len(typed) > LONGEST_NUMBER:
            raise ValueError(f"A number has at most {LONGEST_NUMBER} characters.")
        if typed and not readings(typed, content["unit"]):
            raise ValueError("Type a number, for instance 12.5.")
        return typed or None

    def show_response(self, content: Content, seed: str, response: str | None) -> dict:
        return {"text": response or ""}

    def mark(
        self,
        content: Content,
        response: str | None,
        *,
        seed: str = "",
        penalty: Fraction = Fraction(0),
    ) -> Marked:
        answer, tolerance = Fraction(content["answer"]), Fraction(content["tolerance"])
        numbers = readings(response or "", content["unit"])
        is_right = any(abs(Fraction(number) - answer) <= tolerance for number in numbers)
        share = share_of_parts(int(is_right), int(bool(response) and not is_right), 1, penalty)
        return Marked(share, {"read_as": sorted(map(str, numbers))})

    def describe(self, content: Content, response: str | None) -> list[str]:
        return [response] if response else []

    def right_answer(self, content: Content, seed: str = "") -> list[str]:
        tolerance = f" (± {content['tolerance']})" if Decimal(content["tolerance"]) else ""
        return [f"{content['answer']} {content['unit']}".strip() + tolerance]


class FillTheGap(QuestionType):
    """The stem holds the gaps as four underlines; `answers` lists the accepted texts of each."""

    name = "fill the gap"

    def clean_content(self, content: Content) -> Content:
        refuse_unknown_keys(content, {"answers"})
        answers = []
        for number, accepted in enumerate(list_in(content, "answers", at_least=1), start=1):
            if not isinstance(accepted, list) or not accepted:
                raise ValueError(f"Gap {number} needs at least one accepted text.")
            texts = [text_in({"answers": text}, "answers") for text in accepted]
            if not all(map(plain, texts)):
                raise ValueError(f"Gap {number} accepts a text without letters or digits.")
            answers.append(texts)
        return {"answers": answers}

    def check_stem(self, stem: str, content: Content) -> None:
        check_gaps(stem, len(content["answers"]))

    def present(self, content: Content, seed: str) -> Content:
        return {"gaps": len(content["answers"])}

    def read_response(self, content: Content, seed: str, fields: Fields) -> list[str] | None:
        texts = [only(fields, str(index)).strip() for index in range(len(content["answers"]))]
        if any(len(text) > LONGEST_GAP for text in texts):
            raise ValueError(f"A gap takes at most {LONGEST_GAP} characters.")
        return texts if any(texts) else None

    def show_response(self, content: Content, seed: str, response: list[str] | None) -> dict:
        return {"texts": response or [""] * len(content["answers"])}

    def mark(
        self,
        content: Content,
        response: list[str] | None,
        *,
        seed: str = "",
        penalty: Fraction = Fraction(0),
    ) -> Marked:
        answers = content["answers"]
        right = sum(
            plain(text) in map(plain, accepted)
            for text, accepted in zip(response or (), answers, strict=False)
        )
        wrong = sum(bool(text) for text in response or ()) - right
        share = share_of_parts(right, wrong, len(answers), penalty)
        return Marked(share, {"right": right, "of": len(answers)})

    def describe(self, content: Content, response: list[str] | None) -> list[str]:
        return [text or "—" for text in response or ()]

    def right_answer(self, content: Content, seed: str = "") -> list[str]:
        return [" / ".join(accepted) for accepted in content["answers"]]
