"""Forms by which labels are looked for, recorded and withdrawn."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from certification.labels.models import OrganisationLabel
from certification.labels.queries import Filters, countries
from lms.people.countries import CHOICES
from lms.people.models import Organisation

LONGEST_NAME = 100
EARLIEST, LATEST = date(1990, 1, 1), date(2200, 1, 1)


def day_field(label: str, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), **more)


class SearchForm(forms.Form):
    """What the public list is narrowed to; whatever cannot be read counts as not asked."""

    q = forms.CharField(label=_("Organisation"), max_length=LONGEST_NAME, required=False)
    level = forms.ChoiceField(
        label=_("Level"),
        choices=[("", _("all")), *OrganisationLabel.Level.choices],
        required=False,
    )
    country = forms.ChoiceField(label=_("Country"), required=False)
    show = forms.ChoiceField(
        label=_("Show"),
        choices=[("", _("all, also expired")), ("valid", _("valid on the day"))],
        required=False,
    )
    on = day_field(_("On the day"), required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", _("all")), *countries()]

    def filters(self, today: date) -> Filters:
        self.is_valid()
        said = self.cleaned_data
        day = said.get("on") or today
        return Filters(
            on=min(max(day, EARLIEST), LATEST),
            level=said.get("level", ""),
            country=said.get("country", ""),
            search=said.get("q", "").replace("\x00", ""),
            is_valid=said.get("show") == "valid",
        )


class AwardForm(forms.Form):
    """An award as its body published it; for a renewal, organisation and level are given."""

    organisation = forms.CharField(
        label=_("Organisation"),
        max_length=255,
        help_text=_("As it is on record; a name that nobody used yet is registered."),
    )
    country = forms.ChoiceField(label=_("Country of its seat"), choices=[("", "—"), *CHOICES])
    level = forms.ChoiceField(label=_("Level"), choices=OrganisationLabel.Level.choices)
    awarded_on = day_field(_("Awarded or renewed on"))
    awarded_by = forms.CharField(label=_("Awarded by"), max_length=255)
    reference = forms.CharField(
        label=_("Reference"),
        max_length=100,
        help_text=_("By which the body finds the award; each has one of its own."),
    )
    link = forms.URLField(
        label=_("Where it is published"), max_length=500, required=False, assume_scheme="https"
    )
    note = forms.CharField(
        label=_("Note on the evidence"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    file = forms.FileField(
        label=_("File that shows it"),
        required=False,
        help_text=_("At most 20 MB. Only administrators, officers and auditors can open it."),
    )

    def __init__(self, *args, renewed: OrganisationLabel | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if renewed is not None:
            for name in ("organisation", "country", "level"):
                del self.fields[name]
            self.fields["awarded_by"].initial = renewed.awarded_by

    def clean_organisation(self) -> str:
        return " ".join(self.cleaned_data["organisation"].split())

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        name, country = said.get("organisation"), said.get("country")
        alike = Organisation.objects.filter(name__iexact=name, country=country).count()
        if name and alike > 1:
            self.add_error(
                "organisation", _("Several organisations have this name in this country.")
            )
        return said


class EvidenceForm(forms.Form):
    link = AwardForm.base_fields["link"]
    note = AwardForm.base_fields["note"]
    file = AwardForm.base_fields["file"]


class WithdrawForm(forms.Form):
    effective_on = day_field(_("Withdrawn from"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=5000,
        help_text=_("For the record; the public page shows the day alone."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV in UTF-8 or XLSX, at most 10,000 rows. Nothing is recorded yet."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
    )
