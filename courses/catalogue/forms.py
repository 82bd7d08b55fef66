"""The page editor's forms: learning outcomes as lines, and which of them a lesson serves."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

MOST_OUTCOMES = 50
LONGEST_OUTCOME = 500


class LinesField(forms.CharField):
    """A list of texts, one on each line."""

    widget = forms.Textarea(attrs={"rows": 6})

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        return [line.strip() for line in super().to_python(value).splitlines() if line.strip()]

    def validate(self, value):
        super().validate(value)
        if len(value) > MOST_OUTCOMES:
            raise forms.ValidationError(_("Give at most %d lines.") % MOST_OUTCOMES)
        if any(len(line) > LONGEST_OUTCOME for line in value):
            raise forms.ValidationError(_("A line may have %d characters.") % LONGEST_OUTCOME)

    def run_validators(self, value):
        """The validators of a text do not fit a list; `validate` says all there is to say."""

    def has_changed(self, initial, data):
        return self.to_python(data) != (initial or [])


class ModulePageForm(WagtailAdminPageForm):
    outcomes = LinesField(
        label=_("Learning outcomes"),
        required=False,
        help_text=_("One on each line. Lessons and questions refer to them by their number."),
    )


class LessonPageForm(WagtailAdminPageForm):
    outcomes = forms.TypedMultipleChoiceField(
        label=_("Learning outcomes"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Which outcomes of the module this lesson serves."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        module = self.parent_page.specific if self.parent_page else None
        self.fields["outcomes"].choices = [
            (number, f"{number}. {text}")
            for number, text in enumerate(getattr(module, "outcomes", []), start=1)
        ]
