"""Calculated questions of Moodle and formulas of ours: both directions."""

import ast
import re
from typing import Any

from django.utils.translation import gettext as _

from courses.assessments.question_types.formula import FUNCTIONS, LONGEST_FORMULA, MOST_DECIMALS
from courses.exchange.answers import CLOSE, decimal_of
from courses.exchange.extras import Extras
from courses.exchange.moodle.essays import whole_number
from courses.exchange.moodle.kinds import Read, unit_of
from courses.exchange.moodle.source import Source, percent_of, value_of
from courses.exchange.plain_text import NotTaken

WILD_CARD = re.compile(r"\{([A-Za-z][A-Za-z0-9_]*)\}")
SIGNS: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
RELATIVE, NOMINAL = "1", "2"


def read_formula(source: Source, stem: str, extras: Extras) -> Read:
    if "{=" in stem:
        raise NotTaken(_("Its text calculates ({=…}); only variables can be shown here."))
    answers = source.element.findall("answer")
    right = [each for each in answers if abs(percent_of(each) - 100) <= CLOSE]
    if not right:
        raise NotTaken(_("No answer earns all points."))
    if len(answers) > 1:
        source.losses.append(_("Only the first of several right formulas is kept."))
    answer = right[0]
    if source.plain(answer.find("feedback")):
        source.losses.append(_("Feedback on single answers is not kept."))
    names = {name.casefold() for name in WILD_CARD.findall(stem + value_of(answer))}
    content = {
        "variables": variables_of(source, names, is_carried="content" in extras),
        "formula": our_formula(value_of(answer)),
        "unit": unit_of(source),
        **tolerance_of(
            source,
            value_of(answer.find("tolerance"), "0"),
            value_of(answer.find("tolerancetype"), RELATIVE),
        ),
        "decimals": decimals_of(source, answer),
    }
    stem = WILD_CARD.sub(lambda match: match[0].casefold(), stem)
    return Read("formula", stem, content)


def decimals_of(source: Source, answer: Any) -> int | None:
    if value_of(answer.find("correctanswerformat"), "1") != "1":
        source.losses.append(_("Significant figures are not kept."))
        return None
    return whole_number(value_of(answer.find("correctanswerlength")), 0, MOST_DECIMALS)


def tolerance_of(source: Source, text: str, kind: str) -> dict[str, Any]:
    tolerance = decimal_of(text) or decimal_of("0")
    assert tolerance is not None  # noqa: S101 - 0 is a number
    if kind not in {RELATIVE, NOMINAL}:
        source.losses.append(_("A geometric tolerance becomes one in per cent."))
    is_percent = kind != NOMINAL
    shown = tolerance * 100 if is_percent else tolerance
    return {"tolerance": f"{abs(shown).normalize():f}", "tolerance_is_percent": is_percent}


def variables_of(source: Source, names: set[str], *, is_carried: bool) -> list[dict[str, Any]]:
    variables = []
    for data in source.element.findall("dataset_definitions/dataset_definition"):
        name = value_of(data.find("name")).casefold()
        if name not in names:
            continue
        if value_of(data.find("distribution"), "uniform") != "uniform":
            source.losses.append(_("Numbers are drawn evenly between their limits."))
        if data.find("dataset_items") is not None and not is_carried:
            source.losses.append(_("Numbers are drawn anew between their limits."))
        variables.append(
            {
                "name": name,
                "from": value_of(data.find("minimum")),
                "to": value_of(data.find("maximum")),
                "decimals": whole_number(value_of(data.find("decimals"), "0"), 0, MOST_DECIMALS)
                or 0,
            }
        )
    return variables


def our_formula(expression: str) -> str:
    """PHP's way of writing in ours; NotTaken where something has no equal."""
    said = WILD_CARD.sub(lambda match: match[1].casefold(), expression).strip()
    return Ours().written(parsed(said))


def moodle_formula(formula: str) -> str:
    return Theirs().written(parsed(formula))


def parsed(formula: str) -> ast.expr:
    if len(formula) > LONGEST_FORMULA:
        raise NotTaken(_("Its formula is longer than %s characters.") % LONGEST_FORMULA)
    try:
        return ast.parse(formula, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise NotTaken(_("Its formula cannot be read: %s") % formula[:80]) from None


class Ours:
    """Writes a formula as our type reads it."""

    def written(self, node: ast.expr) -> str:
        match node:
            case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
                return repr(number)
            case ast.Name(id=name):
                return self.name(name)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return f"(-{self.written(operand)})"
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.written(operand)
            case ast.BinOp(left=left, op=operation, right=right):
                return self.operation(operation, self.written(left), self.written(right))
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
                return self.call(name, [self.written(each) for each in args])
        raise NotTaken(_("Its formula holds something that has no equal here."))

    def name(self, name: str) -> str:
        return name

    def operation(self, operation: ast.operator, left: str, right: str) -> str:
        if type(operation) in SIGNS:
            return f"({left} {SIGNS[type(operation)]} {right})"
        if isinstance(operation, ast.Pow):
            return self.power(left, right)
        if isinstance(operation, ast.Mod):
            return self.rest(left, right)
        raise NotTaken(_("Its formula holds something that has no equal here."))

    def power(self, left: str, right: str) -> str:
        return f"({left} ** {right})"

    def rest(self, left: str, right: str) -> str:
        return f"({left} % {right})"

    def call(self, name: str, args: list[str]) -> str:
        if name == "pi" and not args:
            return "pi"
        if name in {"pow", "fmod"} and len(args) == 2:
            return self.power(*args) if name == "pow" else self.rest(*args)
        if name not in FUNCTIONS:
            raise NotTaken(_("Its formula uses %s(), which has no equal here.") % name[:20])
        return f"{name}({', '.join(args)})"


class Theirs(Ours):
    """Writes a formula as Moodle reads it."""

    def name(self, name: str) -> str:
        return "pi()" if name == "pi" else f"{{{name}}}"

    def power(self, left: str, right: str) -> str:
        return f"pow({left}, {right})"

    def rest(self, left: str, right: str) -> str:
        return f"fmod({left}, {right})"
