"""Reads from addresses and forms what an analysis is asked."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.analysis.queries import Selection
from courses.assessments.models import AssessmentDesign, QuestionVersion
from courses.attempts.models import Regrade

FIRST_YEAR, LAST_YEAR = 1990, 2200


class SelectionForm(forms.Form):
    """Which attempts are looked at."""

    attempts = forms.ChoiceField(
        label=gettext_lazy("Attempts"),
        required=False,
        choices=[
            ("", gettext_lazy("The first of each person")),
            ("all", gettext_lazy("All, resits too")),
        ],
    )
    design = forms.ChoiceField(label=gettext_lazy("Design of the test"), required=False)

    def __init__(self, data, *, designs: list[AssessmentDesign]) -> None:
        super().__init__(data)
        days = (("from", _("Handed in from")), ("to", _("Handed in through")))
        for name, label in days:
            self.fields[name] = forms.DateField(
                label=label,
                required=False,
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            )
        self.fields["design"].choices = [
            ("", _("All designs")),
            *((str(each.number), _("Design %s") % each.number) for each in designs),
        ]

    def clean(self):
        cleaned = super().clean()
        for name in ("from", "to"):
            day = cleaned.get(name)
            if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
                self.add_error(name, _("Give a date between 1990 and 2200."))
        return cleaned


def read_selection(data, designs: list[AssessmentDesign]) -> tuple[SelectionForm, Selection]:
    """The form and what it asks; what cannot be read is left out and said in its errors."""
    form = SelectionForm(data, designs=designs)
    form.is_valid()
    cleaned = form.cleaned_data
    design = cleaned.get("design") or ""
    return form, Selection(
        only_first=cleaned.get("attempts") != "all",
        from_=cleaned.get("from"),
        to=cleaned.get("to"),
        design=int(design) if design else None,
    )


class RegradeForm(forms.Form):
    """How the answers to a question are marked again, and why."""

    way = forms.ChoiceField(
        label=gettext_lazy("How"), choices=Regrade.Way.choices, widget=forms.RadioSelect
    )
    corrected = forms.ChoiceField(label=gettext_lazy("Corrected version"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("What was wrong with the key"),
        help_text=gettext_lazy("It is kept with the run and shown in the replay of each attempt."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data, *, versions: list[QuestionVersion]) -> None:
        super().__init__(data)
        self.versions = {str(version.pk): version for version in versions}
        self.fields["corrected"].choices = [
            ("", _("Choose …")),
            *((pk, _("Version %s") % version.number) for pk, version in self.versions.items()),
        ]

    def clean(self):
        cleaned = super().clean()
        version = self.versions.get(cleaned.get("corrected") or "")
        if cleaned.get("way") == Regrade.Way.NEW_KEY and version is None:
            self.add_error("corrected", _("Choose the version that holds the corrected key."))
        cleaned["corrected"] = version if cleaned.get("way") == Regrade.Way.NEW_KEY else None
        return cleaned


class WithdrawalForm(forms.Form):
    """Why a result is withdrawn, and from which day."""

    reason = forms.CharField(
        label=gettext_lazy("What happened, and who decided"),
        help_text=gettext_lazy("The candidate can read it in the replay of the attempt."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    effective_on = forms.DateField(
        label=gettext_lazy("From which day"),
        help_text=gettext_lazy("Today or later. Figures as of an earlier day stay as they are."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, data, *, zone: str, now: datetime) -> None:
        today = now.astimezone(ZoneInfo(zone)).date()
        super().__init__(data, initial={"effective_on": today})
