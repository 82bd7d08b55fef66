"""Frozen reports: freeze one, read it, take it away, see what has become different since."""

import json
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from certification.counts import queries as counts
from certification.counts.forms import ask
from certification.reports import queries
from certification.reports.actions import KIND, ask_to_freeze
from certification.reports.differences import (
    Explanation,
    compared_with_now,
    compared_with_report,
)
from certification.reports.forms import CompareForm, FreezeForm
from certification.reports.models import FrozenReport
from certification.reports.rules import Difference, Kind
from certification.reports.words import breakdown_tables, correction_lines
from lms.errors import Refused
from lms.jobs.models import Job
from lms.journal.outbox import left_to_relay
from lms.people.access import access, holds
from lms.people.countries import country_name
from lms.people.models import Person
from lms.private_files import handed_out

PAGE = 50
LONGEST_NAME = 100


readers = access(holds("administrator", "auditor", "coordinator"))


def _report(request, uid) -> FrozenReport:
    found = queries.reports_for(request.user).select_related(
        "rule", "project", "frozen_by", "continues"
    )
    return get_object_or_404(found, uid=uid)


@readers
@require_safe
def reports(request):
    """Every report that one may read, the newest first."""
    found = queries.reports_for(request.user).select_related("rule", "project", "frozen_by")
    context = {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "reads_all": not request.user.roles.isdisjoint(queries.READ_ALL),
        "projects": queries.coordinated(request.user),
    }
    return render(request, "certification/reports/reports.html", context)


@readers
@never_cache
@require_http_methods(["GET", "POST"])
def freeze(request):
    """Name the figure that the address asks, and freeze it."""
    asked = ask(request.GET)
    if asked is None:
        return render(request, "certification/counts/no_rule.html")
    _form, question = asked
    if not queries.may_freeze(request.user, question.filters.project):
        raise Http404
    earlier = queries.earlier_of_the_same(question, request.user)
    form = FreezeForm(request.POST if request.method == "POST" else None, earlier=earlier)
    if form.is_valid():
        try:
            with left_to_relay():  # the page of the job shows how far it is
                job = ask_to_freeze(
                    key=form.cleaned_data["key"],
                    question=question,
                    naming=form.naming(),
                    by=request.user,
                    at=timezone.now(),
                )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("reports:job", job.uid)
    rule, filters = question.rule, question.filters.with_(known_at=None, evidence="")
    context = {
        "form": form,
        "question": question,
        "total": counts.trained(rule, filters, as_of=question.as_of).count(),
        "claimed": counts.claimed(rule, filters, as_of=question.as_of).count(),
        "query": urlencode(question.query()),
    }
    status = 422 if form.errors else 200
    return render(request, "certification/reports/freeze.html", context, status=status)


@readers
@never_cache
@require_safe
def job(request, job_uid):
    """How far the freezing is; then on to the report."""
    found = get_object_or_404(Job, uid=job_uid, kind=KIND, asked_by=request.user)
    is_shown = request.headers.get("HX-Request") == "true"
    if found.has_succeeded and not is_shown:
        return redirect("reports:report", found.result["report"])
    return render(request, "certification/reports/job.html", {"job": found})


@readers
@require_safe
def report(request, report_uid):
    """What was frozen, whether it is as it was, and the rows with the names of today."""
    found = _report(request, report_uid)
    head = json.loads(found.head)
    search = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_NAME]
    page = Paginator(queries.named(found, search).order_by("number"), PAGE).get_page(
        request.GET.get("page")
    )
    people = queries.people_of(list(page))
    rows = [json.loads(row.said) for row in page]
    question = queries.question_frozen(found)
    context = {
        "report": found,
        "question": question,
        "person_query": urlencode(question.query()),
        "head": head,
        "is_intact": queries.is_intact(found),
        "files": found.files.all(),
        "breakdowns": breakdown_tables(head),
        "corrections": correction_lines(head["corrections"]),
        "followers": queries.reports_for(request.user).filter(continues=found),
        "page": page,
        "rows": [(row, people.get(row["person"]), country_name(row["country"])) for row in rows],
        "search": search,
        "reads_people": not request.user.roles.isdisjoint(queries.READ_ALL),
        "page_query": urlencode({"q": search} if search else {}),
    }
    return render(request, "certification/reports/report.html", context)


@readers
@require_safe
def file(request, report_uid, form):
    """The file as it was made; one that is damaged is not handed out as the report."""
    kept = get_object_or_404(_report(request, report_uid).files, form=form)
    if not queries.is_as_made(kept):
        raise Http404
    return handed_out(kept.file, kept.name)


@readers
@never_cache
@require_safe
def differences(request, report_uid):
    """Person by person what is different now, and why; the sums lead from one figure to the other."""
    found = _report(request, report_uid)
    later = queries.reports_for(request.user).filter(
        series=found.series, frozen_at__gt=found.frozen_at, as_of__gte=found.as_of
    )
    form = CompareForm(request.GET, later=later)
    form.is_valid()
    asked = form.cleaned_data
    other = form.later.get(asked.get("with_", ""))
    today = timezone.localdate(timezone=ZoneInfo(found.rule.zone))
    if other is not None:
        explanation = compared_with_report(found, other)
    else:
        as_of = asked.get("as_of") or today
        explanation = compared_with_now(found, as_of=as_of, at=timezone.now())
    kind = request.GET.get("kind", "")
    shown = [each for each in explanation.differences if kind in ("", each.kind)]
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    query = {
        key: value for key, value in request.GET.items() if key in ("with_", "as_of") and value
    }
    address = reverse("reports:differences", args=[found.uid])
    context = {
        "report": found,
        "form": form,
        "other": other,
        "explanation": explanation,
        "kinds": _kinds(explanation, kind, query, address),
        "lines": [line for line in explanation.lines if line.came or line.went or not line.holds],
        "page": page,
        "rows": _told(list(page)),
        "page_query": urlencode(query | ({"kind": kind} if kind else {})),
        "erased": queries.erased(found),
    }
    return render(request, "certification/reports/differences.html", context)


def _kinds(explanation: Explanation, chosen: str, query: dict, address: str) -> list[tuple]:
    """Each kind of difference with its number and the way to its list."""
    return [
        (kind.label, number, f"{address}?{urlencode(query | {'kind': kind})}", kind == chosen)
        for kind, number in explanation.of_kind.items()
        if number or kind != Kind.CLAIMED
    ]


def _told(rows: list[Difference]) -> list[tuple[Difference, list[Person], Person | None]]:
    """Each with the names of today: of whom it was and is, and of whom another unit stands for it."""
    uids = {uid for row in rows for uid in (*row.people, row.stands_for)} - {""}
    people = Person.objects.in_bulk(uids, field_name="public_id")
    by_uid = {str(uid): person for uid, person in people.items()}
    return [
        (row, [by_uid[uid] for uid in row.people if uid in by_uid], by_uid.get(row.stands_for))
        for row in rows
    ]
