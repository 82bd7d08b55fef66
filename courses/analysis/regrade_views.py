"""Regrading a question whose key was wrong: what it would do, doing it, and what it did."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from courses.analysis import regrades
from courses.analysis.actions import run_regrade
from courses.analysis.forms import RegradeForm
from courses.analysis.rekeying import problem_with
from courses.assessments.models import QuestionVersion
from courses.assessments.question_types import type_of
from courses.attempts.models import Regrade
from lms.errors import Refused
from lms.people.access import access, holds

PAGE = 50
MOST_SHOWN = 200
administrators = access(holds("administrator"))


@administrators
@never_cache
@require_http_methods(["GET", "POST"])
def regrade(request, version_pk):
    """A form that previews what a regrade would do, and stores nothing until it is run."""
    version = get_object_or_404(
        QuestionVersion.objects.select_related("question__bank"), pk=version_pk
    )
    later = [(each, problem_with(version, each)) for each in regrades.later_versions(version)]
    form = RegradeForm(
        request.POST or None, versions=[each for each, problem in later if not problem]
    )
    plan = None
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        if request.POST.get("do") == "run":
            run = run_and_tell(request, form, version)
            if run is not None:
                return redirect("analysis:run", run.pk)
        plan = regrades.plan_regrade(version, asked["way"], asked["corrected"])
    context = {
        "version": version,
        "key": []
        if version.type == QuestionVersion.Type.FORMULA
        else type_of(version.type).right_answer(version.content),
        "form": form,
        "unfit": [(each, problem) for each, problem in later if problem],
        "plan": plan,
        "rows": plan.touched[:MOST_SHOWN] if plan else [],
        "left_out": max(0, len(plan.touched) - MOST_SHOWN) if plan else 0,
        "runs": Regrade.objects.filter(version=version).select_related("corrected", "run_by"),
    }
    status = 422 if form.errors else 200
    return render(request, "courses/analysis/regrade.html", context, status=status)


def run_and_tell(request, form: RegradeForm, version: QuestionVersion) -> Regrade | None:
    """The run; None where it was refused, which the form then says."""
    asked = form.cleaned_data
    try:
        run = run_regrade(
            version=version,
            way=asked["way"],
            corrected=asked["corrected"],
            reason=asked["reason"],
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return None
    messages.success(request, _("The question is regraded."))
    return run


@administrators
@require_safe
def runs(request):
    """Every regrade, newest first."""
    found = Regrade.objects.select_related("version__question", "corrected", "run_by")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(request, "courses/analysis/runs.html", {"page": page})


@administrators
@require_safe
def run(request, pk):
    """What a regrade did: who newly passes, whose points changed, who kept what the key takes."""
    found = get_object_or_404(
        Regrade.objects.select_related("version__question", "corrected", "run_by"), pk=pk
    )
    plan = regrades.plan_regrade(found.version, found.way, found.corrected)
    context = {
        "run": found,
        "newly_passed": regrades.newly_passed(found),
        "page": Paginator(regrades.marks_of(found), PAGE).get_page(request.GET.get("page")),
        "is_still_drawn": found.version.question.usable_id == found.version_id
        and not found.version.question.is_retired,
        "held": plan.held[:MOST_SHOWN],
        "held_count": len(plan.held),
    }
    return render(request, "courses/analysis/run.html", context)
