"""What a register is narrowed to, and the languages a person teaches in."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from certification.registers.queries import Filters
from lms.people.languages import CHOICES

LONGEST_NAME = 100


class SearchForm(forms.Form):
    """Whatever cannot be read, or is not offered, counts as not asked."""

    q = forms.CharField(label=_("Name or organisation"), max_length=LONGEST_NAME, required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    scope = forms.ChoiceField(label=_("Accredited for"), required=False)

    def __init__(self, *args, choices: Mapping[str, list[tuple[str, str]]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, offered in choices.items():
            self.fields[name].choices = [("", _("all")), *offered]

    def filters(self) -> Filters:
        self.is_valid()
        said = self.cleaned_data
        return Filters(
            search=said.get("q", ""),
            country=said.get("country", ""),
            language=said.get("language", ""),
            scope=said.get("scope", ""),
        )


class LanguagesForm(forms.Form):
    languages = forms.MultipleChoiceField(
        label=_("Languages you teach in"),
        choices=CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
