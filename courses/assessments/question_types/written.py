"""Numeric, fill the gap, and open answer.

Marking: a number is right within the tolerance, ends included; a decimal comma or point, thousands
separators and the unit are accepted, and where “1,234” or “1.234” can be read in two ways either
may be right. Gaps: the share of gaps with an accepted text; case, accents and extra spaces do not matter.
Open answers are marked by a person against the rubric.
"""

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from courses.assessments.question_types.kind import (
    Content,
    Fields,
    Marked,
    QuestionType,
    list_in,
    only,
    refuse_unknown_keys,
    text_in,
)

GAP = "____"
LONGEST_NUMBER = 60
LONGEST_GAP = 200
LONGEST_ANSWER = 10_000
LARGEST_EXPONENT = 30
# Each way of writing a number, with what to take out and what to read as the decimal point.
NOTATIONS = (
    (re.compile(r"\d*(?:[.,]\d+)?|\d+[.,]"), "", ","),
    (re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?"), ",", "."),
    (re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?"), ".", ","),
)
CRITERION = re.compile(r"^(?P<text>.+?)\s*\((?P<points>\d{1,3})\)$")


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


class Numeric(QuestionType):
    name = "numeric"

    def clean_content(self, content: Content) -> Content:
        refuse_unknown_keys(content, {"answer", "tolerance", "unit"})
        numbers = {}
        for key in ("answer", "tolerance"):
            value = content.get(key, 0 if key == "tolerance" else None)
            number = _decimal(str(value)) if not isinstance(value, bool) else None
            if number is None or not number.is_finite():
                raise ValueError(f"“{key}” must be a number.")
            if abs(number.adjusted()) > LARGEST_EXPONENT:
                raise ValueError(f"“{key}” has more than {LARGEST_EXPONENT} digits.")
            numbers[key] = number
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

    def mark(self, content: Content, response: str | None) -> Marked:
        answer, tolerance = Fraction(content["answer"]), Fraction(content["tolerance"])
        numbers = readings(response or "", content["unit"])
        is_right = any(abs(Fraction(number) - answer) <= tolerance for number in numbers)
        return Marked(Fraction(int(is_right)), {"read_as": sorted(map(str, numbers))})

    def describe(self, content: Content, response: str | None) -> list[str]:
        return [response] if response else []

    def right_answer(self, content: Content) -> list[str]:
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

    def present(self, content: Content, seed: str) -> Content:
        return {"gaps": len(content["answers"])}

    def read_response(self, content: Content, seed: str, fields: Fields) -> list[str] | None:
        texts = [only(fields, str(index)).strip() for index in range(len(content["answers"]))]
        if any(len(text) > LONGEST_GAP for text in texts):
            raise ValueError(f"A gap takes at most {LONGEST_GAP} characters.")
        return texts if any(texts) else None

    def show_response(self, content: Content, seed: str, response: list[str] | None) -> dict:
        return {"texts": response or [""] * len(content["answers"])}

    def mark(self, content: Content, response: list[str] | None) -> Marked:
        answers = content["answers"]
        right = sum(
            plain(text) in map(plain, accepted)
            for text, accepted in zip(response or (), answers, strict=False)
        )
        return Marked(Fraction(right, len(answers)), {"right": right, "of": len(answers)})

    def describe(self, content: Content, response: list[str] | None) -> list[str]:
        return [text or "—" for text in response or ()]

    def right_answer(self, content: Content) -> list[str]:
        return [" / ".join(accepted) for accepted in content["answers"]]


class OpenAnswer(QuestionType):
    """Marked by a person: each criterion of the rubric has its points."""

    name = "open answer"
    is_closed = False

    def clean_content(self, content: Content) -> Content:
        refuse_unknown_keys(content, {"model", "rubric"})
        rubric = [self.clean_criterion(row) for row in list_in(content, "rubric", at_least=1)]
        return {"model": text_in(content, "model", required=False), "rubric": rubric}

    def clean_criterion(self, row) -> dict:
        """From “Clear link (2)” or from {"text", "points"}."""
        if isinstance(row, str):
            match = CRITERION.match(row.strip())
            if match is None:
                raise ValueError(f"Criterion “{row}” must end with its points, like “(2)”.")
            row = {"text": match["text"], "points": int(match["points"])}
        if not isinstance(row, dict) or not isinstance(row.get("points"), int):
            raise ValueError("A criterion needs “text” and whole “points”.")
        if not 1 <= row["points"] <= 100:
            raise ValueError("A criterion has 1 to 100 points.")
        return {"text": text_in(row, "text"), "points": row["points"]}

    def present(self, content: Content, seed: str) -> Content:
        return {"rubric": content["rubric"]}

    def read_response(self, content: Content, seed: str, fields: Fields) -> str | None:
        text = only(fields).replace("\r\n", "\n").strip()
        if len(text) > LONGEST_ANSWER:
            raise ValueError(f"An answer has at most {LONGEST_ANSWER} characters.")
        return text or None

    def show_response(self, content: Content, seed: str, response: str | None) -> dict:
        return {"text": response or ""}

    def mark(self, content: Content, response: str | None) -> Marked:
        raise ValueError("An open answer is marked by a person.")

    def share_of(self, content: Content, criterion_points: list[int]) -> Fraction:
        """The share earned by points per criterion; ValueError when they do not fit the rubric."""
        rubric = content["rubric"]
        if len(criterion_points) != len(rubric):
            raise ValueError("Give points for every criterion.")
        for points, criterion in zip(criterion_points, rubric, strict=True):
            if not 0 <= points <= criterion["points"]:
                raise ValueError(f"“{criterion['text']}” has 0 to {criterion['points']} points.")
        return Fraction(sum(criterion_points), sum(row["points"] for row in rubric))

    def describe(self, content: Content, response: str | None) -> list[str]:
        return response.splitlines() if response else []

    def right_answer(self, content: Content) -> list[str]:
        return [content["model"]] if content["model"] else []
