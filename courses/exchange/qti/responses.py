"""What an item declares: responses with their key and mapping, outcomes, points; and back.

Marking is written so that other systems give the points that we give: as a mapping with bounds where
a mapping can say it (right-minus-wrong is one with a lower bound), else written out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from fractions import Fraction

from django.utils.translation import gettext as _

from courses.exchange.plain_text import NotTaken
from courses.exchange.qti.tree import Node, node, number_in


@dataclass(frozen=True)
class Response:
    """A declared response: its key, and what each value earns."""

    identifier: str
    cardinality: str = "single"
    base_type: str = "identifier"
    correct: tuple[str, ...] = ()
    mapped: Mapping[str, Decimal] = field(default_factory=dict)
    default: Decimal = Decimal(0)
    lower: Decimal | None = None
    upper: Decimal | None = None
    minds_case: bool = False

    def key(self) -> list[str]:
        """The right values: as declared, else those that earn (of a single response, the most)."""
        if self.correct:
            return list(self.correct)
        earning = {value: earned for value, earned in self.mapped.items() if earned > 0}
        if self.cardinality == "single" and earning:
            return [max(earning, key=lambda value: earning[value])]
        return list(earning)

    def key_needed(self) -> list[str]:
        key = self.key()
        if not key:
            raise NotTaken(_("It declares no right answer."))
        return key

    def is_uneven(self) -> bool:
        """Whether right values earn different points, which no type here does."""
        return len({earned for earned in self.mapped.values() if earned > 0}) > 1

    def most(self) -> Decimal:
        """The most that the mapping gives; 0 without one."""
        earned = [value for value in self.mapped.values() if value > 0]
        is_one = self.cardinality == "single"
        total = max(earned, default=Decimal(0)) if is_one else sum(earned, Decimal(0))
        return total if self.upper is None else min(total, self.upper)

    def penalty(self, points: Decimal) -> Decimal:
        """What a wrong part costs, as a share of what a right one earns."""
        worst = min([*self.mapped.values(), self.default])
        if worst >= 0:
            return Decimal(0)
        if self.cardinality == "multiple" and self.base_type == "identifier":
            return -self.lower / points if self.lower is not None and self.lower < 0 else Decimal(0)
        best = max(self.mapped.values(), default=Decimal(0))
        return -worst / (best if best > 0 else points)


def values_of(parent: Node | None) -> tuple[str, ...]:
    return tuple(value.text for value in parent.nodes("value")) if parent else ()


def response_of(declaration: Node) -> Response:
    mapping = declaration.first("mapping")
    entries = mapping.nodes("mapEntry") if mapping else []
    return Response(
        identifier=declaration.get("identifier"),
        cardinality=declaration.get("cardinality", "single"),
        base_type=declaration.get("baseType", "identifier"),
        correct=values_of(declaration.first("correctResponse")),
        mapped={
            " ".join(entry.get("mapKey").split()): number_in(entry.get("mappedValue")) or Decimal(0)
            for entry in entries
        },
        default=(number_in(mapping.get("defaultValue")) if mapping else None) or Decimal(0),
        lower=number_in(mapping.get("lowerBound")) if mapping else None,
        upper=number_in(mapping.get("upperBound")) if mapping else None,
        minds_case=any(entry.get("caseSensitive") == "true" for entry in entries),
    )


def responses_of(item: Node) -> dict[str, Response]:
    found = [response_of(declaration) for declaration in item.nodes("responseDeclaration")]
    return {response.identifier: response for response in found}


def outcomes_of(item: Node) -> dict[str, Node]:
    return {outcome.get("identifier"): outcome for outcome in item.nodes("outcomeDeclaration")}


def default_of(outcome: Node | None) -> Decimal | None:
    values = values_of(outcome.first("defaultValue")) if outcome else ()
    return number_in(values[0]) if values else None


def points_in(item: Node, responses: Sequence[Response]) -> Decimal | None:
    """What the whole item is worth, from the first place that says so; None when none does."""
    outcomes = outcomes_of(item)
    score = outcomes.get("SCORE")
    said = [
        default_of(outcomes.get("MAXSCORE")),
        number_in(score.get("normalMaximum")) if score else None,
        sum((response.most() for response in responses), Decimal(0)),
        max([*literal_scores(item), Decimal(0)]),
    ]
    return next((number for number in said if number is not None and number > 0), None)


def is_all_or_nothing(item: Node) -> bool:
    """Whether the marking compares the whole response with the key."""
    processing = item.first("responseProcessing")
    if processing is None:
        return False
    template = processing.get("template").removesuffix(".xml").rpartition("/")[2]
    whole = any(each.nodes("correct") for each in processing.every("match"))
    return template == "match_correct" or whole


def literal_scores(item: Node) -> list[Decimal]:
    """The numbers that a written-out marking gives as the score."""
    processing = item.first("responseProcessing")
    rules = processing.every("setOutcomeValue") if processing else ()
    bases = [rule.first("baseValue") for rule in rules if rule.get("identifier") == "SCORE"]
    numbers = [number_in(base.text) for base in bases if base]
    return [number for number in numbers if number is not None]


def penalty_in(item: Node, responses: Sequence[Response], points: Decimal) -> Decimal:
    """The penalty from the lowest score that is declared, else from what wrong values earn."""
    score = outcomes_of(item).get("SCORE")
    lowest = number_in(score.get("normalMinimum")) if score else None
    if lowest is not None:
        return -lowest / points if lowest < 0 else Decimal(0)
    return max((response.penalty(points) for response in responses), default=Decimal(0))


# Writing.


def amount(number: Fraction | Decimal) -> str:
    """A number as XML Schema writes it: exact where ten decimals are enough."""
    exact = Fraction(number)
    with localcontext(prec=80):
        rounded = round(Decimal(exact.numerator) / Decimal(exact.denominator), 10)
        return format(rounded.normalize() if rounded else Decimal(0), "f")


def declared(
    identifier: str,
    correct: Sequence[str],
    *,
    base_type: str = "identifier",
    cardinality: str = "single",
    mapping: Node | None = None,
) -> Node:
    right = [node("correctResponse", *(node("value", value) for value in correct))]
    return node(
        "responseDeclaration",
        *(right if correct else []),
        *([mapping] if mapping else []),
        identifier=identifier,
        cardinality=cardinality,
        baseType=base_type,
    )


def mapping(
    entries: Mapping[str, Fraction],
    *,
    default: Fraction = Fraction(0),
    lower: Fraction | None = None,
    upper: Fraction | None = None,
    is_text: bool = False,
) -> Node:
    return node(
        "mapping",
        *(
            node(
                "mapEntry",
                mapKey=value,
                mappedValue=amount(earned),
                caseSensitive=False if is_text else None,
            )
            for value, earned in entries.items()
        ),
        lowerBound=None if lower is None else amount(lower),
        upperBound=None if upper is None else amount(upper),
        defaultValue=amount(default),
    )


def base(value: object, base_type: str = "float") -> Node:
    return node("baseValue", str(value), baseType=base_type)


def variable(identifier: str) -> Node:
    return node("variable", identifier=identifier)


def setting(identifier: str, expression: Node) -> Node:
    return node("setOutcomeValue", expression, identifier=identifier)


def mapped_score(score: str, *responses: str) -> Node:
    """The score as what the mappings give, together."""
    parts = [node("mapResponse", identifier=response) for response in responses]
    return setting(score, parts[0] if len(parts) == 1 else node("sum", *parts))


def adding(score: str, earned: Fraction) -> Node:
    return setting(score, node("sum", variable(score), base(amount(earned))))


def when(
    response: str, condition: Node, score: str, *, right: Fraction, wrong: Fraction = Fraction(0)
) -> Node:
    """Add what a right answer earns, or take what a wrong one costs; a blank one changes nothing."""
    branches = [node("responseIf", condition, adding(score, right))]
    if wrong:
        answered = node("not", node("isNull", variable(response)))
        branches.append(node("responseElseIf", answered, adding(score, -wrong)))
    return node("responseCondition", *branches)


def outcome(
    identifier: str,
    *,
    base_type: str = "float",
    cardinality: str = "single",
    default: str | None = None,
    **attrs: object,
) -> Node:
    start = [] if default is None else [node("defaultValue", node("value", default))]
    return node(
        "outcomeDeclaration",
        *start,
        identifier=identifier,
        cardinality=cardinality,
        baseType=base_type,
        **attrs,
    )
