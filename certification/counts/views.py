"""Figures on screen, each with its rule, its list and its evidence."""

from dataclasses import replace
from datetime import datetime
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from certification.counts import queries, within
from certification.counts.attended import lists_of
from certification.counts.charts import bar_chart
from certification.counts.disputes.queries import disputed_among
from certification.counts.evidence import attempt_with_evidence, verdicts_on
from certification.counts.export import csv_lines, json_lines, workbook
from certification.counts.forms import Question, ReportForm, ask
from certification.counts.models import CountingRule
from certification.counts.paper import list_on_paper
from certification.counts.recorded import records_of
from certification.counts.rules import MISSING, NOT_ATTRIBUTABLE, Filters, bound_of
from certification.counts.summaries import Sums, sums_of
from certification.counts.totals import UnitPaginator
from certification.evidence.queries import losses
from certification.labels.models import OrganisationLabel
from courses.assessments.question_types import type_of
from courses.deliveries.auditing import scope_of
from courses.enrolment.models import Enrolment
from lms.auditing.watermarks import watermark_for
from lms.errors import Refused
from lms.people.access import access, holds
from lms.people.countries import country_name
from lms.people.merging.queries import canonical_of, selves_of
from lms.people.models import Person
from lms.private_files import handed_out

PAGE = 50
LONGEST_NAME = 100
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
LIST_READERS = ("administrator", "auditor", "project_auditor")
readers = access(holds(*LIST_READERS))


def no_rule(request):
    return render(request, "certification/counts/no_rule.html")


def with_question(view):
    """Hand the view the form and the question that the address asks, within the reader's scope.

    Another project is refused, known or not (R60). Without a counting rule there is no figure.
    """

    @wraps(view)
    def asked(request, *args, **kwargs):
        scope = scope_of(request.user)
        project = request.GET.get("project", "")
        if scope is not None and project not in ("", NOT_ATTRIBUTABLE, *scope):
            raise PermissionDenied
        found = ask(request.GET, scope)
        return no_rule(request) if found is None else view(request, *found, *args, **kwargs)

    return asked


def address(name: str, question: Question, **changes) -> str:
    return f"{reverse(f'counts:{name}')}?{urlencode(question.query(**changes))}"


def typed_name(request) -> str:
    """The name looked for; PostgreSQL takes no NUL."""
    return request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_NAME]


def shared_context(form: ReportForm, question: Question) -> dict:
    """What stands on every page of a figure: its rule, date and filters, and the ways on."""
    return {
        "form": form,
        "question": question,
        "query": urlencode(question.query()),
        "report_url": address("trained", question),
        "people_url": address("people", question),
        "regions_url": address("regions", question),
        "not_counted_url": address("not_counted", question),
        "exports": [
            (form.upper(), f"{reverse('counts:export', args=[form])}?{urlencode(question.query())}")
            for form in TYPES
        ],
    }


@readers
@require_safe
@with_question
def trained(request, form, question):
    """The figure, by role, country and year; every number leads to its list.

    Where it was kept, everything on the page is asked as it was known then.
    """
    now = timezone.now()
    sums = sums_of(question.rule, question.filters, as_of=question.as_of, now=now)
    if sums.known_at:
        filters = question.filters.with_(known_at=sums.known_at)
        question = replace(question, filters=filters)
    roles = roles_of(sums, now)
    context = shared_context(form, question) | {
        "total": sums.value,
        "erased": sums.erased,
        "claimed": sums.claimed,
        "missing": sums.missing,
        "missing_url": address("people", question, evidence=MISSING),
        "is_people": question.rule.uniqueness == CountingRule.Uniqueness.EVER,
        "role_chart": role_chart(question, roles),
        "both_roles": sum(number for _role, number in roles) - sums.value,
        "country_chart": country_chart(question, sums.by_country()),
        "year_chart": year_chart(question, sums.by_year()),
        "projects": project_table(request, form, question, sums.value),
        "may_freeze": "administrator" in request.user.roles,
    }
    return render(request, "certification/counts/trained.html", context)


def roles_of(sums: Sums, now: datetime) -> list[tuple[str, int]]:
    """A line for each role; where one is asked for, that is the figure itself."""
    if sums.filters.role:
        return [(sums.filters.role, sums.value)]
    return [
        (role, sums_of(sums.rule, sums.filters.with_(role=role), as_of=sums.as_of, now=now).value)
        for role in Enrolment.Role.values
    ]


