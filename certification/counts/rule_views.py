"""Counting rules on screen: what there is, and a new rule or version tried before it is made."""

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.shortcuts import get_list_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from certification.counts import queries
from certification.counts.actions import make_rule
from certification.counts.models import CountingRule
from certification.counts.rule_forms import RuleForm
from certification.counts.rule_preview import compared_with, preview
from certification.counts.views import readers
from lms.errors import Refused
from lms.people.access import access, holds

FEW = 50
administrators = access(holds("administrator"))


@readers
@require_safe
def rules(request):
    """Every rule in its newest version."""
    found = queries.newest_rules()
    may_make = "administrator" in request.user.roles
    return render(
        request, "certification/counts/rules.html", {"rules": found, "may_make": may_make}
    )


@readers
@require_safe
def rule(request, rule_code):
    """All versions of a rule; what one says stays as it is."""
    versions = get_list_or_404(CountingRule.objects.order_by("-version"), code=rule_code)
    may_make = "administrator" in request.user.roles
    context = {"versions": versions, "newest": versions[0], "may_make": may_make}
    return render(request, "certification/counts/rule.html", context)


@administrators
@require_http_methods(["GET", "HEAD", "POST"])
def new_rule(request):
    return composed(request, None)


@administrators
@require_http_methods(["GET", "HEAD", "POST"])
def next_version(request, rule_code):
    return composed(
        request, get_list_or_404(CountingRule.objects.order_by("-version"), code=rule_code)[0]
    )


def composed(request, newest):
    """The form; what was filled in is tried first, and made when that is confirmed."""
    form = RuleForm(request.POST or None, newest=newest)
    context = {"form": form, "newest": newest}
    if request.method == "POST" and form.is_valid():
        if "make" in request.POST:
            try:
                made = make_rule(data=form.values(), by=request.user, at=timezone.now())
            except Refused as refusal:
                form.add_error(None, refusal.sentence)
            else:
                messages.success(
                    request, _("Version %s is there; figures may use it.") % made.version
                )
                return redirect("counts:rule", made.code)
        context |= tried(form.rule())
    return render(request, "certification/counts/rule_form.html", context)


def tried(rule: CountingRule) -> dict:
    """The figure under the rule that is not made yet, and who makes the difference."""
    before = compared_with(rule.code)
    if before is None:
        return {"is_first": True}
    as_of = timezone.localdate(timezone=ZoneInfo(rule.zone))
    found = preview(rule, before, as_of=as_of)
    return {
        "before": before,
        "preview": found,
        "as_of": as_of,
        "few": FEW,
        "differences": [
            (_("Would no longer count"), found.leaving.count(), list(found.leaving[:FEW])),
            (_("Would count in addition"), found.joining.count(), list(found.joining[:FEW])),
        ],
    }
