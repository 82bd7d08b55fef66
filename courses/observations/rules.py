"""Decides about observers, and whether an observed session met every criterion (R37)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

MOST_REMARK = 4000


def refusal_to_observe(
    *,
    observer_id: int,
    observed_id: int,
    observer_may_teach: str,
    is_tutor: bool,
    share_an_employer: bool,
    teaches_session: bool,
    took_place: bool,
) -> tuple[str, str] | None:
    """Why this observation would not count; None when it does (R37).

    `observer_may_teach` is why the observer had no right on that day, empty where they had one.
    """
    if observer_id == observed_id:
        return "is_self", _("Nobody observes themselves.")
    if not teaches_session:
        return "does_not_teach", _("This person does not teach the session.")
    if not took_place:
        return "not_held", _("The session was cancelled or has not begun.")
    if observer_may_teach:
        return "not_authorised", _("The observer was not authorised: %s.") % observer_may_teach
    if is_tutor:
        return "is_tutor", _("The observer was the tutor of the person's field project.")
    if share_an_employer:
        return "same_employer", _("Observer and observed work for the same organisation.")
    return None


def problem_with(
    form: Mapping[str, Any], levels: Mapping[str, Any], remarks: Mapping[str, str]
) -> str:
    """What is wrong with levels and remarks that shall be saved; empty when they can be."""
    codes = codes_of(form)
    values = {row["value"] for row in form["scale"]}
    if set(levels) - codes or set(remarks) - codes:
        return _("The form has no such criterion.")
    if any(type(level) is not int or level not in values for level in levels.values()):
        return _("Choose a level of the scale.")
    if any(not isinstance(text, str) or len(text) > MOST_REMARK for text in remarks.values()):
        return _("A remark is a text of at most 4,000 characters.")
    return ""


def missing_to_sign(
    form: Mapping[str, Any], levels: Mapping[str, int], remarks: Mapping[str, str]
) -> list[str]:
    """What the observer must still fill in: every level, and a remark for each below “met”."""
    missing = []
    for row in form["criteria"]:
        level = levels.get(row["code"])
        if level is None:
            missing.append(_("%s needs a level.") % row["title"])
        elif level < form["pass_level"] and not remarks.get(row["code"], "").strip():
            missing.append(_("%s is below the level “met” and needs a remark.") % row["title"])
    return missing


def is_met(form: Mapping[str, Any], levels: Mapping[str, int]) -> bool:
    """Every criterion at least at the pass level."""
    return all(levels.get(code, 0) >= form["pass_level"] for code in codes_of(form))


def codes_of(form: Mapping[str, Any]) -> set[str]:
    return {row["code"] for row in form["criteria"]}
