"""For certification officers: every certificate, its history, what may be changed, and what rests on it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from certification.certificates import consequences, life, listing
from certification.certificates.actions import decide_case, restore
from certification.certificates.forms import (
    CHANGES,
    CaseForm,
    Change,
    ChangeForm,
    FilterForm,
    RestoreForm,
)
from certification.certificates.models import Certificate, DeliveryCase, StatusEvent
from certification.certificates.queries import modules_covered, renewable_in, status_of, today_of
from certification.certificates.rules import Status, StatusOn
from lms.errors import Refused
from lms.people.access import access, holds

PAGE = 50
NOT_SAVED = 422
readers = access(holds("officer", "administrator", "auditor"))
officers = access(holds("officer"))


@readers
@require_safe
def certificates(request):
    """Every certificate with its status today, to be searched; pages with a fixed number of queries."""
    form = FilterForm(request.GET)
    found = listing.found(timezone.now(), form.asked())
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "crumbs": [(_("My page"), reverse("portal:home"))],
        "form": form,
        "page": page,
        "rows": [(row, Status(row.status_today)) for row in page],
        "query": urlencode(form.query()),
        "cases": consequences.open_cases().count(),
    }
    return render(request, "certification/certificates/officer/list.html", context)


def loaded(number: str) -> Certificate:
    return get_object_or_404(
        Certificate.objects.select_related(
            "person", "decision__certificate_type", "scheme_version__scheme__programme"
        ).prefetch_related(
            "status_events__by", "status_events__superseded_by", "revisions__issued_by"
        ),
        number=number,
    )


def ways(certificate: Certificate) -> list[tuple[str, str]]:
    return [
        (_("My page"), reverse("portal:home")),
        (_("Certificates"), reverse("certificates:list")),
        (str(certificate.title), reverse("certificates:certificate", args=[certificate.number])),
    ]


@readers
@require_safe
def certificate(request, number):
    """One certificate: what happened to it and why, its papers, and what an officer may do now."""
    found = loaded(number)
    status = status_of(found, today_of(found, timezone.now()))
    events = sorted(found.status_events.all(), key=lambda each: (each.recorded_at, each.pk))
    undone = {each.undoes_id for each in events}
    context = {
        "crumbs": ways(found)[:-1],
        "certificate": found,
        "status": status,
        "renewable": renewable_in(found, status),
        "events": [
            (each, each.kind in StatusEvent.MAY_BE_UNDONE and each.pk not in undone)
            for each in events
        ],
        "revisions": sorted(found.revisions.all(), key=lambda each: -each.number),
        "changes": [(code, CHANGES[code]) for code in possible(found, status, request.user)],
        "is_officer": life.OFFICER in request.user.roles,
        "cases": case_rows(consequences.cases_of(found)),
    }
    return render(request, "certification/certificates/officer/certificate.html", context)


def possible(found: Certificate, status: StatusOn, person) -> list[str]:
    return life.possible(
        status,
        may_extend=bool(found.decision.certificate_type.extension_months),
        modules=len(modules_covered(found, status)),
        others=Certificate.objects.filter(person=found.person_id).exclude(pk=found.pk).count(),
        roles=person.roles,
    )


def case_rows(cases: list[DeliveryCase]):
    numbers = consequences.numbers_of_certificates({case.delivery_id for case in cases})
    return [
        (case, list(case.decisions.all())[-1:], numbers.get(case.delivery_id, 0)) for case in cases
    ]


@officers
@require_http_methods(["GET", "POST"])
def change(request, number, what):
    """One change with its reason; before an accreditation goes, everything that rests on it is shown.

    A button asks for that without changing anything; it needs no script.
    """
    wanted = CHANGES.get(what)
    if wanted is None:
        raise Http404
    found = loaded(number)
    status = status_of(found, today_of(found, timezone.now()))
    form = ChangeForm(request.POST or None, certificate=found, status=status, fields=wanted.fields)
    code = 200
    if request.method == "POST" and "look" not in request.POST:
        code = NOT_SAVED
        if form.is_valid():
            try:
                wanted.apply(found, form.cleaned_data, request.user, timezone.now())
                messages.success(request, _("It is done, and the holder is told."))
                return redirect("certificates:certificate", number=found.number)
            except Refused as refusal:
                form.add_error(None, refusal.sentence)
    context = {
        "crumbs": ways(found),
        "certificate": found,
        "status": status,
        "change": wanted,
        "form": form,
        "consequences": what_rests(found, wanted, form, status),
    }
    return render(request, "certification/certificates/officer/change.html", context, status=code)


def what_rests(found: Certificate, wanted: Change, form: ChangeForm, status: StatusOn):
    teaches = found.decision.certificate_type.gives_right_to_teach
    if not (wanted.has_consequences and teaches):
        return None
    day = status.day
    if form.is_bound:
        form.is_valid()  # the day may be good while the reason is not written yet
        day = form.cleaned_data.get("effective_on") or status.day
    return consequences.consequences_of(found, day, status.day)


@officers
@require_http_methods(["GET", "POST"])
def undo(request, number, event_pk):
    """Restore what was withdrawn or suspended, after an appeal, with its original days (R50)."""
    found = loaded(number)
    event = get_object_or_404(StatusEvent, pk=event_pk, certificate=found)
    form = RestoreForm(request.POST or None)
    code = 200
    if request.method == "POST":
        code = NOT_SAVED
        if form.is_valid():
            try:
                reason = form.cleaned_data["reason"]
                restore(event=event, reason=reason, by=request.user, at=timezone.now())
                messages.success(request, _("It is restored, and the holder is told."))
                return redirect("certificates:certificate", number=found.number)
            except Refused as refusal:
                form.add_error(None, refusal.sentence)
    context = {"crumbs": ways(found), "certificate": found, "event": event, "form": form}
    return render(request, "certification/certificates/officer/undo.html", context, status=code)


@readers
@require_safe
def cases(request):
    """Deliveries that wait for a decision since the accreditation of their trainer was withdrawn."""
    page = Paginator(consequences.open_cases(), PAGE).get_page(request.GET.get("page"))
    context = {
        "crumbs": [
            (_("My page"), reverse("portal:home")),
            (_("Certificates"), reverse("certificates:list")),
        ],
        "page": page,
        "rows": case_rows(list(page)),
    }
    return render(request, "certification/certificates/officer/cases.html", context)


@readers
@require_http_methods(["GET", "POST"])
def case(request, pk):
    """One delivery: the certificates from it with their status, and what was found about it."""
    found = get_object_or_404(
        DeliveryCase.objects.select_related("delivery", "event__certificate__person"), pk=pk
    )
    is_officer = life.OFFICER in request.user.roles
    form = CaseForm(request.POST or None)
    code = 200
    if request.method == "POST":
        code = NOT_SAVED
        if form.is_valid():
            try:
                decide_case(case=found, by=request.user, at=timezone.now(), **form.cleaned_data)
                messages.success(request, _("Your decision about the delivery is kept."))
                return redirect("certificates:case", pk=found.pk)
            except Refused as refusal:
                form.add_error(None, refusal.sentence)
    rows = (
        listing.listed(timezone.now())
        .filter(pk__in=consequences.certificates_from([found.delivery_id]).values("pk"))
        .select_related("person")
        .prefetch_related("revisions")
        .order_by("person__last_name", "pk")
    )
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "crumbs": ways(found.event.certificate),
        "case": found,
        "decisions": found.decisions.select_related("by"),
        "form": form,
        "is_officer": is_officer,
        "page": page,
        "rows": [(row, Status(row.status_today)) for row in page],
    }
    return render(request, "certification/certificates/officer/case.html", context, status=code)
