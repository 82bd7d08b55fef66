"""What an administrator writes about who is one person."""

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST_REASON = 1000


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("How do you know?"),
        help_text=_("It is kept with the decision, and who decided it when."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
