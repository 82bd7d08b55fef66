"""Reads what candidates, officers and administrators send about applications."""

from django import forms
from django.utils.translation import gettext_lazy as _

from certification.decisions.choices import Choice
from certification.decisions.models import Outcome
from certification.decisions.rules import LONGEST_REASONS
from courses.marking.forms import person_named, text_area

OUTCOMES = [(Outcome.GRANTED, _("Grant it")), (Outcome.REFUSED, _("Refuse it"))]


class ApplyForm(forms.Form):
    """Which certificate; officers say for whom, too."""

    person = forms.CharField(
        label=_("Who applies"), help_text=_("E-mail address or identifier."), max_length=254
    )
    certificate = forms.ChoiceField(label=_("Certificate"))

    def __init__(self, data=None, *, choices: list[Choice], is_for_others: bool, **options) -> None:
        super().__init__(data, **options)
        self.by_value = {choice.value: choice for choice in choices}
        self.fields["certificate"].choices = [(each.value, each.label) for each in choices]
        if not is_for_others:
            del self.fields["person"]

    def clean_person(self):
        return person_named(self.cleaned_data["person"])

    @property
    def choice(self) -> Choice:
        return self.by_value[self.cleaned_data["certificate"]]


class DecisionForm(forms.Form):
    """Granted or refused; there is nothing in between."""

    outcome = forms.ChoiceField(
        label=_("Decision"),
        choices=OUTCOMES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose to grant or to refuse.")},
    )
    reasons = text_area(
        _("Reasons"),
        5,
        LONGEST_REASONS,
        required=False,
        help_text=_("A refusal needs them; the candidate reads them in full."),
    )


class ReturnForm(forms.Form):
    reasons = text_area(_("Why you return it"), 4, LONGEST_REASONS)


class OutsideForm(forms.Form):
    """Somebody from outside, who becomes a certification officer."""

    person = forms.CharField(
        label=_("Who shall decide"), help_text=_("E-mail address or identifier."), max_length=254
    )

    def clean_person(self):
        return person_named(self.cleaned_data["person"])
