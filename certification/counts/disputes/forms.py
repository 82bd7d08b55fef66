"""What an administrator says when they settle a dispute."""

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST_REASON = 1000


class SettlementForm(forms.Form):
    project = forms.ChoiceField(label=_("It counts for"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("Kept with the refused claims, and shown wherever they do not count."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data=None, *, projects: list[str]) -> None:
        super().__init__(data)
        self.fields["project"].choices = [(code, code) for code in projects]
