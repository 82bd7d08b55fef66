"""The forms for many questions at once, and for a review."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from taggit.forms import TagField
from wagtail.admin.widgets import AdminAutoHeightTextInput, AdminTagWidget

from courses.assessments.actions import Change
from courses.assessments.models import Question, QuestionBank, QuestionReview

AS_IT_IS = _("leave as it is")
NONE = "none"


class BulkForm(forms.Form):
    """What is to be changed of all the chosen questions; empty fields leave as it is."""

    bank = forms.ModelChoiceField(
        label=_("Move to the bank"),
        queryset=QuestionBank.objects.all(),
        required=False,
        empty_label=AS_IT_IS,
    )
    category = forms.CharField(
        label=_("Move to the category"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"list": "categories"}),
        help_text=_("Empty: leave as it is. Parts of a path with slashes: Finance/Budgets."),
    )
    drops_category = forms.BooleanField(label=_("Take out of their category"), required=False)
    tag = TagField(label=_("Add tags"), required=False, widget=AdminTagWidget)
    untag = TagField(label=_("Take tags away"), required=False, widget=AdminTagWidget)
    difficulty = forms.ChoiceField(
        label=_("Difficulty"),
        required=False,
        choices=[("", AS_IT_IS), *Question.Difficulty.choices, (NONE, _("not set"))],
    )
    retired = forms.ChoiceField(
        label=_("Use"),
        required=False,
        choices=[
            ("", AS_IT_IS),
            ("yes", _("retire: no longer drawn")),
            ("no", _("bring back: drawn again")),
        ],
    )
    approves = forms.BooleanField(
        label=_("Approve what waits for review"),
        required=False,
        help_text=_("Versions that you wrote yourself are left out and listed afterwards."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("category") and cleaned.get("drops_category"):
            self.add_error("category", _("Choose one: another category, or none."))
        if not self.errors and not any(cleaned.values()):
            self.add_error(None, _("Choose what to change."))
        return cleaned

    def change(self) -> Change:
        cleaned = self.cleaned_data
        difficulty = cleaned["difficulty"]
        return Change(
            bank=cleaned["bank"],
            category="" if cleaned["drops_category"] else cleaned["category"] or None,
            difficulty="" if difficulty == NONE else difficulty or None,
            tag=tuple(cleaned["tag"]),
            untag=tuple(cleaned["untag"]),
            is_retired={"yes": True, "no": False}.get(cleaned["retired"]),
            approves=cleaned["approves"],
        )


class ReviewForm(forms.Form):
    comment = forms.CharField(
        label=_("Comment for the author"),
        required=False,
        max_length=5000,
        widget=AdminAutoHeightTextInput,
        help_text=_("Needed when you send the version back."),
    )
    verdict = forms.ChoiceField(choices=QuestionReview.Verdict.choices, widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)
