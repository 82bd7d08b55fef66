"""What may be asked of a line and of a trainer's record."""

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.lineage.records import Period
from courses.lineage.recursion import DEEPEST

LISTS = {"people": _("everybody who completed"), "trainers": _("the trainers among them")}


class ListForm(forms.Form):
    """Which list below a person; what cannot be asked is answered with the first one."""

    list = forms.ChoiceField(choices=LISTS.items())
    generation = forms.IntegerField(min_value=1, max_value=DEEPEST)
    page = forms.IntegerField(min_value=1, max_value=10**6, required=False)

    def asked(self) -> tuple[str, int, int]:
        self.is_valid()
        said = self.cleaned_data
        return said.get("list", "people"), said.get("generation", 1), said.get("page") or 1


class PeriodForm(forms.Form):
    """From one day to another, both included; either may be left open."""

    first = forms.DateField(
        label=_("from"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    last = forms.DateField(
        label=_("through"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def clean(self):
        said = super().clean()
        first, last = said.get("first"), said.get("last")
        if first and last and last < first:
            raise forms.ValidationError(_("The last day is before the first."))
        return said

    def period(self) -> Period:
        """What was asked; everything where that makes no sense."""
        if not self.is_valid():
            return Period()
        return Period(self.cleaned_data.get("first"), self.cleaned_data.get("last"))
