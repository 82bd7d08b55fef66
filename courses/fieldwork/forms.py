"""Reads teams, what they hand in, what is said about it, and marks by the rubric."""

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.deliveries.forms import PersonField, day_field, reason_field
from courses.deliveries.models import Delivery
from courses.enrolment.models import Enrolment
from courses.enrolment.queries import participants
from courses.fieldwork import rules
from courses.fieldwork.models import ContributionDeclaration, TeamEntry

LONGEST_TEXT = 20_000


class MemberChoice(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, enrolment: Enrolment) -> str:
        return str(enrolment.person)


def free_participants(delivery: Delivery):
    """Who takes part and is in no team yet."""
    return participants(delivery).filter(team_member__isnull=True)


def person_field(label) -> PersonField:
    return PersonField(
        label=label, max_length=260, required=False, help_text=_("E-mail address, or full name.")
    )


class TeamForm(forms.Form):
    title = forms.CharField(label=_("Business studied"), max_length=255)
    members = MemberChoice(
        label=_("Members, one to three"), queryset=Enrolment.objects.none(), required=False
    )
    tutor = person_field(_("Tutor"))

    def __init__(self, *args, delivery: Delivery, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"].queryset = free_participants(delivery)


class PersonForm(forms.Form):
    person = person_field(_("Person"))
    person.required = True


class JoinForm(forms.Form):
    enrolment = forms.ModelChoiceField(label=_("Participant"), queryset=Enrolment.objects.none())

    def __init__(self, *args, delivery: Delivery, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["enrolment"].queryset = free_participants(delivery)
        self.fields["enrolment"].label_from_instance = lambda each: str(each.person)


class LeaveForm(forms.Form):
    reason = reason_field(_("Why does the member leave?"))


class SeveralFilesInput(forms.FileInput):
    allow_multiple_selected = True


class SeveralFiles(forms.FileField):
    widget = SeveralFilesInput

    def clean(self, data, initial=None):
        given = data if isinstance(data, list) else []
        return [super(SeveralFiles, self).clean(each, initial) for each in given]


class HandInForm(forms.Form):
    text = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=LONGEST_TEXT,
        required=False,
        help_text=_("Write or paste it here, or choose files."),
    )
    files = SeveralFiles(
        label=_("Files"),
        required=False,
        allow_empty_file=True,
        max_length=200,
        help_text=_("At most ten of at most 20 MB each. Choose them again if something is amiss."),
    )


class SayForm(forms.Form):
    """A comment; the tutor also accepts, returns, or writes in the log."""

    Kind = TeamEntry.Kind
    kind = forms.ChoiceField(label=_("I want to"), choices=[(Kind.COMMENT, _("comment"))])
    text = forms.CharField(
        label=_("Words"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST_TEXT,
        required=False,
    )

    def __init__(self, *args, is_tutor: bool, has_milestone: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        choices = list(self.fields["kind"].choices)
        if is_tutor and has_milestone:
            choices += [
                (self.Kind.ACCEPTED, _("accept what was handed in")),
                (self.Kind.RETURNED, _("return it, with what to mend")),
            ]
        if is_tutor:
            choices.append((self.Kind.NOTE, _("note it in my log, which the team does not read")))
        self.fields["kind"].choices = choices
        if len(choices) == 1:
            self.fields["kind"].widget = forms.HiddenInput()
            self.fields["kind"].initial = self.Kind.COMMENT


class DueForm(forms.Form):
    due_on = day_field(_("Due on"), required=False)


class DeclarationForm(forms.ModelForm):
    class Meta:
        model = ContributionDeclaration
        fields = ["contribution", "share_percent"]
        widgets = {"contribution": forms.Textarea(attrs={"rows": 5})}

    is_own = forms.BooleanField(
        label=_("This is our own work; what is taken from others is named as such."),
        error_messages={"required": _("Without this the declaration cannot be taken.")},
    )


class MarkForm(forms.Form):
    """Points for each criterion of the rubric."""

    comment = forms.CharField(
        label=_("Comment"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST_TEXT,
        required=False,
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for row in rules.RUBRIC:
            self.fields[row["code"]] = forms.IntegerField(
                label=row["text"],
                min_value=0,
                max_value=row["points"],
                help_text=_("0 to %s points") % row["points"],
            )
        self.order_fields([*(row["code"] for row in rules.RUBRIC), "comment"])

    def points(self) -> dict[str, int]:
        return {row["code"]: self.cleaned_data[row["code"]] for row in rules.RUBRIC}
