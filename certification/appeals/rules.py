"""Decides what may be appealed against, and until when (R50)."""

from datetime import date

from django.utils.translation import gettext as _

from lms.errors import Refused

LONGEST_REASON = 5_000


def why_not_appeal(
    *, is_own: bool, may_be_appealed: bool, day: date, last_day: date
) -> Refused | None:
    """None where nothing speaks against an appeal on a day; the last day is included."""
    if not is_own:
        return Refused("not_yours", _("Only whom it concerns may appeal."), "R50")
    if not may_be_appealed:
        return Refused("nothing_to_appeal", _("There is nothing in this to appeal against."), "R50")
    if day > last_day:
        return Refused("too_late", _("The time for an appeal is over."), "R50")
    return None
