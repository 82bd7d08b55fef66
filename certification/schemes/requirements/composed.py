"""Requirements made of others: all of them, any of them, a number of them."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from certification.schemes.evidence import Checked
from certification.schemes.requirements.registry import (
    Candidate,
    Kind,
    Parameter,
    Parameters,
    check_part,
    register,
)


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


def problems_of_parts(parameters: Parameters, scope: str) -> list[str]:
    parts = parameters.get("of")
    return [] if isinstance(parts, list) and parts else [_("“of” must list requirements.")]


def problems_of_number(parameters: Parameters, scope: str) -> list[str]:
    found = problems_of_parts(parameters, scope)
    number, parts = parameters.get("number"), parameters.get("of")
    most = len(parts) if isinstance(parts, list) else 0
    if type(number) is not int or not 1 <= number <= most:
        found.append(_("“number” must be a whole number from 1 to the number of parts."))
    return found


def _register(code, title, check, problems=problems_of_parts, parameters=()) -> None:
    register(Kind(code, title, load_parts, check, problems, parameters, is_composed=True))


_register("all", gettext_lazy("all of these"), check_all)
_register("any", gettext_lazy("one of these"), check_any)
_register(
    "n_of",
    gettext_lazy("a number of these"),
    check_number,
    problems_of_number,
    (Parameter("number", gettext_lazy("how many of them")),),
)
