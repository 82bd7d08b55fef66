"""Formula questions as item templates: random numbers, the formula as a tree of expressions, and back.

Nothing of a file is ever run: its expressions are turned into the text of a formula, node by node
from a short list, and the bank checks that text as it checks what an author types.
"""

import ast
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from courses.assessments.question_types.formula import MOST_DECIMALS, NAME
from courses.exchange.plain_text import NotTaken
from courses.exchange.qti.asked import Asked, Content, Item, TypeAndContent, Written
from courses.exchange.qti.responses import amount, base, declared, variable
from courses.exchange.qti.texts import comparisons, number_field, within_tolerance
from courses.exchange.qti.tree import Node, node, number_in, number_needed
from courses.exchange.qti.words import paragraphs, with_variables

BINARY: dict[str, type[ast.operator]] = {
    "sum": ast.Add,
    "subtract": ast.Sub,
    "product": ast.Mult,
    "divide": ast.Div,
    "power": ast.Pow,
    "integerModulus": ast.Mod,
}
OPERATORS = {operator: name for name, operator in BINARY.items() if name != "integerModulus"}
MATHS = {"abs": "abs", "floor": "floor", "ceil": "ceil"}
LONGEST = 300


@dataclass
class Drawn:
    """What the templates of an item draw: variables, values that follow from them, right answers."""

    variables: dict[str, Content] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    followed: dict[str, ast.expr] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    answers: dict[str, Node] = field(default_factory=dict)


def has_templates(item: Node) -> bool:
    return bool(item.nodes("templateDeclaration", "templateProcessing"))


def drawn_in(root: Node, losses: list[str]) -> Drawn:
    """What the item draws; NotTaken for rules that a formula question cannot hold."""
    drawn = Drawn()
    processing = root.first("templateProcessing")
    for rule in processing.nodes() if processing else ():
        value = next(iter(rule.nodes()), None)
        if rule.name not in {"setTemplateValue", "setCorrectResponse"} or value is None:
            raise NotTaken(
                _("It draws its values by a rule that has no counterpart here (%s).") % rule.name
            )
        identifier = rule.get("identifier")
        if rule.name == "setCorrectResponse":
            drawn.answers[identifier] = value
        elif value.has("randomInteger", "randomFloat") or value.name.startswith("random"):
            if identifier in drawn.variables:
                raise NotTaken(_("It draws a value twice (%s).") % identifier[:20])
            drawn.names[identifier] = own_name(identifier, set(drawn.names.values()))
            drawn.variables[identifier] = variable_of(value, drawn.names[identifier], losses)
        else:
            drawn.sizes[identifier] = size_of(value, drawn)
            drawn.followed[identifier] = expression_of(value, drawn)
    return drawn


def size_of(value: Node, drawn: Drawn) -> int:
    """How many parts the expression has, with those of the values it names; NotTaken if too many."""
    parts = [value, *value.every()]
    size = sum(drawn.sizes.get(part.get("identifier"), 1) for part in parts)
    if size > LONGEST:
        raise NotTaken(_("Its formula is longer than %s characters.") % LONGEST)
    return size


def own_name(identifier: str, taken: set[str]) -> str:
    name = identifier.lower()
    if not NAME.fullmatch(name) or name == "pi" or name in MATHS or name in taken:
        name = next(f"v{number}" for number in range(1, 1000) if f"v{number}" not in taken)
    return name


def variable_of(value: Node, name: str, losses: list[str]) -> Content:
    """A random number with its ends and decimals."""
    decimals, scale = 0, Decimal(1)
    if value.name == "divide":
        value, scale = divided(value)
        decimals = max(scale.adjusted(), 0)
        if scale != Decimal(10) ** decimals:
            raise NotTaken(_("It draws a value by a rule that has no counterpart here."))
    elif value.name == "roundTo":
        decimals = decimals_of(value)
        value = value.nodes()[0]
    elif value.name == "randomFloat":
        decimals = 2
        losses.append(_("A random number without end is drawn with two decimals."))
    if value.name not in {"randomInteger", "randomFloat"} or value.get("step", "1") != "1":
        raise NotTaken(_("It draws a value by a rule that has no counterpart here."))
    ends = {
        ours: number_needed(value.get(theirs, "0"), _("The end of a random number")) / scale
        for ours, theirs in (("from", "min"), ("to", "max"))
    }
    return {
        "name": name,
        "from": format(ends["from"], "f"),
        "to": format(ends["to"], "f"),
        "decimals": decimals,
    }


def divided(value: Node) -> tuple[Node, Decimal]:
    parts = value.nodes()
    if len(parts) != 2 or parts[1].name != "baseValue":
        raise NotTaken(_("It draws a value by a rule that has no counterpart here."))
    return parts[0], number_needed(parts[1].text, _("A number of its formula"))


