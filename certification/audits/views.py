"""The auditor's room: what she audits until when, the figures to start from, and her own log (R60)."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from certification.audits import queries
from certification.audits.forms import LogForm
from courses.deliveries.auditing import scope_of
from courses.enrolment.models import Enrolment
from lms.auditing.queries import entries, standing_grant
from lms.people.access import access, holds

PROJECTS, LOG = 25, 50
auditors = access(holds("auditor", "project_auditor"))


@auditors
@never_cache
@require_safe
def home(request):
    """Scope, purpose, last day; each project with its figures, which lead to the lists."""
    grant, rule = standing_grant(request.user), queries.project_rule()
    scope = scope_of(request.user)
    page = Paginator(queries.projects_in(scope), PROJECTS).get_page(request.GET.get("page"))
    zone = rule.zone if rule else settings.TIME_ZONE
    as_of = timezone.localdate(timezone=ZoneInfo(zone))
    lines = queries.project_lines(list(page), rule, scope, as_of=as_of) if rule else []
    context = {
        "grant": grant,
        "scope": scope,
        "rule": rule,
        "as_of": as_of,
        "page": page,
        "roles": Enrolment.Role.choices,
        "rows": [(line, figures(line, rule, as_of)) for line in lines],
        "refused": entries(outcome="refused").filter(person=request.user).count(),
    }
    return render(request, "certification/audits/home.html", context)


def figures(line, rule, as_of) -> list[dict]:
    """By role: how many, how many are claimed only, and the way to each list."""

    def address(name: str, **filters) -> str:
        asked = {"rule": rule.code, "version": rule.version, "as_of": as_of.isoformat()}
        return reverse(f"counts:{name}") + "?" + urlencode(asked | filters)

    project = line.project.code
    return [
        {
            "role": label,
            "trained": line.trained[role],
            "missing": line.claimed[role] - line.trained[role],
            "url": address("people", project=project, role=role),
            "missing_url": address("people", project=project, role=role, evidence="missing"),
        }
        for role, label in Enrolment.Role.choices
    ]


@auditors
@never_cache
@require_safe
def own_log(request):
    """What the site has kept about oneself as an auditor."""
    return log_page(request, "certification/audits/own_log.html", person=request.user)


def log_page(request, template: str, **only):
    form = LogForm(request.GET)
    asked = form.asked()
    found = entries(text=asked.get("q", ""), outcome=asked.get("shown", "")).filter(**only)
    context = {
        "form": form,
        "page": Paginator(found, LOG).get_page(request.GET.get("page")),
        "page_query": urlencode(asked),
    }
    return render(request, template, context)
