"""Reads what the test player sends."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.assessments.question_types import type_of
from courses.attempts.models import AttemptQuestion, Step


def fields_of_question(data, position: int) -> dict[str, list[str]]:
    """The fields of one question: `q3` under "", `q3-name` under "name"."""
    prefix = f"q{position}"
    fields = {"": data.getlist(prefix)}
    for key in data:
        if key.startswith(f"{prefix}-"):
            fields[key[len(prefix) + 1 :]] = data.getlist(key)
    return fields


def read_response(question: AttemptQuestion, data) -> Any:
    """The response that a form holds for a question; ValueError with a sentence if it is bent."""
    question_type = type_of(question.version.type)
    return question_type.read_response(
        question.version.content, question.seed, fields_of_question(data, question.position)
    )


def read_certainty(question: AttemptQuestion, data) -> int | None:
    """How certain the learner says to be, where the test asks; None where nothing is said."""
    if not question.asks_certainty:
        return None
    said = data.get(f"q{question.position}-certainty", "")
    if said not in {"", "1", "2", "3"}:
        raise ValueError(_("Say how certain you are with one of the three choices."))
    return int(said) if said else None


class AnswerForm(forms.Form):
    """What comes with an answer beside the answer itself."""

    position = forms.IntegerField(min_value=1, max_value=500)
    key = forms.UUIDField()
    window = forms.CharField(max_length=36, required=False)
    known = forms.IntegerField(min_value=0, required=False)


class StartForm(forms.Form):
    """The start code, where the test asks for one."""

    code = forms.CharField(
        label=_("Start code"),
        help_text=_("The invigilator or your instructor tells it to you."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off"}),
    )


class NoteForm(forms.Form):
    """A window that opened the test, or a flag; `closed` are windows known to be gone."""

    kind = forms.ChoiceField(
        choices=[
            (kind, kind) for kind in (Step.Kind.OPENED, Step.Kind.FLAGGED, Step.Kind.UNFLAGGED)
        ]
    )
    position = forms.IntegerField(min_value=1, max_value=500, required=False)
    key = forms.UUIDField()
    window = forms.CharField(max_length=36)
    closed = forms.CharField(max_length=2_000, required=False)

    def clean(self):
        cleaned = super().clean()
        is_flag = cleaned.get("kind") in {Step.Kind.FLAGGED, Step.Kind.UNFLAGGED}
        if is_flag != bool(cleaned.get("position")):
            raise forms.ValidationError(_("A flag belongs to one question."))
        return cleaned

    def clean_closed(self) -> list[str]:
        return [name[:36] for name in self.cleaned_data["closed"].split(",") if name]
