"""Requirements made of others: all of them, any of them, a number of them."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from certification.schemes.evidence import Checked
from certification.schemes.requirements.registry import (
    Candidate,
    Kind,
    Parameters,
    check_part,
    problems_of,
    register,
    unknown_parameters,
)

DEEPEST = 4  # a requirement nested more deeply is not understood by a reader either


def load_parts(candidate: Candidate, parameters: Parameters) -> list[Checked]:
    return [
        check_part(part["kind"], part.get("parameters", {}), candidate) for part in parameters["of"]
    ]


def joined(kind: str, sentence: str, needed: int, parts: list[Checked]) -> Checked:
    """Met when that many parts are; since the moment the last needed one was (R7).

    Its end is the day on which too few would be left. Evidence is that of the parts that count:
    those met first, so that nothing later changes what was decided on.
    """
    met = sorted((part for part in parts if part.is_met), key=_moment)
    if len(met) < needed:
        open_parts = [part for part in parts if not part.is_met]
        return Checked(
            kind=kind,
            sentence=sentence,
            is_met=False,
            due_on=_end_of([part.due_on for part in open_parts], needed - len(met)),
            evidence=tuple(each for part in met for each in part.evidence),
            missing=tuple(line for part in open_parts for line in part.missing),
            next_step=next((part.next_step for part in open_parts if part.next_step), ""),
            parts=tuple(parts),
        )
    counted = met[:needed]
    moments = [part.met_at for part in counted if part.met_at]
    return Checked(
        kind=kind,
        sentence=sentence,
        is_met=True,
        met_at=max(moments, default=None),
        expires_on=_end_of([part.expires_on for part in met], needed),
        evidence=tuple(each for part in counted for each in part.evidence),
        parts=tuple(parts),
    )


def _moment(part: Checked) -> tuple[bool, Any]:
    return part.met_at is not None, part.met_at


def _end_of(ends: list[date | None], needed: int) -> date | None:
    """The last day on which at least that many hold; None where no day is known."""
    if len(ends) < needed or sum(end is None for end in ends) >= needed:
        return None
    longest = sorted((end or date.max for end in ends), reverse=True)
    return longest[needed - 1]


def check_all(parameters: Parameters, parts: list[Checked], _c: Candidate) -> Checked:
    return joined("all", _("All of these:"), len(parts), parts)


def check_any(parameters: Parameters, parts: list[Checked], _c: Candidate) -> Checked:
    return joined("any", _("One of these:"), 1, parts)


def check_number(parameters: Parameters, parts: list[Checked], _c: Candidate) -> Checked:
    number = parameters["number"]
    sentence = ngettext(
        "%(number)s of these %(parts)s:", "%(number)s of these %(parts)s:", number
    ) % {"number": number, "parts": len(parts)}
    return joined("n_of", sentence, number, parts)


def problems_of_parts(parameters: Parameters, scope: str, depth: int = 1) -> list[str]:
    parts = parameters.get("of")
    if not isinstance(parts, list) or not parts:
        return [_("“of” must list requirements.")]
    if depth > DEEPEST:
        return [_("It is nested more than %s times.") % DEEPEST]
    found = []
    for place, part in enumerate(parts):
        here = f"of[{place}]"
        if not isinstance(part, dict) or not isinstance(part.get("parameters", {}), dict):
            found.append(_("%s must be an object with kind and parameters.") % here)
        elif part.get("kind") in COMPOSED:
            inner = part.get("parameters", {})
            found += [f"{here}: {text}" for text in COMPOSED[part["kind"]](inner, scope, depth + 1)]
        else:
            inner = part.get("parameters", {})
            found += [f"{here}: {text}" for text in problems_of(part.get("kind"), inner, scope)]
    return found


def problems_of_all(parameters: Parameters, scope: str, depth: int = 1) -> list[str]:
    return problems_of_parts(parameters, scope, depth) + unknown_parameters(parameters, {"of"})


def problems_of_number(parameters: Parameters, scope: str, depth: int = 1) -> list[str]:
    found = problems_of_parts(parameters, scope, depth)
    number, parts = parameters.get("number"), parameters.get("of")
    most = len(parts) if isinstance(parts, list) else 0
    if type(number) is not int or not 1 <= number <= most:
        found.append(_("“number” must be a whole number from 1 to the number of parts."))
    return found + unknown_parameters(parameters, {"of", "number"})


COMPOSED = {"all": problems_of_all, "any": problems_of_all, "n_of": problems_of_number}
register(Kind("all", gettext_lazy("all of these"), load_parts, check_all, problems_of_all))
register(Kind("any", gettext_lazy("one of these"), load_parts, check_any, problems_of_all))
register(
    Kind("n_of", gettext_lazy("a number of these"), load_parts, check_number, problems_of_number)
)
