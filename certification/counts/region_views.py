"""A figure by region, in the version and at the level of NUTS that the reader chooses."""

import csv

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from certification.counts import queries
from certification.counts.charts import bar_chart
from certification.counts.nuts import COUNTRY, shipped
from certification.counts.regions import OUTSIDE, OWN, USUAL_LEVEL, Scale, by_region
from certification.counts.rules import NOT_ATTRIBUTABLE
from certification.counts.views import address, readers, shared_context, with_question
from lms.auditing.watermarks import watermark_for
from lms.people.countries import country_name
from lms.spreadsheets import BYTE_ORDER_MARK, safe

HEAD = (
    "code",
    "region",
    "trained",
    "nuts_version",
    "nuts_level",
    "rule",
    "rule_version",
    "as_of",
    "filters",
)


class ScaleForm(forms.Form):
    nuts_version = forms.TypedChoiceField(
        label=gettext_lazy("NUTS version"), coerce=int, required=False
    )
    nuts_level = forms.TypedChoiceField(
        label=gettext_lazy("Level"),
        coerce=lambda text: None if text == OWN else int(text),
        required=False,
        empty_value=USUAL_LEVEL,
        choices=[
            (OWN, gettext_lazy("own, by the rule")),
            (0, gettext_lazy("0, countries")),
            (1, gettext_lazy("1, major regions")),
            (2, gettext_lazy("2, basic regions")),
            (3, gettext_lazy("3, small regions; known for 2021 and 2024")),
        ],
    )

    def __init__(self, data) -> None:
        versions = shipped().versions
        usual = {"nuts_version": str(versions[-1]), "nuts_level": str(USUAL_LEVEL)}
        given = {name: data[name] for name in usual if data.get(name)}
        super().__init__(usual | given)
        self.fields["nuts_version"].choices = [(each, str(each)) for each in reversed(versions)]

    def scale(self) -> Scale:
        """What cannot be read, or is in no list, is the newest version and the usual level."""
        self.is_valid()
        said = self.cleaned_data
        version = said.get("nuts_version") or shipped().versions[-1]
        scale = Scale(version, said.get("nuts_level", USUAL_LEVEL))
        if not scale.is_known:
            self.add_error("nuts_level", _("Of this version levels 0 to 2 are known."))
            return Scale(version, USUAL_LEVEL)
        return scale


@readers
@require_safe
@with_question
def regions(request, form, question):
    """Lines by region; with what no region can hold they add up to the figure (R19, R24)."""
    scale_form = ScaleForm(request.GET)
    scale = scale_form.scale()
    units = queries.trained(question.rule, question.filters, as_of=question.as_of)
    found = by_region(units, question.rule, scale)
    rows = [
        (f"{code} {scale.name(code)}", number, address("people", question, region=scale.line(code)))
        for code, number in found.lines.items()
    ]
    chosen = {"nuts_version": scale.version, "nuts_level": scale.told_level}
    context = shared_context(form, question) | {
        "scale": scale,
        "scale_form": scale_form,
        "hidden": question.query(),
        "chart": bar_chart("region", _("By region"), _("Trained by region at enrolment"), rows),
        "found": found,
        "not_attributable_url": address("people", question, region=scale.line(NOT_ATTRIBUTABLE)),
        "outside": [(country_name(code), number) for code, number in found.outside.items()],
        "outside_url": address("people", question, region=scale.line(OUTSIDE)),
        "table_url": f"{address('regions_table', question)}&{urlencode(chosen)}",
    }
    return render(request, "certification/counts/regions.html", context)


@readers
@require_safe
@with_question
def regions_table(request, _form, question):
    """The same lines as CSV, each with rule, version, as-of date and filters (R11)."""
    rule, scale = question.rule, ScaleForm(request.GET).scale()
    units = queries.trained(rule, question.filters, as_of=question.as_of)
    found = by_region(units, rule, scale)
    rest = (scale.version, scale.told_level)
    lines = [
        (code, scale.name(code), number, scale.version, len(code) - COUNTRY)
        for code, number in found.lines.items()
    ]
    lines.append(("", _("not attributable"), found.not_attributable, *rest))
    lines += [
        ("", _("%s, outside NUTS") % country_name(code), number, *rest)
        for code, number in found.outside.items()
    ]
    filters = "; ".join(f"{key}={value}" for key, value in question.filters.query().items())
    mark = watermark_for(request)
    said = (rule.code, rule.version, question.as_of, filters)
    name = f"trained-regions-{rule.code}-{rule.version}-{question.as_of}.csv"
    answer = HttpResponse(
        BYTE_ORDER_MARK,
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )
    table = csv.writer(answer)
    table.writerow([*HEAD, *(mark.COLUMNS if mark else ())])
    for line in lines:
        table.writerow([safe(cell) for cell in (*line, *said, *(mark.cells if mark else ()))])
    return answer
