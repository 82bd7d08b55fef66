"""Says why a mark is what it is, from the explanation that was kept with it."""

from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.assessments.models import QuestionVersion
from courses.assessments.question_types import type_of


def reasons_of(explanation: dict[str, Any], version: QuestionVersion) -> list[str]:
    """Plain sentences; whoever reads them a year later needs nothing else."""
    lines = [*_what_was_found(explanation), *_criteria(explanation, version)]
    if "version" in explanation:
        lines.append(_("Marked by version %s of the question.") % explanation["version"])
    if "certainty" in explanation:
        lines.append(
            _("Said to be certain at level %(level)s of 3; without it the share is %(share)s.")
            % {"level": explanation["certainty"], "share": explanation["plain_share"]}
        )
    share = Fraction(explanation["share"])
    corrected = Fraction(explanation.get("corrected_share", share))
    if corrected < share:
        lines.append(_("By the corrected key alone the share is %s.") % corrected)
    lines.append(_("Share of the points: %s.") % share)
    if share < 0:
        lines.append(_("A wrong answer costs the penalty that the question sets."))
    return lines


def _what_was_found(explanation: dict[str, Any]) -> list[str]:
    lines = []
    if explanation.get("full_points"):
        lines.append(_("Full points for everybody, as the question was found wrong."))
    if explanation.get("blank"):
        lines.append(_("Nothing was answered."))
    if "of" in explanation:
        lines.append(
            ngettext(
                "%(right)s of %(of)s part right.",
                "%(right)s of %(of)s parts right.",
                explanation["of"],
            )
            % {"right": explanation["right"], "of": explanation["of"]}
        )
    if "wrong" in explanation:
        lines.append(
            _("%(right)s right and %(wrong)s wrong chosen.")
            % {"right": explanation["right"], "wrong": explanation["wrong"]}
        )
    if "values" in explanation:
        values = ", ".join(f"{name} = {value}" for name, value in explanation["values"].items())
        lines.append(_("With %s.") % values)
    if "read_as" in explanation:
        numbers = _(" or ").join(explanation["read_as"])
        lines.append(_("Read as %s.") % numbers if numbers else _("Not read as a number."))
    if "parts" in explanation:
        lines.append(_("Shares of the parts: %s.") % ", ".join(explanation["parts"]))
    return lines


def _criteria(explanation: dict[str, Any], version: QuestionVersion) -> list[str]:
    rubric = type_of(version.type).rubric(version.content)
    rows = zip(rubric, explanation.get("criteria") or (), strict=False)
    return [
        _("%(criterion)s: %(given)s of %(points)s.")
        % {"criterion": row["text"], "given": given, "points": row["points"]}
        for row, given in rows
    ]
