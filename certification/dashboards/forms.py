"""Which rule and which year a dashboard is about."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from certification.counts.models import CountingRule

FIRST_YEAR = 2009


class YearForm(forms.Form):
    rule = forms.ChoiceField(label=_("Counting rule"), required=False)
    year = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, empty_value=None)

    def __init__(self, data, *, rules: list[CountingRule], today: date) -> None:
        self.rules = {rule.code: rule for rule in rules}
        chosen = {"rule": rules[0].code, "year": str(today.year)}
        super().__init__(chosen | {name: value for name, value in data.items() if value})
        self.fields["rule"].choices = [(rule.code, rule.title) for rule in rules]
        years = range(today.year, FIRST_YEAR - 1, -1)
        self.fields["year"].choices = [(str(year), str(year)) for year in years]
        self.today = today

    def asked(self) -> tuple[CountingRule, int]:
        """What cannot be read is the first rule, and this year."""
        self.is_valid()
        rule = self.rules.get(self.cleaned_data.get("rule") or "")
        year = self.cleaned_data.get("year")
        return rule or next(iter(self.rules.values())), year or self.today.year
