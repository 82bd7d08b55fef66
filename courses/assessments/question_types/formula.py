"""A formula question: numbers drawn from the seed, so each learner has other ones.

Marking: as numeric, right within the tolerance, which may be in per cent of the result. The formula
is evaluated by simpleeval, without access to anything but its variables and a few functions.
"""

import ast
import math
import operator
import random
import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from simpleeval import InvalidExpression, SimpleEval

from courses.assessments.question_types.kind import (
    Content,
    Marked,
    list_in,
    refuse_unknown_keys,
    text_in,
)
from courses.assessments.question_types.written import Numeric, clean_number, readings

NAME = re.compile(r"[a-z][a-z0-9_]{0,19}")
LONGEST_FORMULA = 300
MOST_DECIMALS = 6
SAMPLES = 200
FUNCTIONS = {
    "sqrt": math.sqrt,
    "abs": abs,
    "min": min,
    "max": max,
    "round": round,
    "floor": math.floor,
    "ceil": math.ceil,
}


def power(base: float, exponent: float) -> Any:
    """In floating point, where what grows without end overflows at once instead of being worked out."""
    return float(base) ** float(exponent)


OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Mod: operator.mod,
    ast.Pow: power,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}
FAILURES = (InvalidExpression, ArithmeticError, TypeError, ValueError, SyntaxError, RecursionError)


def evaluated(formula: str, values: dict[str, Decimal]) -> Decimal:
    """The result of the formula; ValueError with a sentence when there is none."""
    names = {name: float(value) for name, value in values.items()} | {"pi": math.pi}
    evaluator = SimpleEval(operators=OPERATORS, functions=FUNCTIONS, names=names)
    try:
        result = evaluator.eval(formula)
    except FAILURES as error:
        shown = ", ".join(f"{name} = {value}" for name, value in values.items())
        raise ValueError(f"The formula has no result for {shown}: {error}") from error
    if isinstance(result, bool) or not isinstance(result, (int, float)):
        raise ValueError("The formula must give a number.")
    if not math.isfinite(result) or abs(result) > 10**15:
        raise ValueError("The result of the formula is too large.")
    return Decimal(repr(result))


class Formula(Numeric):
    name = "formula"

    def clean_content(self, content: Content) -> Content:
        known = {"variables", "formula", "tolerance", "tolerance_is_percent", "unit", "decimals"}
        refuse_unknown_keys(content, known)
        variables = [clean_variable(row) for row in list_in(content, "variables", at_least=1)]
        names = [variable["name"] for variable in variables]
        if len(set(names)) != len(names) or "pi" in names or set(names) & set(FUNCTIONS):
            raise ValueError("Each variable needs a name of its own that is no function.")
        formula = text_in(content, "formula")
        if len(formula) > LONGEST_FORMULA:
            raise ValueError(f"A formula has at most {LONGEST_FORMULA} characters.")
        tolerance = clean_number("tolerance", content.get("tolerance", 0))
        if tolerance < 0:
            raise ValueError("“tolerance” must not be below 0.")
        is_percent = content.get("tolerance_is_percent", False)
        if not isinstance(is_percent, bool):
            raise ValueError("“tolerance_is_percent” must be true or false.")
        cleaned = {
            "variables": variables,
            "formula": formula,
            "tolerance": format(tolerance, "f"),
            "tolerance_is_percent": is_percent,
            "unit": text_in(content, "unit", required=False),
            "decimals": clean_decimals(content.get("decimals"), "decimals", needed=False),
        }
        for sample in range(SAMPLES):
            self.result(cleaned, f"sample {sample}")
        return cleaned

    def check_stem(self, stem: str, content: Content) -> None:
        for variable in content["variables"]:
            if f"{{{variable['name']}}}" not in stem:
                raise ValueError(f"The question must show {{{variable['name']}}}.")

    def values(self, content: Content, seed: str) -> dict[str, Decimal]:
        """The numbers of this learner; the same seed draws the same again."""
        drawn = {}
        for variable in content["variables"]:
            scale = 10 ** variable["decimals"]
            low, high = (int(Decimal(variable[end]) * scale) for end in ("from", "to"))
            rng = random.Random(f"{seed}:{variable['name']}")  # noqa: S311 - no secret
            drawn[variable["name"]] = Decimal(rng.randint(low, high)) / scale
        return drawn

    def result(self, content: Content, seed: str) -> Decimal:
        result = evaluated(content["formula"], self.values(content, seed))
        if content["decimals"] is None:
            return result
        return result.quantize(Decimal(1).scaleb(-content["decimals"]), rounding=ROUND_HALF_UP)

    def wording(self, stem: str, content: Content, seed: str) -> str:
        for name, value in self.values(content, seed).items():
            stem = stem.replace(f"{{{name}}}", format(value.normalize(), "f"))
        return stem

    def mark(
        self,
        content: Content,
        response: str | None,
        *,
        seed: str = "",
        penalty: Fraction = Fraction(0),
    ) -> Marked:
        if response is None:
            return Marked(Fraction(0))
        answer, tolerance = Fraction(self.result(content, seed)), Fraction(content["tolerance"])
        if content["tolerance_is_percent"]:
            tolerance = abs(answer) * tolerance / 100
        numbers = readings(response, content["unit"])
        is_right = any(abs(Fraction(number) - answer) <= tolerance for number in numbers)
        values = {name: str(value) for name, value in self.values(content, seed).items()}
        share = Fraction(1) if is_right else -penalty
        return Marked(share, {"values": values, "read_as": sorted(map(str, numbers))})

    def right_answer(self, content: Content, seed: str = "") -> list[str]:
        unit = "%" if content["tolerance_is_percent"] else ""
        tolerance = f" (± {content['tolerance']} {unit}".rstrip() + ")"
        number = format(self.result(content, seed).normalize(), "f")
        shown = f"{number} {content['unit']}".strip()
        return [shown + (tolerance if Decimal(content["tolerance"]) else "")]


def clean_variable(row: Any) -> Content:
    if not isinstance(row, dict):
        raise ValueError("A variable needs “name”, “from” and “to”.")
    refuse_unknown_keys(row, {"name", "from", "to", "decimals"})
    name = row.get("name")
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise ValueError("A variable is called by lower-case letters, digits and underlines.")
    decimals = clean_decimals(row.get("decimals", 0), f"decimals of {name}", needed=True)
    ends = {end: clean_number(f"{end} of {name}", row.get(end)) for end in ("from", "to")}
    if ends["from"] > ends["to"]:
        raise ValueError(f"“from” of {name} is above “to”.")
    return {
        "name": name,
        **{end: format(number, "f") for end, number in ends.items()},
        "decimals": decimals,
    }


def clean_decimals(value: Any, what: str, *, needed: bool) -> Any:
    if value is None and not needed:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_DECIMALS:
        raise ValueError(f"“{what}” must be a whole number from 0 to {MOST_DECIMALS}.")
    return value
