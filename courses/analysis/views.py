"""Item analysis on screen: of each test and each of its questions."""

from dataclasses import dataclass, replace
from fractions import Fraction

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courses.analysis import measures, queries, rules
from courses.analysis.charts import plane, use_chart
from courses.analysis.export import csv_text
from courses.analysis.forms import read_selection
from courses.analysis.items import Analysis, Item, analyse
from courses.analysis.items import item as item_of
from courses.analysis.uses import option_uses, options_of, wrong_answers
from courses.assessments.designs import read_sections
from courses.assessments.models import Assessment, QuestionVersion
from courses.assessments.question_types import type_of
from lms.people.access import access, holds

PAGE = 50
readers = access(holds(*rules.READ_ANALYSIS))


@dataclass(frozen=True)
class Row:
    """A question version with its figures; `number` is its dot in the picture."""

    number: int
    version: QuestionVersion
    item: Item


@readers
@require_safe
def assessments(request):
    """Every test with how often it was taken."""
    page = Paginator(queries.assessments_with_attempts(), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "may_regrade": rules.may_regrade(request.user.roles)}
    return render(request, "courses/analysis/assessments.html", context)


def asked_assessment(code: str) -> Assessment:
    return get_object_or_404(Assessment.objects.select_related("design"), code=code)


def rows_of(found: Analysis) -> list[Row]:
    """By question and version, newest version first."""
    versions = queries.versions_of(item.version for item in found.items)
    pairs = sorted(
        ((versions[item.version], item) for item in found.items),
        key=lambda pair: (pair[0].question.code, -pair[0].number),
    )
    return [
        Row(number, version, told_of(version, item))
        for number, (version, item) in enumerate(pairs, start=1)
    ]


def told_of(version: QuestionVersion, item: Item) -> Item:
    """The figures of a question, told by how it is marked."""
    return replace(item, by_person=not type_of(version.type).is_closed(version.content))


@readers
@require_safe
def assessment(request, code):
    """The figures of a test, and a line for each of its questions."""
    test = asked_assessment(code)
    designs = queries.designs_of(test)
    form, selection = read_selection(request.GET, designs)
    loaded = queries.sittings(test, selection)
    found = analyse(loaded.rows)
    rows = rows_of(found)
    titles = [section.title for section in read_sections(designs[0].sections)] if designs else []
    context = {
        "test": test,
        "form": form,
        "query": urlencode(selection.query()),
        "loaded": loaded,
        "found": found,
        "sections": [
            (each, titles[each.number - 1] if each.number <= len(titles) else "")
            for each in found.sections
        ],
        "rows": rows,
        "flagged": sum(bool(row.item.flags) for row in rows),
        "plane": plane([(row.number, row.version.question.code, row.item) for row in rows]),
        "fewest": measures.FEWEST,
        "sure_from": measures.SURE_FROM,
        "may_regrade": rules.may_regrade(request.user.roles),
    }
    return render(request, "courses/analysis/assessment.html", context)


@readers
@require_safe
@never_cache
def export(request, code):
    """The lines of the questions as CSV."""
    test = asked_assessment(code)
    _form, selection = read_selection(request.GET, queries.designs_of(test))
    rows = rows_of(analyse(queries.sittings(test, selection).rows))
    return HttpResponse(
        csv_text(test.code, [(row.version, row.item) for row in rows]),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="item-analysis-{test.code}.csv"'},
    )


@readers
@require_safe
def question(request, code, version_pk):
    """One question version: its figures, and how its options or wrong answers were used."""
    test = asked_assessment(code)
    version = get_object_or_404(
        QuestionVersion.objects.select_related("question", "picture"),
        pk=version_pk,
        question__bank=test.bank_id,
    )
    form, selection = read_selection(request.GET, queries.designs_of(test))
    asked = [row for row in queries.sittings(test, selection).rows if version.pk in row.given]
    answers = queries.responses_to(version, test)
    responses = [answers.get(row.attempt) for row in asked]
    rests = [row.rest(version.pk) for row in asked]
    uses = option_uses(version, responses, [rest or Fraction(0) for rest in rests])
    context = {
        "test": test,
        "version": version,
        "form": form,
        "query": urlencode(selection.query()),
        "item": told_of(version, item_of(version.pk, asked)),
        "blank": sum(response is None for response in responses),
        "has_options": bool(options_of(version)),
        "uses": uses,
        "chart": use_chart(uses),
        "wrong": wrong_answers(version, responses) if len(asked) >= measures.FEWEST else [],
        "key": type_of(version.type).right_answer(version.content)
        if version.type != QuestionVersion.Type.FORMULA
        else [],
        "sure_from": measures.SURE_FROM,
        "may_regrade": rules.may_regrade(request.user.roles),
    }
    return render(request, "courses/analysis/question.html", context)


@readers
@require_safe
def attempts(request, code):
    """Every attempt that was handed in, newest first, each leading to its replay."""
    test = asked_assessment(code)
    found = (
        queries.selected(test, queries.Selection(only_first=False))
        .select_related("enrolment__person", "result", "withdrawal")
        .order_by("-submitted_at", "-pk")
    )
    context = {
        "test": test,
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "shows_names": rules.may_see_names(request.user.roles),
    }
    return render(request, "courses/analysis/attempts.html", context)
