"""What an administrator writes to grant an accommodation."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.assessments.models import Assessment
from courses.attempts.actions import Measure


def day_field(label, *, required: bool) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget)


def amount_field(label, most: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=most, initial=0, required=False)


class AccommodationForm(forms.Form):
    """How much more, for which test, from when to when."""

    assessment = forms.ModelChoiceField(
        label=_("Test"),
        queryset=Assessment.objects.order_by("title", "code"),
        required=False,
        empty_label=_("all tests"),
    )
    extra_time_percent = amount_field(_("Extra time in per cent of the time limit"), 300)
    extra_attempts = amount_field(_("Extra attempts"), 20)
    break_minutes = amount_field(_("Extra minutes of breaks"), 480)
    valid_from = day_field(_("From"), required=True)
    valid_through = day_field(_("Through (empty: until it is ended)"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].initial = timezone.localdate()

    def measure(self) -> Measure:
        data = self.cleaned_data
        amounts = ("extra_time_percent", "extra_attempts", "break_minutes")
        return Measure(
            valid_from=data["valid_from"],
            valid_through=data["valid_through"],
            assessment=data["assessment"],
            **{name: data[name] or 0 for name in amounts},
        )
