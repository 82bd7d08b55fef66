"""What administrators write when they answer, and when they keep evidence."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AnswerForm(forms.Form):
    """The reason; the button says what is done."""

    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=_("Kept without the name. Where you refuse, the person reads it."),
    )
    answer = forms.ChoiceField(
        choices=[("erase", ""), ("refuse", "")], widget=forms.HiddenInput, required=False
    )


class HoldForm(forms.Form):
    reason = forms.CharField(
        label=_("Why the evidence must be kept"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
    )
    until = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty: until it is lifted."),
    )


class YearsForm(forms.Form):
    years = forms.IntegerField(
        label=_("Years after the final payment"),
        min_value=1,
        max_value=30,
        help_text=_("Five by the rules of the Union, three for small grants."),
    )
