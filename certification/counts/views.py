"""Figures on screen, each with its rule, its list and its evidence."""

from django.core.paginator import Paginator
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from certification.counts import queries
from certification.counts.charts import bar_chart
from certification.counts.evidence import attempt_with_evidence, conditions_of, first_missing
from certification.counts.export import csv_lines
from certification.counts.forms import Question, ReportForm
from courses.attempts.queries import current_answers
from courses.assessments.question_types import type_of
from courses.enrolment.models import Enrolment
from lms.people.access import access, holds
from lms.people.countries import country_name
from lms.people.models import OrganisationLabel

PAGE = 50
readers = access(holds("administrator", "auditor"))


def ask(request) -> tuple[ReportForm, Question]:
    form = ReportForm(request.GET or {}, today=timezone.localdate())
    if not form.rules:
        raise Http404("No counting rule is installed; run import_counting_rules.")
    return form, form.question()


def list_url(question: Question, **changes) -> str:
    return reverse("counts:people") + "?" + urlencode(question.query(**changes))


@readers
@require_safe
def trained(request):
    """The figure, by role, country and year; every number leads to its list."""
    form, question = ask(request)
    units = queries.trained(question.rule, question.filters, as_of=question.as_of)
    roles = dict(Enrolment.Role.choices)
    role_rows = [
        (roles[role], n, list_url(question, role=role))
        for role, n in queries.by_role(question.rule, question.filters, question.as_of)
    ]
    country_rows = [
        (
            country_name(code) if code else _("not attributable"),
            n,
            list_url(question, country=code or queries.NO_COUNTRY),
        )
        for code, n in queries.by_country(units)
    ]
    year_rows = [
        (str(year), n, list_url(question, year=year))
        for year, n in queries.by_year(units, question.rule.zone)
    ]
    context = {
        "form": form,
        "question": question,
        "total": units.count(),
        "people_url": list_url(question),
        "not_yet_url": reverse("counts:not_yet") + "?" + urlencode(question.query()),
        "export_url": reverse("counts:export") + "?" + urlencode(question.query()),
        "charts": [
            bar_chart(_("By role"), role_rows),
            bar_chart(_("By country"), country_rows),
            bar_chart(_("By year"), year_rows),
        ],
    }
    return render(request, "certification/counts/trained.html", context)


@readers
@require_safe
def people(request):
    """The list behind a figure."""
    form, question = ask(request)
    units = queries.trained(question.rule, question.filters, as_of=question.as_of)
    page = Paginator(
        units.select_related("enrolment__person", "enrolment__organisation", "enrolment__project"),
        PAGE,
    ).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "question": question,
        "page": page,
        "query": urlencode(question.query()),
        "export_url": reverse("counts:export") + "?" + urlencode(question.query()),
    }
    return render(request, "certification/counts/people.html", context)


@readers
@require_safe
def export(request):
    """The same list as CSV, streamed."""
    _form, question = ask(request)
    name = f"trained-{question.rule.code}-{question.as_of}.csv"
    return StreamingHttpResponse(
        csv_lines(question),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@readers
@require_safe
def not_yet(request):
    """Everybody enrolled who does not count, with the first condition that is missing."""
    form, question = ask(request)
    enrolments = queries.not_yet(
        question.filters, as_of=question.as_of, zone=question.rule.zone
    ).select_related("person", "programme", "organisation", "project")
    page = Paginator(enrolments, PAGE).get_page(request.GET.get("page"))
    conditions = conditions_of(list(page))
    rows = [(enrolment, first_missing(conditions[enrolment.pk])) for enrolment in page]
    context = {
        "form": form,
        "question": question,
        "page": page,
        "rows": rows,
        "query": urlencode(question.query()),
    }
    return render(request, "certification/counts/not_yet.html", context)


@readers
@require_safe
def evidence(request, uid):
    """Why a person counts, or why not yet: condition by condition."""
    enrolment = get_object_or_404(
        Enrolment.objects.select_related(
            "person", "programme", "organisation", "region", "project", "programme_completion"
        ),
        uid=uid,
    )
    context = {
        "enrolment": enrolment,
        "conditions": conditions_of([enrolment])[enrolment.pk],
        "completion": getattr(enrolment, "programme_completion", None),
    }
    return render(request, "certification/counts/evidence.html", context)


@readers
@require_safe
def attempt(request, uid):
    """The attempt itself: what was asked in which version, every answer, every mark."""
    found = attempt_with_evidence(uid)
    if found is None:
        raise Http404
    answers = current_answers(found)
    rows = []
    for question in found.questions.all():
        kind = type_of(question.version.type)
        step = answers.get(question.pk)
        described = kind.describe(question.version.content, step.response) if step else []
        rows.append((question, described))
    context = {"attempt": found, "rows": rows, "result": getattr(found, "result", None)}
    return render(request, "certification/counts/attempt.html", context)


@readers
@require_safe
def labels(request, level):
    """Organisations with a label of a level, each once, by its first award."""
    if level not in OrganisationLabel.Level.values:
        raise Http404
    as_of = timezone.localdate()
    rows = (
        queries.labelled(level, as_of).select_related("organisation").order_by("awarded_on", "pk")
    )
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "level": OrganisationLabel.Level(level).label,
        "as_of": as_of,
    }
    return render(request, "certification/counts/labels.html", context)
