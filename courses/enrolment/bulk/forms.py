"""Reads a file of people, and the word to enrol them."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.deliveries.forms import reason_field
from courses.deliveries.models import Delivery
from lms.jobs.models import Job


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV in UTF-8 or XLSX, at most 10,000 rows. Nobody is enrolled yet."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
    )


class ConfirmForm(forms.Form):
    """Suspected duplicates have been looked at; a closed delivery asks for the reason."""

    def __init__(self, *args, check: Job, delivery: Delivery, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if check.result.get("suspected_count"):
            self.fields["looked_at"] = forms.BooleanField(
                label=_("I have looked at the suspected duplicates: these are the people I mean"),
                error_messages={"required": _("Look at the suspected duplicates first.")},
            )
        if delivery.closed_at is not None:
            self.fields["reason"] = reason_field(_("Why are people added now?"))
