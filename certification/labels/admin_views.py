"""Where administrators record awards, renewals and withdrawals, and keep what shows them."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from certification.labels import queries
from certification.labels.actions import award_label, keep_evidence, withdraw_label
from certification.labels.forms import AwardForm, EvidenceForm, WithdrawForm
from certification.labels.models import OrganisationLabel
from certification.labels.rules import renewal_times
from lms.errors import Refused
from lms.people.access import access, holds
from lms.people.actions import find_or_register_organisation
from lms.private_files import handed_out

administrators = access(holds("administrator"))


def label_of(label_uid) -> OrganisationLabel:
    found = OrganisationLabel.objects.select_related("organisation")
    return get_object_or_404(found.prefetch_related("withdrawals"), uid=label_uid)


@administrators
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def award(request):
    """A first award, with its organisation and level."""
    return _awarding(request, None)


@administrators
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def renew(request, label_uid):
    """What follows an award of the same label: the page says what each day would bring."""
    return _awarding(request, label_of(label_uid))


def _awarding(request, renewed: OrganisationLabel | None):
    form = AwardForm(request.POST or None, request.FILES or None, renewed=renewed)
    if form.is_valid():
        try:
            label = _record(form.cleaned_data, renewed, request.user)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(
                request,
                _("%(turn)s recorded: valid from %(start)s through %(end)s.")
                % {
                    "turn": str(label.get_turn_display()).capitalize(),
                    "start": date_format(label.starts_on, "j F Y"),
                    "end": date_format(label.valid_through, "j F Y"),
                },
            )
            return redirect("labels:organisation", label.organisation.public_id)
    context = {"form": form, "renewed": renewed}
    if renewed is not None:
        context["times"] = renewal_times(queries.award_of(renewed))
    status = 422 if form.errors else 200
    return render(request, "certification/labels/award.html", context, status=status)


@transaction.atomic
def _record(said, renewed: OrganisationLabel | None, by) -> OrganisationLabel:
    now = timezone.now()
    if renewed is None:
        organisation = find_or_register_organisation(
            name=said["organisation"], country=said["country"], by=by, at=now
        )
    else:
        organisation = renewed.organisation
    label = award_label(
        organisation=organisation,
        level=renewed.level if renewed else said["level"],
        awarded_on=said["awarded_on"],
        awarded_by=said["awarded_by"],
        reference=said["reference"],
        by=by,
        at=now,
    )
    evidence = {name: said[name] for name in ("link", "note", "file") if said[name]}
    if evidence:
        keep_evidence(label=label, by=by, at=now, **evidence)
    return label


@administrators
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request, label_uid):
    """The body took the label back."""
    label = label_of(label_uid)
    form = WithdrawForm(request.POST or None)
    if form.is_valid():
        try:
            withdraw_label(label=label, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("The withdrawal is recorded."))
            return redirect("labels:organisation", label.organisation.public_id)
    context = {"form": form, "label": label}
    status = 422 if form.errors else 200
    return render(request, "certification/labels/withdraw.html", context, status=status)


@administrators
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def evidence(request, label_uid):
    """Add what shows an award that is on record."""
    label = label_of(label_uid)
    form = EvidenceForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            keep_evidence(label=label, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("The evidence is kept."))
            return redirect("labels:organisation", label.organisation.public_id)
    context = {"form": form, "label": label}
    status = 422 if form.errors else 200
    return render(request, "certification/labels/evidence.html", context, status=status)


@access(holds("administrator", "officer", "auditor"))
@never_cache
@require_safe
def evidence_file(request, evidence_uid):
    """A file that shows an award, as a download."""
    kept = get_object_or_404(queries.evidence_visible_to(request.user), uid=evidence_uid)
    if not kept.file:
        raise Http404
    return handed_out(kept.file, kept.name)
