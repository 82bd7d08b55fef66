"""The dashboard of the scheme, and the slide that everybody may see."""

from datetime import date, timedelta
from functools import cache, partial
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from certification.counts.queries import newest_rules
from certification.counts.rules import NOT_ATTRIBUTABLE, Filters
from certification.counts.summaries import (
    Sums,
    end_of_last_quarter,
    headline_figures,
    sums_of,
)
from certification.counts.views import LIST_READERS, no_rule
from certification.dashboards import queries
from certification.dashboards.charts import ColumnChart, column_chart
from certification.dashboards.forms import YearForm
from certification.dashboards.pdf import slide_pdf
from certification.dashboards.slide import slide
from certification.targets.queries import targets_of
from courses.lineage.queries import lines_of_scheme
from lms.country_map import CountryMap, country_map
from lms.people.access import access, anyone, holds

READS_ALL = ("administrator", "officer")


@access(holds(*READS_ALL))
@require_safe
def scheme(request):
    """Figures, people by month and country, generations, instructors now and what ends."""
    rules = newest_rules()
    if not rules:
        return no_rule(request)
    now = timezone.now()
    form = YearForm(request.GET, rules=rules, today=timezone.localdate())
    rule, year = form.asked()
    as_of = now.astimezone(ZoneInfo(rule.zone)).date()
    able = queries.capacity(now)
    may_open = holds(*LIST_READERS)(request.user)
    # The figures and the months ask about the same roles.
    sums = cache(partial(sums_of, as_of=as_of, now=now))
    everybody = sums(rule, Filters())  # each once (R17)
    context = {
        "form": form,
        "rule": rule,
        "as_of": as_of,
        "year": year,
        "figures": headline_figures(as_of, now=now, ask=sums),
        "months": [
            months_chart(sums(rule, Filters(role=role)), label) for role, label in queries.roles()
        ],
        "map": trained_map(everybody, leads_on=may_open),
        "may_open": may_open,
        "known_at": everybody.known_at,
        "instructors": queries.instructors(date(year, 1, 1), date(year, 12, 31), rule.zone, now),
        "generations": lines_of_scheme().generations,
        "targets": targets_of(None, as_of, now),
        "capacity": able,
        "ending": ending_chart(able),
    }
    return render(request, "certification/dashboards/scheme.html", context)


def months_chart(sums: Sums, label: str) -> ColumnChart:
    rows = [
        (date_format(month, "F Y"), date_format(month, "M y") if not place % 4 else "", number)
        for place, (month, number) in enumerate(queries.by_month(sums))
    ]
    title = _("Trained by month: %s") % label
    return column_chart(f"months-{sums.filters.role}", title, title, rows)


def ending_chart(able: queries.Capacity) -> ColumnChart:
    rows = [
        (date_format(month, "F Y"), date_format(month, "M"), number)
        for month, number in able.ending
    ]
    title = _("Instructors whose last certificate ends, by month")
    return column_chart("ending", title, title, rows)


def trained_map(sums: Sums, *, leads_on: bool) -> CountryMap:
    """People by country; where it leads on, every number leads to its list."""
    numbers = [
        (code, number, sums.address(country=code or NOT_ATTRIBUTABLE) if leads_on else "")
        for code, number in sums.by_country()
    ]
    return country_map("trained", _("Trained by country at enrolment"), numbers)


def shown_slide(request):
    """The slide for whoever asks; None where no counting rule is installed."""
    rules = newest_rules()
    if not rules:
        return None
    now = timezone.now()
    today = now.astimezone(ZoneInfo(rules[0].zone)).date()
    is_full = holds(*READS_ALL)(request.user)
    as_of = today - timedelta(days=1) if is_full else end_of_last_quarter(today)
    return slide(rules[0], as_of, is_full=is_full, now=now)


@access(anyone)
@require_safe
def one_slide(request):
    """Instructors and managers by country and by year, with the rule as footnote."""
    found = shown_slide(request)
    if found is None:
        return no_rule(request)
    context = {"slide": found}
    if found.is_full:
        everybody = sums_of(found.rule, Filters(), as_of=found.as_of, now=timezone.now())
        context["map"] = trained_map(everybody, leads_on=False)
    return render(request, "certification/dashboards/slide.html", context)


@access(anyone)
@require_safe
def one_slide_pdf(request):
    """The same on one page of A4 across."""
    found = shown_slide(request)
    if found is None:
        return no_rule(request)
    headers = {
        "Content-Disposition": f'inline; filename="trained-{found.as_of}.pdf"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(slide_pdf(found), content_type="application/pdf", headers=headers)
