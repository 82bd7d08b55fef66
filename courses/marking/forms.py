"""Reads what markers, examiners and candidates send."""

import json
from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.attempts.annotations import (
    LONGEST_NOTE,
    Text,
    clean_annotations,
    paragraphs_of,
)
from courses.marking.models import MarkAppealDecision
from lms.people.models import ConflictDeclaration, Person

MOST_RADIOS = 10


def text_area(label, rows: int, most: int, **options) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=widget, max_length=most, **options)


def points_field(criterion: dict) -> forms.TypedChoiceField:
    """Radios for levels and few points, a list for many."""
    levels = criterion.get("levels") or []
    choices = [(level["points"], f"{level['points']}: {level['text']}") for level in levels]
    choices = choices or [(points, points) for points in range(criterion["points"] + 1)]
    is_long = not levels and criterion["points"] > MOST_RADIOS
    label = criterion["text"]
    if "part" in criterion:
        label = _("Part %(number)s: %(text)s") % {"number": criterion["part"], "text": label}
    return forms.TypedChoiceField(
        label=label,
        choices=[("", "–"), *choices] if is_long else choices,
        coerce=int,
        widget=forms.Select if is_long else forms.RadioSelect,
        error_messages={"required": _("Give points for this criterion.")},
    )


class PointsForm(forms.Form):
    """Points for each criterion of a rubric."""

    def __init__(self, data=None, *, rubric: list[dict], **options) -> None:
        super().__init__(data, **options)
        criteria = {f"criterion_{n}": points_field(row) for n, row in enumerate(rubric)}
        self.fields = {**criteria, **self.fields}

    @property
    def criteria(self):
        return [self[name] for name in self.fields if name.startswith("criterion_")]

    @property
    def criterion_points(self) -> list[int]:
        return [self.cleaned_data[field.name] for field in self.criteria]


class MarkForm(PointsForm):
    """Points, a comment for the learner, and the notes on the text."""

    comment = text_area(_("Comment for the learner"), 4, 5_000, required=False)
    annotations = forms.JSONField(widget=forms.HiddenInput, required=False)

    def __init__(self, data=None, *, texts: Sequence[Text], **options) -> None:
        super().__init__(data, **options)
        self.texts = texts

    def kept_notes(self) -> list[dict]:
        """The notes that came with the form, for the page; none where they are bent."""
        if not self.is_bound:
            return []
        try:
            return clean_annotations(json.loads(self.data.get("annotations") or "[]"), self.texts)
        except ValueError:
            return []

    def clean_annotations(self):
        try:
            return clean_annotations(self.cleaned_data["annotations"] or [], self.texts)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class NoteForm(forms.Form):
    """One note: on a paragraph, or on the characters that were selected."""

    note_place = forms.ChoiceField(label=_("On"))
    note_start = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    note_end = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    note_text = text_area(_("Note"), 2, LONGEST_NOTE)

    def __init__(self, data=None, *, texts: Sequence[Text]) -> None:
        super().__init__(data)
        self.texts = texts
        self.places = {
            f"{text.part}-{number}": (text.part, start, start + len(line))
            for text in texts
            for number, (start, line) in enumerate(paragraphs_of(text.text), start=1)
        }
        self.fields["note_place"].choices = [
            (name, self.words_of(name, part)) for name, (part, _start, _end) in self.places.items()
        ]

    def words_of(self, name: str, part: int) -> str:
        paragraph = _("paragraph %s") % name.partition("-")[2]
        return f"{_('part %s') % part}, {paragraph}" if part else str(paragraph)

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        part, start, end = self.places[cleaned["note_place"]]
        if cleaned["note_start"] is not None and cleaned["note_end"] is not None:
            start, end = cleaned["note_start"], cleaned["note_end"]
        note = {"part": part, "start": start, "end": end, "text": cleaned["note_text"]}
        try:
            cleaned["note"] = clean_annotations([note], self.texts)[0]
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
        return cleaned


class AppealForm(forms.Form):
    reason = text_area(
        _("Why the mark is wrong"),
        6,
        5_000,
        help_text=_("Say which criterion, and where your answer meets it."),
    )


class AppealDecisionForm(PointsForm):
    """What comes of an appeal; the points matter only where it is upheld."""

    outcome = forms.ChoiceField(
        label=_("Decision"),
        choices=MarkAppealDecision.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what comes of the appeal.")},
    )
    answer = text_area(_("Answer to the candidate"), 5, 5_000)

    def __init__(self, data=None, **options) -> None:
        super().__init__(data, **options)
        for field in self.criteria:
            field.field.required = False

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("outcome") == MarkAppealDecision.Outcome.UPHELD:
            for field in self.criteria:
                if cleaned.get(field.name) in {None, ""} and not field.errors:
                    self.add_error(field.name, _("Give points for this criterion."))
        return cleaned

    @property
    def points(self) -> list[int] | None:
        is_upheld = self.cleaned_data["outcome"] == MarkAppealDecision.Outcome.UPHELD
        return self.criterion_points if is_upheld else None


def person_named(address: str) -> Person:
    """By the e-mail address or the identifier of a person."""
    wanted = address.strip()
    found = Person.objects.filter(email__iexact=wanted).first() if "@" in wanted else None
    if found is None:
        try:
            found = Person.objects.filter(public_id=wanted).first()
        except (ValueError, forms.ValidationError):
            found = None
    if found is None:
        raise forms.ValidationError(_("Nobody here has this e-mail address or identifier."))
    return found


class TieForm(forms.Form):
    """A declared tie; only administrators say whose."""

    person = forms.CharField(
        label=_("Who has the tie"), help_text=_("E-mail address or identifier."), max_length=254
    )
    other = forms.CharField(
        label=_("To whom"), help_text=_("E-mail address or identifier."), max_length=254
    )
    kind = forms.ChoiceField(label=_("Tie"), choices=ConflictDeclaration.Kind.choices)
    held_through = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("The last day of the tie; empty while it goes on. It binds 24 months longer."),
    )

    def __init__(self, data=None, *, is_for_others: bool) -> None:
        super().__init__(data)
        if not is_for_others:
            del self.fields["person"]

    def clean_person(self):
        return person_named(self.cleaned_data["person"])

    def clean_other(self):
        return person_named(self.cleaned_data["other"])