def decimals_of(rounding: Node) -> int:
    figures = number_in(rounding.get("figures"))
    if (
        rounding.get("roundingMode") != "decimalPlaces"
        or figures is None
        or figures not in range(MOST_DECIMALS + 1)
        or len(rounding.nodes()) != 1
    ):
        raise NotTaken(_("It rounds in a way that has no counterpart here."))
    return int(figures)


def expression_of(part: Node, drawn: Drawn) -> ast.expr:
    """An expression as part of a formula; NotTaken for anything that is not on the list."""
    if part.name == "baseValue":
        return number_node(number_needed(part.text, _("A number of its formula")))
    if part.name == "variable":
        return variable_node(part.get("identifier"), drawn)
    inside = [expression_of(child, drawn) for child in part.nodes()]
    counts, build = EXPRESSIONS.get(part.name, NO_EXPRESSION)
    if len(inside) not in counts:
        raise no_counterpart(part)
    return build(part, inside)


def no_counterpart(part: Node) -> NotTaken:
    return NotTaken(_("Its formula uses <%s>, which has no counterpart here.") % part.name[:40])


def chained(part: Node, inside: list[ast.expr]) -> ast.expr:
    result, *others = inside
    for other in others:
        result = ast.BinOp(left=result, op=BINARY[part.name](), right=other)
    return result


def maths(part: Node, inside: list[ast.expr]) -> ast.expr:
    if part.get("name") not in MATHS:
        raise no_counterpart(part)
    return called(MATHS[part.get("name")], *inside)


def constant(part: Node, inside: list[ast.expr]) -> ast.expr:
    if part.get("name") != "pi":
        raise no_counterpart(part)
    return ast.Name(id="pi")


def rounded(part: Node, inside: list[ast.expr]) -> ast.expr:
    decimals = decimals_of(part)
    return called("round", *inside, *([number_node(Decimal(decimals))] if decimals else []))


def two_sided(name: str, left: ast.expr, right: ast.expr) -> ast.expr:
    if name == "subtract" and isinstance(left, ast.Name) and left.id == "0":
        return ast.UnaryOp(op=ast.USub(), operand=right)
    if name == "power" and isinstance(right, ast.Name) and right.id == "0.5":
        return called("sqrt", left)
    return ast.BinOp(left=left, op=BINARY[name](), right=right)


def called(name: str, *arguments: ast.expr) -> ast.expr:
    return ast.Call(func=ast.Name(id=name), args=list(arguments), keywords=[])


ONE, TWO, SOME = range(1, 2), range(2, 3), range(1, LONGEST)
Build = Callable[[Node, list[ast.expr]], ast.expr]
NO_EXPRESSION: tuple[range, Build] = (range(0), chained)
EXPRESSIONS: dict[str, tuple[range, Build]] = {
    "sum": (SOME, chained),
    "product": (SOME, chained),
    **{
        name: (TWO, lambda part, inside: two_sided(part.name, *inside))
        for name in ("subtract", "divide", "power", "integerModulus")
    },
    "integerDivide": (TWO, lambda part, inside: called("floor", two_sided("divide", *inside))),
    "integerToFloat": (ONE, lambda part, inside: inside[0]),
    "mathConstant": (range(1), constant),
    "mathOperator": (ONE, maths),
    "max": (SOME, lambda part, inside: called("max", *inside)),
    "min": (SOME, lambda part, inside: called("min", *inside)),
    "round": (ONE, lambda part, inside: called("round", *inside)),
    "roundTo": (ONE, rounded),
    "truncate": (ONE, lambda part, inside: called("floor", *inside)),
}


def number_node(number: Decimal) -> ast.expr:
    """A number as it is written; as a name, so that no float changes it."""
    written = ast.Name(id=format(abs(number), "f"))
    return ast.UnaryOp(op=ast.USub(), operand=written) if number < 0 else written


def variable_node(identifier: str, drawn: Drawn) -> ast.expr:
    if identifier in drawn.followed:
        return drawn.followed[identifier]
    if identifier not in drawn.names:
        raise NotTaken(_("Its formula names “%s”, which it does not draw.") % identifier[:40])
    return ast.Name(id=drawn.names[identifier])


def read_formula(interaction: Node, item: Item, drawn: Drawn) -> TypeAndContent:
    response = item.response_of(interaction)
    answer, decimals = drawn.answers[response.identifier], None
    if answer.name == "roundTo":
        decimals = decimals_of(answer)
        answer = answer.nodes()[0]
    size_of(answer, drawn)
    formula = ast.unparse(expression_of(answer, drawn))
    if len(formula) > LONGEST:
        raise NotTaken(_("Its formula is longer than %s characters.") % LONGEST)
    tolerance, is_percent = tolerance_in(item, response.identifier)
    used = {name.id for name in ast.walk(ast.parse(formula)) if isinstance(name, ast.Name)}
    shown = {part.get("identifier") for part in item.scope.every("printedVariable")}
    return "formula", {
        "variables": [
            variable
            for identifier, variable in drawn.variables.items()
            if variable["name"] in used or identifier in shown
        ],
        "formula": formula,
        "tolerance": tolerance,
        "tolerance_is_percent": is_percent,
        "unit": "",
        "decimals": decimals,
    }


