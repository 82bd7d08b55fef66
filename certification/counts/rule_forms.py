"""The form by which administrators compose a counting rule."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from certification.counts.actions import COMPOSED, FIELDS
from certification.counts.models import CountingRule
from lms.people.countries import NAMES

ACTIVITIES = 20
LONGEST_ACTIVITY = 60
LEVEL = re.compile(r"^([A-Z]{2}) ([0-3])$")


class RuleForm(forms.ModelForm):
    """Every choice of the model; a next version starts from what the newest one says."""

    activities = forms.CharField(
        label=_("Activities that train"),
        max_length=ACTIVITIES * LONGEST_ACTIVITY,
        help_text=_("Of imported records, separated by commas: training, workshop."),
    )
    levels = forms.CharField(
        label=_("Levels of regions by country"),
        required=False,
        max_length=400,
        help_text=_("Where it is not 2, such as DE 1, LU 0; level 0 is the country itself."),
    )
    compulsory = forms.MultipleChoiceField(
        label=_("Must be there in breakdowns"),
        required=False,
        choices=[
            ("country", _("country")),
            ("region", _("region")),
            ("organisation", _("organisation")),
            ("project", _("project")),
        ],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A record without it is in the total and in no line: “not attributable”."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=9999)

    class Meta:
        model = CountingRule
        fields = ("code", *FIELDS, *COMPOSED)
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}
        help_texts = {
            "code": _("Short, as an address carries it; it stays the same in every version."),
            "text": _("What it counts, as a reader of a report understands it."),
            "attendance_percent": _("Compared exactly and never rounded; of imported records."),
            "asks_assessment": _(
                "Of imported records. A place of this site is complete as its delivery asks."
            ),
            "fewest_shown": _("In what everybody may see; 0 and 1 hide nothing."),
            "zone": _("Years and days of a figure begin in it, such as Europe/Brussels."),
        }

    field_order = (
        "code",
        "title",
        "text",
        "unit",
        "uniqueness",
        "activities",
        "attendance_percent",
        "asks_assessment",
        "asks_project",
        "attribution",
        "levels",
        "compulsory",
        "zone",
        "fewest_shown",
    )

    def __init__(self, data, *, newest: CountingRule | None) -> None:
        start: dict[str, Any] = {"version": newest.version + 1 if newest else 1}
        start["activities"] = ", ".join((newest or CountingRule()).activities)
        levels = (newest or CountingRule()).levels
        start["levels"] = ", ".join(f"{country} {level}" for country, level in levels.items())
        super().__init__(data, instance=copied(newest), initial=start)
        if newest:
            self.fields["code"].disabled = True

    def clean_activities(self):
        named = [each.strip().lower() for each in self.cleaned_data["activities"].split(",")]
        named = list(dict.fromkeys(each for each in named if each))
        if not named or len(named) > ACTIVITIES or max(map(len, named)) > LONGEST_ACTIVITY:
            raise forms.ValidationError(_("Name 1 to 20 activities, each in a word or two."))
        return named

    def clean_levels(self):
        """By country, as `DE 1, LU 0` says it."""
        levels: dict[str, int] = {}
        for part in filter(str.strip, self.cleaned_data["levels"].split(",")):
            found = LEVEL.match(part.strip().upper())
            if not found or found[1] not in NAMES or found[1] in levels:
                told = _("“%s” is no country with its level; write DE 1, LU 0, each country once.")
                raise forms.ValidationError(told % part.strip())
            levels[found[1]] = int(found[2])
        return dict(sorted(levels.items()))

    def validate_unique(self) -> None:
        """The action says what a version that is there means."""

    def values(self) -> dict[str, Any]:
        """What the action is given."""
        names = ("code", "version", *FIELDS, *COMPOSED)
        return {name: self.cleaned_data[name] for name in names}

    def rule(self) -> CountingRule:
        """The rule as it would be; not saved."""
        return CountingRule(**self.values())


def copied(newest: CountingRule | None) -> CountingRule:
    """A rule of its own that says the same, so that the form never changes the one that is there."""
    if newest is None:
        return CountingRule()
    names = ("code", *FIELDS, *COMPOSED)
    return CountingRule(**{name: getattr(newest, name) for name in names})
