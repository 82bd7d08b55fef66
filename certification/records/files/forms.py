"""What is sent of past trainings: a table, or files of evidence."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from certification.records.files.actions import PROJECTS, RECORDS


class FileForm(forms.Form):
    content = forms.ChoiceField(
        label=_("What the file holds"),
        choices=[(RECORDS, _("past trainings")), (PROJECTS, _("projects"))],
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV in UTF-8 or XLSX, at most 10 MB. Nothing is taken yet."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
    )


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list:
        single = super().clean
        return [single(each, initial) for each in (data or [None])]


class EvidenceForm(forms.Form):
    files = SeveralFilesField(
        label=_("Files of evidence"),
        help_text=_(
            "Signed lists and the like, each called as the rows name it; at most 100 at once, 20 MB each."
        ),
    )
