"""Reads whom an administrator lets in as an auditor, to what, what for, and until when."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.deliveries.models import Project
from lms.people.models import Person

WHOLE, PROJECTS = "whole", "projects"
USUAL = timedelta(days=30)


def day(label) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class AccessForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address of the auditor"),
        help_text=_("Of somebody who has an account here. Who has none signs up first."),
    )
    scope = forms.ChoiceField(
        label=_("Scope"),
        choices=[(PROJECTS, _("these projects")), (WHOLE, _("the whole scheme"))],
        initial=PROJECTS,
    )
    projects = forms.ModelMultipleChoiceField(
        label=_("Projects"),
        queryset=Project.objects.order_by("code"),
        required=False,
        help_text=_("Only what these projects pay for can be read."),
    )
    purpose = forms.CharField(
        label=_("Purpose"),
        max_length=500,
        help_text=_("It stands in everything that the auditor takes away."),
    )
    first_day = day(_("First day"))
    last_day = day(_("Last day"))

    def __init__(self, *args, zone: str, now, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        today = now.astimezone(ZoneInfo(zone)).date()
        self.fields["first_day"].initial = today
        self.fields["last_day"].initial = today + USUAL
        self.fields["last_day"].help_text = _("Both days are included, in the zone %s.") % zone
        self.person = None

    def clean_email(self):
        email = self.cleaned_data["email"]
        self.person = Person.objects.filter(email__iexact=email, is_active=True).first()
        if self.person is None:
            raise forms.ValidationError(
                _("Nobody signs in with this address. Ask the auditor to sign up, then come back.")
            )
        return email

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("scope") == PROJECTS and not cleaned.get("projects"):
            self.add_error("projects", _("Choose at least one project, or the whole scheme."))
        return cleaned

    @property
    def chosen(self) -> list[Project] | None:
        """The projects; None for the whole scheme."""
        if self.cleaned_data["scope"] == WHOLE:
            return None
        return list(self.cleaned_data["projects"])


class LogForm(forms.Form):
    q = forms.CharField(
        label=_("Code of an export, or part of an address"), required=False, max_length=200
    )
    shown = forms.ChoiceField(
        label=_("Shown"),
        required=False,
        choices=[
            ("", _("everything")),
            ("refused", _("refused")),
            ("export", _("exports")),
            ("file", _("files")),
        ],
    )

    def asked(self) -> dict[str, str]:
        """What is looked for; a form that cannot be read looks for nothing."""
        if not self.is_valid():
            return {}
        return {name: value for name, value in self.cleaned_data.items() if value}
