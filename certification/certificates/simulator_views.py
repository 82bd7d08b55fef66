"""The date simulator: what a policy would do in the next five years, before it is saved."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from certification.certificates import pictures
from certification.certificates.listing import ends_of_type
from certification.certificates.queries import policy_of
from certification.certificates.simulation import Habit, Policy, example, months_ahead
from certification.schemes.dating import Dating
from certification.schemes.models import CertificateType
from certification.schemes.rules import day_of
from lms.people.access import access, holds

LONGEST = 600  # months


def months_field(label, *, smallest: int = 1, help_text="") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=smallest,
        max_value=LONGEST,
        help_text=help_text,
    )


class PolicyForm(forms.Form):
    """What a type says, or shall say, and the day on which the example is granted."""

    type = forms.ModelChoiceField(
        label=gettext_lazy("Certificate type"),
        queryset=CertificateType.objects.none(),
        required=False,
        empty_label=gettext_lazy("one that is not published yet"),
    )
    valid_months = months_field(
        gettext_lazy("Valid for months"), help_text=gettext_lazy("Empty: it does not expire.")
    )
    renewal_months = months_field(
        gettext_lazy("Renewed for months"),
        help_text=gettext_lazy("Empty: as long as the first time."),
    )
    window_months = months_field(
        gettext_lazy("May be renewed months before"), help_text=gettext_lazy("Empty: at any time.")
    )
    grace_months = months_field(gettext_lazy("Months of grace after"), smallest=0)
    dating = forms.ChoiceField(label=gettext_lazy("Ends are dated"), choices=Dating.choices)
    granted_on = forms.DateField(
        label=gettext_lazy("Example granted on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        types = CertificateType.objects.select_related("version__scheme")
        field = self.fields["type"]
        field.queryset = types.order_by("version__scheme__code", "-version__number", "pk")
        field.label_from_instance = lambda each: f"{each.title} ({each.version})"

    def policy(self) -> Policy:
        given = self.cleaned_data
        return Policy(
            valid_months=given["valid_months"],
            renewal_months=given["renewal_months"],
            window_months=given["window_months"],
            grace_months=given["grace_months"] or 0,
            dating=given["dating"],
        )


def as_it_says(certificate_type: CertificateType, today: date) -> dict[str, Any]:
    """The fields of the form as the type says them now."""
    policy = policy_of(certificate_type)
    return {
        "type": certificate_type.pk,
        "valid_months": policy.valid_months,
        "renewal_months": policy.renewal_months,
        "window_months": policy.window_months,
        "grace_months": policy.grace_months,
        "dating": policy.dating,
        "granted_on": today.isoformat(),
    }


def filled(request) -> PolicyForm:
    """With a type alone, what it says; with all the fields, what is to be tried."""
    if "dating" in request.GET:
        return PolicyForm(request.GET)
    form = PolicyForm()
    chosen = form.fields["type"].queryset.filter(pk__in=_keys(request.GET.get("type"))).first()
    chosen = chosen or form.fields["type"].queryset.filter(valid_months__isnull=False).first()
    if chosen is None:
        return form
    return PolicyForm(as_it_says(chosen, day_of(timezone.now(), chosen.version.scheme)))


def _keys(text: str | None) -> list[int]:
    return [int(text)] if text and text.isdecimal() and len(text) < 10 else []


def simulated(form: PolicyForm, now: datetime) -> dict[str, Any]:
    """What the page shows; of a type that is not published yet, nothing ends."""
    policy, certificate_type = form.policy(), form.cleaned_data["type"]
    ends: Mapping[date, int] = {}
    today = timezone.localdate(now)
    if certificate_type is not None:
        scheme = certificate_type.version.scheme
        ends, today = ends_of_type(scheme, certificate_type.code, now), day_of(now, scheme)
    months = months_ahead(ends, policy, today)
    granted_on = form.cleaned_data["granted_on"]
    examples = [(habit, example(policy, granted_on, habit)) for habit in Habit]
    return {
        "type": certificate_type,
        "is_as_saved": certificate_type is not None and policy == policy_of(certificate_type),
        "years": pictures.years(months),
        "bars": pictures.bars(months),
        "total": sum(month.as_they_say for month in months),
        "examples": examples,
        "lines": pictures.lines(granted_on, examples),
    }


@access(holds("officer", "administrator"))
@require_safe
def simulator(request):
    """How many certificates end in each month, and one example under every habit of renewing."""
    form = filled(request)
    context: dict[str, Any] = {
        "crumbs": [
            (_("My page"), reverse("portal:home")),
            (_("Certificates"), reverse("certificates:list")),
        ],
        "form": form,
    }
    if form.is_valid():
        context |= simulated(form, timezone.now())
    return render(request, "certification/certificates/simulator.html", context)
