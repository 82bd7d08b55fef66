"""The forms to send a file of questions, and to choose what goes into one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.assessments.models import QuestionBank
from courses.exchange.formats import FORMATS
from courses.exchange.models import QuestionImport


def format_choices() -> list[tuple[str, str]]:
    return [choice for choice in QuestionImport.Format.choices if choice[0] in FORMATS]


class ImportForm(forms.Form):
    bank = forms.ModelChoiceField(label=_("Into the bank"), queryset=QuestionBank.objects.all())
    file = forms.FileField(
        label=_("File"), allow_empty_file=True, help_text=_("At most 20 MB. Nothing is taken yet.")
    )
    format = forms.ChoiceField(
        label=_("Format"),
        required=False,
        choices=lambda: [("", _("find out from the file")), *format_choices()],
    )


class ExportForm(forms.Form):
    bank = forms.ModelChoiceField(
        label=_("Bank"),
        queryset=QuestionBank.objects.all(),
        required=False,
        empty_label=_("all banks"),
    )
    format = forms.ChoiceField(label=_("Format"), choices=format_choices)
