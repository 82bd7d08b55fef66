"""Reads appeals and what is decided about them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from certification.appeals.models import AppealOutcome
from certification.appeals.rules import LONGEST_REASON
from courses.marking.forms import text_area

OUTCOMES = [
    (AppealOutcome.UPHELD, _("Uphold it: what was decided is put aside")),
    (AppealOutcome.DISMISSED, _("Dismiss it: what was decided stands")),
]


class AppealForm(forms.Form):
    reason = text_area(
        _("Why it should be decided differently"),
        6,
        LONGEST_REASON,
        help_text=_("Say which reason is wrong, and where your file shows it."),
    )


class AppealDecisionForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("Decision"),
        choices=OUTCOMES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what comes of the appeal.")},
    )
    reasons = text_area(
        _("Reasons"), 5, LONGEST_REASON, help_text=_("The person reads them in full.")
    )
