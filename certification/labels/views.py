"""The public list of labels and the history of an organisation, for people and for machines."""

from django.core.paginator import Paginator
from django.http import JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from certification.labels import queries
from certification.labels.forms import SearchForm
from certification.labels.models import OrganisationLabel
from certification.labels.published import csv_lines, history_said, list_said, organisation_said
from lms.people.access import access, anyone
from lms.people.countries import country_name
from lms.people.models import Organisation

PAGE, PAGE_OF_JSON = 50, 100


def asked(request):
    """The form as it was filled in, what it asks for, and the address's part that says so."""
    form = SearchForm(request.GET)
    filters = form.filters(timezone.localdate())
    said = {name: request.GET[name] for name in form.fields if request.GET.get(name)}
    return form, filters, urlencode(said)


@access(anyone)
@require_safe
def labels(request):
    """Every label by organisation, narrowed to what is looked for."""
    form, filters, query = asked(request)
    page = Paginator(queries.labels(filters), PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "filters": filters,
        "query": query,
        "page": page,
        "lines": queries.lines(page, filters.on),
        "is_today": filters.on == timezone.localdate(),
    }
    return render(request, "certification/labels/list.html", context)


@access(anyone)
@require_safe
def labels_json(request):
    """The same list for machines, in pages that name the next one."""
    _form, filters, query = asked(request)
    found = Paginator(queries.labels(filters), PAGE_OF_JSON)
    page = found.get_page(request.GET.get("page"))
    following = ""
    if page.has_next():
        rest = f"{query}&" if query else ""
        address = f"{reverse('labels:json')}?{rest}page={page.next_page_number()}"
        following = request.build_absolute_uri(address)
    said = {
        "on": filters.on.isoformat(),
        "total": found.count,
        "page": page.number,
        "pages": found.num_pages,
        "next": following or None,
        "labels": list_said(queries.lines(page, filters.on)),
    }
    return JsonResponse(said)


@access(anyone)
@require_safe
def labels_csv(request):
    """The same list as CSV, streamed."""
    _form, filters, _query = asked(request)
    name = f"labels-{filters.on.isoformat()}.csv"
    return StreamingHttpResponse(
        csv_lines(filters),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@access(anyone)
@require_safe
def organisation(request, organisation_uid):
    """How the labels of one organisation followed one another, and what each is today."""
    found, history, standings = _history(organisation_uid)
    may_record = request.user.is_authenticated and "administrator" in request.user.roles
    sees_evidence = request.user.is_authenticated and bool(
        request.user.roles & {"administrator", "officer", "auditor"}
    )
    context = {
        "organisation": found,
        "country": country_name(found.country),
        "history": history,
        "standings": standings,
        "may_record": may_record,
        "sees_evidence": sees_evidence,
    }
    return render(request, "certification/labels/organisation.html", context)


@access(anyone)
@require_safe
def organisation_json(request, organisation_uid):
    """The same history for machines."""
    found, history, standings = _history(organisation_uid)
    said = organisation_said(found) | {
        "labels": list_said(standings),
        "awards": [history_said(label) for label in history],
    }
    return JsonResponse(said)


def _history(organisation_uid):
    found = get_object_or_404(
        Organisation.objects.select_related("region").filter(labels__isnull=False).distinct(),
        public_id=organisation_uid,
    )
    today = timezone.localdate()
    newest = OrganisationLabel.objects.newest_by(today).filter(organisation=found)
    standings = queries.lines(newest.select_related("organisation"), today)
    return found, list(queries.labels_of(found)), standings
