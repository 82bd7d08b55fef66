"""What is said of a project and of a target."""

from django import forms
from django.utils.translation import gettext_lazy as _

from certification.counts.queries import newest_rules
from certification.targets.models import Target
from courses.deliveries.models import Project, ProjectPartner
from lms.people.countries import CHOICES

FIELDS_OF_PROJECT = [
    "title",
    "grant_number",
    "call",
    "amount_euro",
    "starts_on",
    "ends_on",
    "zone",
    "final_payment_on",
    "retention_years",
]


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ProjectForm(forms.ModelForm):
    class Meta:
        model = Project
        fields = ["code", *FIELDS_OF_PROJECT]
        widgets = dict.fromkeys(("starts_on", "ends_on", "final_payment_on"), day_input())

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["code"]


class PartnerForm(forms.Form):
    organisation = forms.CharField(
        label=_("Organisation"),
        max_length=255,
        help_text=_("As it is on record; a name that nobody used yet is registered."),
    )
    country = forms.ChoiceField(label=_("Country of its seat"), choices=[("", "—"), *CHOICES])
    role = forms.ChoiceField(label=_("Part"), choices=ProjectPartner.Role.choices)

    def clean_organisation(self) -> str:
        return " ".join(self.cleaned_data["organisation"].split())


class TargetForm(forms.ModelForm):
    country = forms.ChoiceField(
        label=_("Country"), choices=[("", _("anywhere")), *CHOICES], required=False
    )
    rule_code = forms.ChoiceField(label=_("Counting rule"))

    class Meta:
        model = Target
        fields = [
            "words",
            "role",
            "number",
            "country",
            "region",
            "programme",
            "mode",
            "first_day",
            "last_day",
            "rule_code",
        ]
        widgets = {
            "words": forms.Textarea(attrs={"rows": 3}),
            "first_day": day_input(),
            "last_day": day_input(),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rule_code"].choices = [(rule.code, rule.title) for rule in newest_rules()]
        self.fields["first_day"].help_text = _("Empty: that of the project.")
        self.fields["last_day"].help_text = _("Empty: that of the project.")

    def clean(self):
        said = super().clean()
        if said.get("country") and said.get("region"):
            self.add_error("region", _("Give a country or a region, not both."))
        first, last = said.get("first_day"), said.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("It ends before it begins."))
        return said


class EndForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it no longer holds"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
