"""Projects with their targets: where each stands, who counts, what is missing."""

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certification.counts import queries as counts
from certification.counts.export import RELATED
from certification.counts.models import CountingRule
from certification.counts.rules import MISSING, Filters
from certification.counts.views import LIST_READERS
from certification.targets import actions, queries
from certification.targets.forms import (
    FIELDS_OF_PROJECT,
    EndForm,
    PartnerForm,
    ProjectForm,
    TargetForm,
)
from certification.targets.models import Target
from courses.deliveries.actions import (
    change_project,
    name_partner,
    register_project,
    remove_partner,
)
from courses.deliveries.models import Project, ProjectPartner
from lms.errors import Refused
from lms.people.access import access, holds
from lms.people.actions import find_or_register_organisation

PAGE = 50
OF_PROJECT = "project"  # the rule by which a project's own figures are counted
readers = access(holds("administrator", "auditor", "project_auditor", "officer", "coordinator"))
administrators = access(holds("administrator"))


def project_for(request, pk: int) -> Project:
    return get_object_or_404(queries.visible_to(request.user), pk=pk)


def today_of(project: Project):
    return timezone.now().astimezone(ZoneInfo(project.zone)).date()


@readers
@require_safe
def projects(request):
    """The projects that the person may open."""
    found = queries.visible_to(request.user).order_by("-starts_on", "code")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(request, "certification/targets/projects.html", {"page": page})


@readers
@require_safe
def project(request, pk):
    """A project: its grant, its targets with the gap, its figures and where they come from."""
    found = project_for(request, pk)
    as_of = today_of(found)
    rule = CountingRule.objects.filter(code=OF_PROJECT).order_by("-version").first()
    context = {
        "project": found,
        "partners": found.partners.select_related("organisation"),
        "coordinators": [
            each.person for each in found.coordinations.select_related("person").order_by("pk")
        ],
        "standings": queries.targets_of(found, as_of, timezone.now()),
        "ended": found.targets.filter(ended_at__isnull=False),
        "deliveries": found.deliveries.count(),
        "rule": rule,
        "as_of": as_of,
        "figures": figures(found, rule, as_of) if rule else [],
        "may_change": "administrator" in request.user.roles,
        "may_read_lists": holds(*LIST_READERS)(request.user),
    }
    return render(request, "certification/targets/project.html", context)


def figures(found: Project, rule: CountingRule, as_of) -> list[dict]:
    """Trained for each role within the eligible period, and those of whom the evidence is missing."""
    rows = []
    for role, label in Target._meta.get_field("role").choices:
        filters = Filters(role=role, project=found.code)
        asked = filters.query() | {"rule": rule.code, "as_of": as_of.isoformat()}
        missing = filters.with_(evidence=MISSING)
        rows.append(
            {
                "label": label,
                "number": counts.trained(rule, filters, as_of=as_of).count(),
                "missing": counts.trained(rule, missing, as_of=as_of).count(),
                "url": f"{reverse('counts:people')}?{urlencode(asked)}",
            }
        )
    return rows


@readers
@require_safe
def target(request, pk, uid):
    """The people that a target counts; as many as it says."""
    found = get_object_or_404(
        Target.objects.select_related("project", "region", "programme"),
        uid=uid,
        project=project_for(request, pk),
    )
    rule = CountingRule.objects.filter(code=found.rule_code).order_by("-version").first()
    if rule is None:
        raise Http404
    as_of = today_of(found.project)
    units = queries.units_of(found, rule, as_of).select_related(*RELATED)
    context = {
        "target": found,
        "project": found.project,
        "rule": rule,
        "as_of": as_of,
        "page": Paginator(units, PAGE).get_page(request.GET.get("page")),
        "query": urlencode({"rule": rule.code, "as_of": as_of.isoformat()}),
        "may_open_people": holds(*LIST_READERS)(request.user),
        "form": EndForm(),
        "may_change": "administrator" in request.user.roles,
    }
    return render(request, "certification/targets/target.html", context)


@administrators
@require_http_methods(["GET", "HEAD", "POST"])
def change(request, pk=None):
    """A new project, or what is known of one; a change of its period changes its figures."""
    found = get_object_or_404(Project, pk=pk) if pk else None
    form = ProjectForm(request.POST or None, instance=found)
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in FIELDS_OF_PROJECT}
        now = timezone.now()
        if found is None:
            basis = {name: values[name] for name in ("title", "starts_on", "ends_on", "zone")}
            found = register_project(
                code=form.cleaned_data["code"], by=request.user, at=now, **basis
            )
        stored = Project.objects.get(pk=found.pk)
        change_project(project=stored, by=request.user, at=now, **values)
        messages.success(request, _("The project is saved."))
        return redirect("targets:project", stored.pk)
    context = {"form": form, "project": Project.objects.get(pk=pk) if pk else None}
    return _form(request, context, form)


@administrators
@require_http_methods(["GET", "HEAD", "POST"])
def partner(request, pk):
    """An organisation that carries the project out."""
    found = get_object_or_404(Project, pk=pk)
    form = PartnerForm(request.POST or None)
    if form.is_valid():
        said, now = form.cleaned_data, timezone.now()
        organisation = find_or_register_organisation(
            name=said["organisation"], country=said["country"], by=request.user, at=now
        )
        try:
            name_partner(
                project=found, organisation=organisation, role=said["role"], by=request.user, at=now
            )
        except Refused as refusal:
            form.add_error("role", refusal.sentence)
        else:
            return redirect("targets:project", found.pk)
    return _form(request, {"form": form, "project": found, "what": _("A partner")}, form)


@administrators
@require_POST
def partner_gone(request, pk, partner_pk):
    """It no longer carries the project out."""
    found = get_object_or_404(ProjectPartner, pk=partner_pk, project=pk)
    remove_partner(partner=found, by=request.user, at=timezone.now())
    messages.success(request, _("%s is no partner any more.") % found.organisation)
    return redirect("targets:project", pk)


@administrators
@require_http_methods(["GET", "HEAD", "POST"])
def add(request, pk):
    """A target in the words of the grant agreement."""
    found = get_object_or_404(Project, pk=pk)
    form = TargetForm(request.POST or None)
    if form.is_valid():
        try:
            actions.add_target(
                project=found, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("The target is added."))
            return redirect("targets:project", found.pk)
    return _form(request, {"form": form, "project": found, "what": _("A target")}, form)


@administrators
@require_http_methods(["POST"])
def end(request, pk, uid):
    """A target that no longer holds; it stays readable."""
    found = get_object_or_404(Target, uid=uid, project=pk)
    form = EndForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        actions.end_target(target=found, reason=reason, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("targets:target", pk, uid)
    messages.success(request, _("The target has ended."))
    return redirect("targets:project", pk)


def _form(request, context, form):
    status = 422 if form.errors else 200
    return render(request, "certification/targets/form.html", context, status=status)
