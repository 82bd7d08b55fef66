"""The form by which people enrol."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.people.countries import CHOICES


class EnrolForm(forms.Form):
    country = forms.ChoiceField(
        label=_("Country you work in"),
        help_text=_("Funders count by it. It stays as it is today, also when you move later."),
        choices=[("", _("Choose …")), *CHOICES],
    )
    organisation = forms.CharField(
        label=_("Organisation (optional)"), max_length=255, required=False
    )
