"""Reads the filters of a report from its address."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from certification.counts import queries
from certification.counts.models import CountingRule
from certification.counts.rules import Filters
from courses.deliveries.models import Project
from courses.enrolment.models import Enrolment
from lms.people.countries import CHOICES


@dataclass(frozen=True)
class Question:
    """What a report is asked: a rule, filters, and an as-of date."""

    rule: CountingRule
    filters: Filters
    as_of: date

    def query(self, **changes) -> dict[str, str]:
        return self.filters.with_(**changes).query() | {
            "rule": self.rule.code,
            "as_of": self.as_of.isoformat(),
        }


class ReportForm(forms.Form):
    rule = forms.ChoiceField(label=_("Counting rule"), required=False)
    role = forms.ChoiceField(
        label=_("Role"), required=False, choices=[("", _("any role")), *Enrolment.Role.choices]
    )
    country = forms.ChoiceField(
        label=_("Country"),
        required=False,
        choices=[("", _("all countries")), (queries.NO_COUNTRY, _("not attributable")), *CHOICES],
    )
    year = forms.IntegerField(label=_("Year"), required=False, min_value=1990, max_value=2200)
    project = forms.ModelChoiceField(
        label=_("Project"), required=False, queryset=Project.objects.all(), empty_label=_("all")
    )
    as_of = forms.DateField(
        label=_("As of"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    q = forms.CharField(label=_("Name"), required=False, max_length=100)

    def __init__(self, data, *, today: date) -> None:
        super().__init__(data)
        self.today = today
        self.rules = {rule.code: rule for rule in queries.newest_rules()}
        self.fields["rule"].choices = [(code, rule.title) for code, rule in self.rules.items()]

    def question(self) -> Question:
        """The question asked; what cannot be read is left out and said in the form's errors."""
        self.is_valid()
        data = self.cleaned_data
        code = data.get("rule") or queries.DEFAULT_RULE
        project = data.get("project")
        return Question(
            rule=self.rules[code],
            filters=Filters(
                role=data.get("role", ""),
                country=data.get("country", ""),
                year=data.get("year"),
                project=project.pk if project else None,
                search=data.get("q", ""),
            ),
            as_of=data.get("as_of") or self.today,
        )