def role_chart(question: Question, roles: list[tuple[str, int]]):
    names = dict(Enrolment.Role.choices)
    rows = [
        (str(names[role]), number, address("people", question, role=role)) for role, number in roles
    ]
    return bar_chart("role", _("By role"), _("Trained by role"), rows)


def country_chart(question: Question, countries: list[tuple[str, int]]):
    rows = [
        (
            country_name(code) if code else _("not attributable"),
            number,
            address("people", question, country=code or NOT_ATTRIBUTABLE),
        )
        for code, number in countries
    ]
    return bar_chart("country", _("By country"), _("Trained by country at enrolment"), rows)


def year_chart(question: Question, years: list[tuple[int, int]]):
    rows = [(str(year), number, address("people", question, year=year)) for year, number in years]
    return bar_chart("year", _("By year"), _("Trained by year of the last condition met"), rows)


def project_table(request, form: ReportForm, question: Question, people: int) -> dict | None:
    """Projects beside people (R12): only where people are counted and a rule counts by project.

    Beside a kept figure only when asked for, as nothing is kept of projects.
    """
    by_project = next(
        (r for r in form.rules.values() if r.uniqueness == CountingRule.Uniqueness.PROJECT),
        None,
    )
    is_asked = question.rule.uniqueness == CountingRule.Uniqueness.EVER
    if by_project is None or not is_asked or question.filters.project:
        return None
    is_kept = question.filters.known_at and not request.GET.get("known_at")
    if is_kept and not request.GET.get("projects"):
        return {
            "rule": by_project,
            "url": f"{address('trained', question, known_at=None)}&projects=1",
        }
    sums = queries.project_sums(
        question.rule, by_project, question.filters, as_of=question.as_of, people=people
    )
    asked = Question(by_project, question.filters, question.as_of)
    rows = [
        (code, title, number, address("people", asked, project=code))
        for code, title, number in sums.rows
    ]
    return {"rule": by_project, "sums": sums, "rows": rows}


@readers
@require_safe
@with_question
def people(request, form, question):
    """The list behind a figure."""
    search = typed_name(request)
    units = queries.trained(question.rule, question.filters, as_of=question.as_of)
    found = queries.named(units, search, "person")
    page = UnitPaginator(found, PAGE, question.rule, question.filters).get_page(
        request.GET.get("page")
    )
    disputed = disputed_among(page, bound_of(question.filters, question.rule.zone))
    context = shared_context(form, question) | {
        "page": page,
        "total": units.count() if search else page.paginator.count,
        "search": search,
        "page_query": urlencode(question.query() | ({"q": search} if search else {})),
        "rows": [(unit, country_name(unit.at_country), disputed.get(unit.pk)) for unit in page],
    }
    return render(request, "certification/counts/people.html", context)


@readers
@require_safe
def export(request, form):
    """The same list as CSV or JSON, streamed, as a workbook, or as a PDF."""
    if form not in TYPES:
        raise Http404
    return written(request, form)


@with_question
def written(request, _form, question, form):
    name = f"trained-{question.rule.code}-{question.rule.version}-{question.as_of}.{form}"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    mark = watermark_for(request)
    if form == "pdf":
        try:
            drawn = list_on_paper(question, mark)
        except Refused as refusal:
            context = {"refusal": refusal, "query": urlencode(question.query())}
            return render(request, "certification/counts/too_long.html", context, status=422)
        return HttpResponse(drawn, content_type=TYPES[form], headers=headers)
    if form == "xlsx":
        return FileResponse(workbook(question, mark), content_type=TYPES[form], headers=headers)
    lines = csv_lines(question, mark) if form == "csv" else json_lines(question, mark)
    return StreamingHttpResponse(lines, content_type=TYPES[form], headers=headers)


