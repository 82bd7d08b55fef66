"""Reads what an officer wants to change on a certificate, and which certificates are looked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from certification.certificates import actions
from certification.certificates.listing import LONGEST_SEARCH, Asked
from certification.certificates.models import CaseDecision, Certificate
from certification.certificates.queries import modules_covered
from certification.certificates.rules import Status, StatusOn
from certification.schemes.models import CertificateType
from lms.people.models import Person

MONTHS_AHEAD = (1, 3, 6, 12)


def day_field(label, **options) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **options)


class ChangeForm(forms.Form):
    """What every change asks for; the fields of the one that is wanted are put before the reason."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("It stays with the certificate, and the holder reads it."),
    )

    def __init__(
        self, *args: Any, certificate: Certificate, status: StatusOn, fields, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {**fields(certificate, status), **self.fields}


Fields = Callable[[Certificate, StatusOn], Mapping[str, forms.Field]]


@dataclass(frozen=True)
class Change:
    """A change as its page offers it; `action` takes the certificate and the form's fields by name."""

    title: Any
    explanation: Any
    button: Any
    action: Callable[..., Any]
    fields: Fields
    has_consequences: bool = False

    def apply(
        self, certificate: Certificate, cleaned: Mapping[str, Any], by: Person, at: datetime
    ) -> None:
        self.action(certificate=certificate, by=by, at=at, **cleaned)


def _suspend(_certificate: Certificate, status: StatusOn) -> dict[str, forms.Field]:
    return {
        "effective_on": day_field(_("From"), initial=status.day),
        "through": day_field(
            _("Through"), required=False, help_text=_("Empty: until it is lifted.")
        ),
    }


def _from_day(_certificate: Certificate, status: StatusOn) -> dict[str, forms.Field]:
    return {"effective_on": day_field(_("From"), initial=status.day)}


def _through_day(_certificate: Certificate, status: StatusOn) -> dict[str, forms.Field]:
    return {"through": day_field(_("New last day"), initial=status.valid_through)}


def _modules(certificate: Certificate, status: StatusOn) -> dict[str, forms.Field]:
    covered = modules_covered(certificate, status)
    return {
        "modules": forms.MultipleChoiceField(
            label=_("Modules that are left"),
            choices=[(code, f"{code} {title}") for code, title in covered.items()],
            initial=list(covered),
            widget=forms.CheckboxSelectMultiple,
        )
    }


def _successor(certificate: Certificate, _status: StatusOn) -> dict[str, forms.Field]:
    others = Certificate.objects.filter(person=certificate.person_id).exclude(pk=certificate.pk)
    return {
        "successor": forms.ModelChoiceField(
            label=_("Certificate that stands in its place"), queryset=others
        )
    }


def _name(certificate: Certificate, _status: StatusOn) -> dict[str, forms.Field]:
    return {
        "holder_name": forms.CharField(
            label=_("Name as it shall stand on the paper"),
            max_length=301,
            initial=certificate.current.holder_name,
        )
    }


CHANGES: dict[str, Change] = {
    "suspend": Change(
        _("Suspend"),
        _(
            "From a day on it is not valid, until a last day or until you lift it. The clock runs on."
        ),
        _("Suspend it"),
        actions.suspend,
        _suspend,
        has_consequences=True,
    ),
    "lift": Change(
        _("Lift the suspension"),
        _("From a day on it is valid again, if it has not expired meanwhile."),
        _("Lift it"),
        actions.lift,
        _from_day,
    ),
    "extend": Change(
        _("Extend"),
        _("Gives more time than it had, within what the scheme allows. You approve it."),
        _("Extend it"),
        actions.extend,
        _through_day,
    ),
    "reduce": Change(
        _("Reduce the scope"),
        _("From today on it stands for fewer modules. A new document says so."),
        _("Reduce it"),
        actions.reduce_scope,
        _modules,
    ),
    "rename": Change(
        _("Correct the name"),
        _("Issues it again under the same number. The document there is now checks as superseded."),
        _("Issue it again"),
        actions.correct_name,
        _name,
    ),
    "supersede": Change(
        _("Replace by another"),
        _("Another valid certificate of the same person stands in its place from today on."),
        _("Replace it"),
        actions.supersede,
        _successor,
    ),
    "withdraw": Change(
        _("Withdraw"),
        _(
            "For good, from a day on that may lie in the past. Nothing that rests on it changes by itself."
        ),
        _("Withdraw it"),
        actions.withdraw,
        _from_day,
        has_consequences=True,
    ),
}


class CaseForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("What was found"), choices=CaseDecision.Outcome.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )


class RestoreForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Name the appeal. Its days are the original ones again."),
    )


class FilterForm(forms.Form):
    """What the list is asked for; what makes no sense is not asked."""

    text = forms.CharField(
        label=_("Name or number"), required=False, max_length=LONGEST_SEARCH, strip=True
    )
    status = forms.ChoiceField(
        label=_("Status today"),
        required=False,
        choices=[("", _("every status")), *Status.choices],
    )
    type = forms.ChoiceField(label=_("Type"), required=False)
    months = forms.TypedChoiceField(
        label=_("Ends within"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        types = dict(CertificateType.objects.order_by("pk").values_list("code", "title"))
        self.fields["type"].choices = [("", _("every type")), *types.items()]
        months = [(number, _("%s months") % number) for number in MONTHS_AHEAD]
        self.fields["months"].choices = [("", _("any time")), *months]

    def asked(self) -> Asked:
        self.is_valid()
        given = self.cleaned_data
        return Asked(
            text=given.get("text", ""),
            status=given.get("status", ""),
            type_code=given.get("type", ""),
            months=given.get("months"),
        )

    def query(self) -> dict[str, Any]:
        """What was asked, for the addresses of the other pages."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
