"""Reads what somebody says of a report that is to be frozen."""

import uuid

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certification.reports.heads import Naming
from certification.reports.models import FrozenReport


class FreezeForm(forms.Form):
    """`key` makes it one report, however often the button is pressed."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=FrozenReport.Kind.choices)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    purpose = forms.CharField(
        label=gettext_lazy("Purpose"),
        help_text=gettext_lazy(
            "For whom it is, and which report or payment rests on it. No names of participants."
        ),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    continues = forms.ModelChoiceField(
        label=gettext_lazy("Continues"),
        help_text=gettext_lazy("What had to be corrected in that report is told in this one."),
        queryset=FrozenReport.objects.none(),
        required=False,
        empty_label=gettext_lazy("no earlier report"),
    )

    def __init__(self, *args, earlier, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["continues"].queryset = earlier
        self.fields["continues"].label_from_instance = labelled
        self.fields["continues"].initial = earlier.first()
        self.fields["key"].initial = uuid.uuid4()
        if not earlier.exists():
            del self.fields["continues"]

    def naming(self) -> Naming:
        said = self.cleaned_data
        return Naming(said["kind"], said["title"], said["purpose"], said.get("continues"))


class CompareForm(forms.Form):
    """With what a report is compared: today, another day, or a later report."""

    with_ = forms.ChoiceField(label=gettext_lazy("Compare with"), required=False)
    as_of = forms.DateField(
        label=gettext_lazy("As of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, data, *, later) -> None:
        super().__init__(data)
        self.later = {str(report.uid): report for report in later}
        self.fields["with_"].choices = [
            ("", _("the same question, as it is known now")),
            *((uid, labelled(report)) for uid, report in self.later.items()),
        ]


def labelled(report: FrozenReport) -> str:
    day = date_format(report.as_of, "j F Y")
    return _("%(title)s, as of %(day)s: %(value)s") % {
        "title": report.title,
        "day": day,
        "value": report.value,
    }
