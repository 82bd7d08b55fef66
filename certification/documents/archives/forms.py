"""Reads which certificates somebody wants."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certification.documents.archives.queries import Wanted
from certification.documents.designs.queries import types_in_use
from courses.deliveries.models import Delivery


class ArchiveForm(forms.Form):
    """Without a delivery: for officers, who may take any."""

    type = forms.ChoiceField(label=gettext_lazy("Certificate"), required=False)
    since = forms.DateField(
        label=gettext_lazy("Issued since"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    until = forms.DateField(
        label=gettext_lazy("Issued until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, *args, delivery: Delivery | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.delivery = delivery
        self.fields["type"].choices = [("", _("All certificates")), *type_choices()]

    def clean(self):
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("This day is before the first one."))
        return cleaned

    def wanted(self) -> Wanted:
        said = self.cleaned_data
        scheme, _slash, code = said["type"].partition("/")
        return Wanted(
            delivery=self.delivery,
            type=(scheme, code) if code else None,
            since=said["since"],
            until=said["until"],
        )


def type_choices() -> list[tuple[str, str]]:
    """Each type once, as its newest version calls it."""
    found: dict[str, str] = {}
    for scheme, scheme_title, code, title in types_in_use():
        found.setdefault(f"{scheme}/{code}", f"{scheme_title}: {title}")
    return list(found.items())