@readers
@require_safe
@with_question
def not_counted(request, form, question):
    """Every enrolment asked for that does not count, with the first condition that fails."""
    search = typed_name(request)
    filters = question.filters.with_(evidence="")
    places = queries.not_counted(question.rule, filters, as_of=question.as_of)
    found = queries.named(places, search, "person").select_related(
        "person__merged_into", "programme", "organisation", "project"
    )
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    verdicts = verdicts_on(list(page), question.rule, filters, as_of=question.as_of)
    context = shared_context(form, question) | {
        "page": page,
        "total": places.count() if search else page.paginator.count,
        "search": search,
        "page_query": urlencode(question.query() | ({"q": search} if search else {})),
        "rows": [(verdict, country_name(verdict.enrolment.country)) for verdict in verdicts],
    }
    return render(request, "certification/counts/not_counted.html", context)


@readers
@require_safe
@with_question
def person(request, form, question, public_id):
    """Why a person counts, or why not yet: each enrolment, condition by condition."""
    scope, before = question.filters.scope, bound_of(question.filters, question.rule.zone)
    people = within.people(scope, before).select_related("merged_into")
    found = get_object_or_404(people, public_id=public_id)
    somebody = canonical_of([found], before)[found.pk]
    selves = selves_of(somebody, before)
    enrolments = list(
        within.places(scope)
        .filter(person__in=selves)
        .select_related(
            "person__merged_into", "programme", "organisation", "region", "project", "delivery"
        )
        .order_by("enrolled_at", "pk")
    )
    asked = question.filters
    filters = Filters(role=asked.role, known_at=asked.known_at, scope=scope)
    verdicts = verdicts_on(enrolments, question.rule, filters, as_of=question.as_of)
    lists = lists_of(enrolments, before)
    records = records_of(somebody, question.rule, filters, as_of=question.as_of)
    lost = losses([each.version.evidence_id for each in records], before)
    context = shared_context(form, question) | {
        "person": somebody,
        "others": _others(selves, somebody) if scope is None else (),
        "certificates": within.certificates(somebody, scope, before),
        "verdicts": [
            (verdict, country_name(verdict.enrolment.country), lists[verdict.enrolment.pk])
            for verdict in verdicts
        ],
        "is_bound": scope is not None,
        "records": [
            (verdict, country_name(verdict.version.country), lost.get(verdict.version.evidence_id))
            for verdict in records
        ],
    }
    return render(request, "certification/counts/person.html", context)


def _others(selves, somebody) -> QuerySet[Person]:
    return Person.objects.filter(pk__in=selves).exclude(pk=somebody.pk)


@readers
@require_safe
def record_file(request, evidence_uid):
    """The file that shows a past training, such as the signed list."""
    evidence = get_object_or_404(within.files(scope_of(request.user)), uid=evidence_uid)
    return handed_out(evidence.file, evidence.name)


@readers
@require_safe
def attempt(request, uid):
    """The attempt itself: what was asked in which version, every answer saved, every mark."""
    found = attempt_with_evidence(uid)
    if found is None or not within.has(found.enrolment, scope_of(request.user)):
        raise Http404
    rows = []
    for question in found.questions.all():
        kind, content = type_of(question.version.type), question.version.content
        answers = [(step, kind.describe(content, step.response)) for step in question.steps.all()]
        key = kind.right_answer(content, question.seed) if found.submitted_at else []
        rows.append((question, answers, list(question.marks.all()), key))
    context = {
        "attempt": found,
        "person": found.enrolment.person,
        "result": found.result,
        "rows": rows,
        "query": request.GET.urlencode(),
    }
    return render(request, "certification/counts/attempt.html", context)


@access(holds("administrator", "auditor"))
@require_safe
def labels(request, level):
    """Organisations to which a label was awarded by a day, each once, by its first award."""
    if level not in OrganisationLabel.Level.values:
        raise Http404
    try:
        as_of = parse_date(request.GET.get("as_of", "")) or timezone.localdate()
    except ValueError:
        as_of = timezone.localdate()
    rows = queries.labelled(level, as_of).select_related("organisation")
    search = typed_name(request)
    found = rows.filter(organisation__name__icontains=search) if search else rows
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    asked = {"as_of": as_of.isoformat()} | ({"q": search} if search else {})
    context = {
        "page": page,
        "rows": [(label, country_name(label.organisation.country)) for label in page],
        "total": rows.count() if search else page.paginator.count,
        "search": search,
        "page_query": urlencode(asked),
        "level": OrganisationLabel.Level(level).label,
        "hidden": {"as_of": as_of.isoformat()},
        "as_of": as_of,
    }
    return render(request, "certification/counts/labels.html", context)
