"""Forms of the portal."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.people.models import Person


class DetailsForm(forms.Form):
    first_name = forms.CharField(label=_("Given name"), max_length=150)
    last_name = forms.CharField(
        label=_("Family name"),
        max_length=150,
        help_text=_("Certificates you already hold keep the name that they were issued to."),
    )

    @staticmethod
    def values_of(person: Person) -> dict[str, str]:
        return {"first_name": person.first_name, "last_name": person.last_name}