def tolerance_in(item: Item, response: str) -> tuple[str, bool]:
    for each in comparisons(item, response, "equal"):
        stated = [number_in(text) for text in each.get("tolerance").split()]
        sizes = [abs(number) for number in stated if number is not None]
        if each.get("toleranceMode", "exact") != "exact" and sizes:
            return format(max(sizes), "f"), each.get("toleranceMode") == "relative"
    return "0", False


def check_printed(item: Item, drawn: Drawn) -> None:
    """Only drawn numbers can be shown, not what follows from them."""
    for printed in item.root.every("printedVariable"):
        if printed.get("identifier") not in drawn.names:
            raise NotTaken(
                _("Its text shows “%s”, which is calculated; only drawn numbers can be shown.")
                % printed.get("identifier")[:40]
            )


# Writing.


def write_formula(asked: Asked) -> Written:
    content = asked.content
    names = {row["name"]: identifier_of(asked, row["name"]) for row in content["variables"]}
    answer = written_expression(ast.parse(content["formula"], mode="eval").body, names)
    if content["decimals"] is not None:
        answer = rounded_to(answer, content["decimals"])
    mode = "relative" if content["tolerance_is_percent"] else "absolute"
    declarations = [
        node(
            "templateDeclaration",
            identifier=names[row["name"]],
            cardinality="single",
            baseType="float" if row["decimals"] else "integer",
        )
        for row in content["variables"]
    ]
    drawing = [
        node("setTemplateValue", random_number(row), identifier=names[row["name"]])
        for row in content["variables"]
    ]
    return Written(
        body=with_variables([*paragraphs(asked.stem), number_field(asked)], names),
        declarations=[declared(asked.response, [], base_type="float"), *declarations],
        rules=[within_tolerance(asked, content["tolerance"], mode)],
        drawing=[*drawing, node("setCorrectResponse", answer, identifier=asked.response)],
    )


def identifier_of(asked: Asked, name: str) -> str:
    """Parts draw their own numbers, so the same name in two parts is two variables."""
    return f"p{asked.number}_{name}" if asked.number else name


def random_number(row: Content) -> Node:
    """A whole number in units of the last decimal, as the bank draws it."""
    scale = 10 ** row["decimals"]
    low, high = (int(Decimal(row[end]) * scale) for end in ("from", "to"))
    drawn = node("randomInteger", min=low, max=high)
    return node("divide", drawn, base(scale, "integer")) if row["decimals"] else drawn


def rounded_to(expression: Node, decimals: int) -> Node:
    return node("roundTo", expression, roundingMode="decimalPlaces", figures=decimals)


def written_expression(part: ast.expr, names: dict[str, str]) -> Node:
    if isinstance(part, ast.BinOp):
        return written_binary(part, names)
    if isinstance(part, ast.UnaryOp) and isinstance(part.op, (ast.USub, ast.UAdd)):
        inside = written_expression(part.operand, names)
        is_minus = isinstance(part.op, ast.USub)
        return node("subtract", base(0, "integer"), inside) if is_minus else inside
    if isinstance(part, ast.Constant) and (number := number_in(str(part.value))) is not None:
        return base(amount(number))
    if isinstance(part, ast.Name):
        is_pi = part.id == "pi"
        return node("mathConstant", name="pi") if is_pi else variable(names[part.id])
    if isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and not part.keywords:
        arguments = [written_expression(argument, names) for argument in part.args]
        return WRITTEN_CALLS[part.func.id](arguments)
    raise NotTaken(_("Its formula uses something that QTI has no expression for."))


def written_binary(part: ast.BinOp, names: dict[str, str]) -> Node:
    left, right = (written_expression(side, names) for side in (part.left, part.right))
    if isinstance(part.op, ast.Mod):
        whole = node("mathOperator", node("divide", left, right), name="floor")
        return node("subtract", left, node("product", right, whole))
    return node(OPERATORS[type(part.op)], left, right)


def written_round(arguments: list[Node]) -> Node:
    """Rounding to whole numbers, or to decimals that are written as a number."""
    if len(arguments) == 1:
        return rounded_to(arguments[0], 0)
    decimals = number_in(arguments[1].text)
    if len(arguments) > 2 or arguments[1].name != "baseValue" or decimals is None:
        raise NotTaken(_("Its formula uses something that QTI has no expression for."))
    return rounded_to(arguments[0], int(decimals))


WRITTEN_CALLS: dict[str, Callable[[list[Node]], Node]] = {
    "sqrt": lambda arguments: node("power", *arguments, base("0.5")),
    "abs": lambda arguments: node("mathOperator", *arguments, name="abs"),
    "floor": lambda arguments: node("mathOperator", *arguments, name="floor"),
    "ceil": lambda arguments: node("mathOperator", *arguments, name="ceil"),
    "min": lambda arguments: node("min", *arguments),
    "max": lambda arguments: node("max", *arguments),
    "round": written_round,
}
