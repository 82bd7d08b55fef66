"""The admin's forms for questions, assessments and banks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminAutoHeightTextInput, AdminTagWidget
from wagtail.images import get_image_model
from wagtail.images.widgets import AdminImageChooser

from courses.assessments.actions import check_question
from courses.assessments.blocks import EDITORS
from courses.assessments.models import Question, QuestionBank, QuestionVersion
from lms.errors import Refused

Image = get_image_model()
FOR_MARKERS = {"open answer", "essay", "file upload", "case study"}
WITHOUT_PENALTY = {"open answer", "essay", "file upload"}
WITH_PICTURE = "hot spot"
SAID = ("stem", "feedback", "outcome", "points", "penalty", "picture")
ORDER = ("feedback", "outcome", "points", "penalty", "category", "tags", "difficulty", "is_retired")
HELP_ON_GAPS = _("Write ____ (four underlines) for each gap.")
HELP_ON_STEM = {
    "fill the gap": HELP_ON_GAPS,
    "drag into gaps": HELP_ON_GAPS,
    "formula": _("Write {name} where the number of a variable stands."),
    "case study": _("Tell the case; its questions are the parts below."),
}


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
    penalty = forms.DecimalField(
        label=_("Penalty for guessing"),
        min_value=0,
        max_value=1,
        max_digits=4,
        decimal_places=3,
        initial=0,
        help_text=_(
            "What a wrong part costs, as a share of what a right one earns, for instance 0.25."
            " 0: guessing costs nothing."
        ),
    )
    picture = forms.ModelChoiceField(
        label=_("Picture"),
        queryset=Image.objects.all(),
        widget=AdminImageChooser,
        required=False,
        help_text=_("Learners get its description in words as well."),
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Question
        fields = ["bank", "code", "is_retired", "category", "tags", "difficulty"]
        widgets = {
            "category": forms.TextInput(attrs={"list": "categories"}),
            "tags": AdminTagWidget,
        }
        help_texts = {"code": _("Stays the same through all versions, for instance M1-Q10.")}

    def __init__(self, *args: Any, type_name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.type_name = type_name
        self.editor = EDITORS[type_name]
        content = self.editor.fields()
        self.fields.update(content)
        self.fields["picture"].required = type_name == WITH_PICTURE
        if type_name in WITHOUT_PENALTY:
            del self.fields["penalty"]
        self.order_fields(["bank", "code", "stem", "picture", *content, *ORDER])
        self.fields["stem"].help_text = HELP_ON_STEM.get(type_name, "")
        if self.instance.pk:
            self.fill_from(self.instance.current)
            self.fields["bank"].disabled = self.fields["code"].disabled = True
        else:
            del self.fields["is_retired"]
            self.fields["points"].initial = 1 if type_name not in FOR_MARKERS else 2

    def fill_from(self, version: QuestionVersion) -> None:
        for name in SAID:
            if name in self.fields:
                self.fields[name].initial = getattr(version, name)
        for name, value in self.editor.load(version.content).items():
            self.fields[name].initial = value
        self.fields["based_on"].initial = version.number

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        needed = {"stem", "picture", *self.editor.fields()} & set(self.fields)
        if needed <= set(cleaned):
            self.clean_question(cleaned)
        if self.instance.pk:
            self.check_nobody_was_faster(cleaned.get("based_on"))
        return cleaned

    def clean_question(self, cleaned: dict[str, Any]) -> None:
        try:
            content = self.editor.dump(cleaned)
        except ValueError as error:
            self.add_error(None, str(error))
            return
        try:
            self.cleaned_content = check_question(
                type=self.type_name,
                stem=cleaned["stem"],
                content=content,
                picture=cleaned.get("picture"),
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
            content=self.cleaned_content,
            **{name: self.cleaned_data[name] for name in SAID if name in self.cleaned_data},
        )


class QuestionBankForm(forms.ModelForm):
    class Meta:
        model = QuestionBank
        fields = ["code", "title", "needs_review"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].disabled = bool(self.instance.pk)
