"""The admin's forms for questions, assessments and banks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminAutoHeightTextInput

from courses.assessments.actions import check_question
from courses.assessments.blocks import EDITORS
from courses.assessments.models import Assessment, Question, QuestionBank, QuestionVersion
from courses.assessments.question_types import type_of
from lms.errors import Refused

HELP_ON_GAPS = _("Write ____ (four underlines) for each gap.")


class QuestionForm(forms.ModelForm):
    """A question with the fields of its type; it saves nothing itself."""

    stem = forms.CharField(label=_("Question"), widget=AdminAutoHeightTextInput)
    feedback = forms.CharField(
        label=_("Feedback after the result"), widget=AdminAutoHeightTextInput, required=False
    )
    outcome = forms.IntegerField(
        label=_("Learning outcome"),
        required=False,
        min_value=1,
        max_value=99,
        help_text=_(
            "Its number in the module. Lessons with the same outcome are offered to read again."
        ),
    )
    points = forms.DecimalField(label=_("Points"), min_value=0.01, max_value=1000, decimal_places=2)
    based_on = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Question
        fields = ["bank", "code", "is_retired"]
        help_texts = {"code": _("Stays the same through all versions, for instance M1-Q10.")}

    def __init__(self, *args: Any, type_name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.type_name = type_name
        self.editor = EDITORS[type_name]
        content = self.editor.fields()
        self.fields.update(content)
        self.order_fields(["bank", "code", "stem", *content, "feedback", "outcome", "points"])
        if type_name == "fill the gap":
            self.fields["stem"].help_text = HELP_ON_GAPS
        if self.instance.pk:
            self.fill_from(self.instance.current)
            self.fields["bank"].disabled = self.fields["code"].disabled = True
        else:
            del self.fields["is_retired"]
            self.fields["points"].initial = 1 if type_of(type_name).is_closed else 2

    def fill_from(self, version: QuestionVersion) -> None:
        for name in ("stem", "feedback", "outcome", "points"):
            self.fields[name].initial = getattr(version, name)
        for name, value in self.editor.load(version.content).items():
            self.fields[name].initial = value
        self.fields["based_on"].initial = version.number

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if {"stem", *self.editor.fields()} <= set(cleaned):
            self.clean_question(cleaned)
        if self.instance.pk:
            self.check_nobody_was_faster(cleaned.get("based_on"))
        return cleaned

    def clean_question(self, cleaned: dict[str, Any]) -> None:
        content = self.editor.dump(cleaned)
        try:
            self.cleaned_content = check_question(
                type=self.type_name, stem=cleaned["stem"], content=content
            )
        except Refused as refusal:
            self.add_error(None, refusal.sentence)

    def check_nobody_was_faster(self, based_on: int | None) -> None:
        """Two authors at one question: the second is told, and may save over it knowingly."""
        current = self.instance.current
        if based_on in (None, current.number):
            return
        self.add_error(
            None,
            _(
                "%(name)s saved version %(number)s while you were writing. Your text is below;"
                " compare it with that version, then save again to make yours the next one."
            )
            % {"name": current.created_by or _("An import"), "number": current.number},
        )
        self.data = self.data.copy()
        self.data["based_on"] = str(current.number)

    def version(self) -> QuestionVersion:
        """What was written, as a version that is not stored."""
        return QuestionVersion(
            type=self.type_name,
            stem=self.cleaned_data["stem"],
            content=self.cleaned_content,
            feedback=self.cleaned_data["feedback"],
            outcome=self.cleaned_data["outcome"],
            points=self.cleaned_data["points"],
        )


class AssessmentForm(forms.ModelForm):
    """How a test is drawn, timed and passed; attempts that run keep what they began with."""

    class Meta:
        model = Assessment
        fields = [
            "code",
            "title",
            "bank",
            "closed_questions",
            "open_questions",
            "pass_percent",
            "time_limit_minutes",
            "attempts_max",
            "resit_wait_days",
        ]
        help_texts = {"time_limit_minutes": _("Empty: no limit.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].disabled = bool(self.instance.pk)


class QuestionBankForm(forms.ModelForm):
    class Meta:
        model = QuestionBank
        fields = ["code", "title"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].disabled = bool(self.instance.pk)
