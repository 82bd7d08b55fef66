"""Says in words what a design holds and what changed from one to the next. No query, no clock."""

from datetime import datetime
from difflib import ndiff
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from courses.assessments import designs
from courses.assessments.models import AssessmentDesign
from courses.assessments.rules import Difference

LEFT_OUT = {"id", "assessment", "number", "created_at", "created_by"}
PARTS = ("sections", "outcomes", "bands")


def differences(before: AssessmentDesign, after: AssessmentDesign) -> list[Difference]:
    """Setting by setting, what was taken away and what was put in its place."""
    found = []
    for field in AssessmentDesign._meta.concrete_fields:
        if field.name in LEFT_OUT or getattr(before, field.name) == getattr(after, field.name):
            continue
        old, new = in_lines(before, field.name), in_lines(after, field.name)
        if old == new:  # the start code, which is not shown here
            new = [_("another one")]
        lines = list(ndiff(old, new))
        found.append(
            Difference(
                part=capfirst(str(field.verbose_name)),
                removed=[line[2:] for line in lines if line.startswith("- ")],
                added=[line[2:] for line in lines if line.startswith("+ ")],
            )
        )
    return found


def in_lines(design: AssessmentDesign, name: str) -> list[str]:
    """A setting as its author reads it."""
    if name in PARTS:
        return list(LINES[name](getattr(design, name)))
    if name == "start_code":
        return [_("set") if design.start_code else _("none")]
    value = getattr(design, name)
    if isinstance(value, datetime):
        return [moment_in_words(value, design.zone)]
    if isinstance(value, bool):
        return [_("yes") if value else _("no")]
    if value is None:
        return [_("none")]
    display = getattr(design, f"get_{name}_display", None)
    return [str(display() if display else value)]


def moment_in_words(moment: datetime, zone: str) -> str:
    local = moment.astimezone(ZoneInfo(zone))
    return f"{date_format(local, 'j F Y, H:i')} ({zone})"


def section_lines(stored: Any) -> list[str]:
    lines = []
    for number, section in enumerate(designs.read_sections(stored), start=1):
        title = section.title or _("Section %s") % number
        if section.pass_percent is not None:
            title = _("%(title)s, pass mark %(percent)s %%") % {
                "title": title,
                "percent": section.pass_percent,
            }
        lines.append(title)
        lines += [f"{title}: {draw.in_words()}" for draw in section.draws]
    return lines


def outcome_lines(stored: Any) -> list[str]:
    lines = []
    for rule in designs.read_outcomes(stored):
        line = f"{rule.outcome} {rule.title}".strip()
        if rule.pass_percent is not None:
            line = _("%(title)s, pass mark %(percent)s %%") % {
                "title": line,
                "percent": rule.pass_percent,
            }
        lines.append(line)
    return lines


def band_lines(stored: Any) -> list[str]:
    lines = []
    for band in designs.read_bands(stored):
        of = "" if band.outcome is None else _(" (outcome %s)") % band.outcome
        start = _("from %s %%") % band.from_percent
        lines.append(f"{start}{of}: {band.text}")
    return lines


LINES = {"sections": section_lines, "outcomes": outcome_lines, "bands": band_lines}
