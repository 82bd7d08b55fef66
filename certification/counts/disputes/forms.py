"""What an administrator says when they settle a dispute."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST_REASON = 1000


def reason_field(help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=_("Why?"),
        help_text=help_text,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SettlementForm(forms.Form):
    project = forms.ChoiceField(label=_("It counts for"), widget=forms.RadioSelect)
    reason = reason_field(_("Kept with the refused claims, and shown wherever they do not count."))

    def __init__(self, data=None, *, projects: list[str]) -> None:
        super().__init__(data)
        self.fields["project"].choices = [(code, code) for code in projects]


class UndoForm(forms.Form):
    """Why refused claims stand again."""

    reason = reason_field(_("Kept with the claims that stand again."))
