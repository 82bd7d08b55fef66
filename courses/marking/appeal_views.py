"""Appeals: a candidate makes one and sees what came of it; somebody else decides."""

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from courses.attempts.annotations import annotated, texts_of
from courses.attempts.models import AttemptQuestion, Mark
from courses.attempts.queries import current_answers
from courses.attempts.rules import standing_share
from courses.marking import actions, paper
from courses.marking.appeals import appeals_for, last_day
from courses.marking.forms import AppealDecisionForm, AppealForm
from courses.marking.models import MarkAppeal
from courses.marking.rooms import enter, ways
from lms.errors import Refused
from lms.people.access import access, signed_in

PAGE = 25


@access(signed_in)
@never_cache
@require_http_methods(["GET", "POST"])
def appeal(request, pk):
    """To the candidate alone: appeal against a mark, or see where the appeal stands."""
    question = get_object_or_404(
        AttemptQuestion.objects.select_related(
            "version", "attempt__assessment", "attempt__design", "attempt__enrolment__programme"
        ),
        pk=pk,
        attempt__enrolment__person__in=request.user.selves,
        attempt__result__isnull=False,
    )
    existing = MarkAppeal.objects.filter(question=question).select_related("decision").first()
    day = last_day(question)
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.open_appeal(
                question=question,
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Your appeal is made. Somebody else looks at the mark."))
            return redirect("marking:appeal", question.pk)
    today = timezone.now().astimezone(ZoneInfo(question.attempt.design.zone)).date()
    context = {
        "question": question,
        "appeal": existing,
        "last_day": day,
        "is_over": day is not None and today > day,
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "courses/marking/appeal.html", context, status=status)


@access(signed_in)
@require_safe
@never_cache
def appeals(request):
    """Open appeals that the person may decide, oldest first."""
    enter(request)
    found = appeals_for(request.user, timezone.now())
    context = {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "ways": ways(request, "appeals"),
    }
    return render(request, "courses/marking/appeals.html", context)


@access(signed_in)
@never_cache
@require_http_methods(["GET", "POST"])
def decide(request, pk):
    """The answer, its marks and the reason of the appeal; dismissed, or upheld with more points."""
    found = appeals_for(request.user, timezone.now()).filter(pk=pk).first()
    if found is None:
        raise Http404
    question = found.question
    step = current_answers(question.attempt).get(question.pk)
    response = step.response if step else None
    marks = list(question.marks.order_by("pk"))
    form = AppealDecisionForm(request.POST or None, rubric=paper.rubric_of(question))
    if form.is_bound and form.is_valid():
        try:
            actions.decide_appeal(
                appeal=found,
                outcome=form.cleaned_data["outcome"],
                answer=form.cleaned_data["answer"],
                criterion_points=form.points,
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("The appeal is decided; the candidate is told."))
            return redirect("marking:appeals")
    design = question.attempt.design
    context = {
        "appeal": found,
        "question": question,
        "parts": paper.shown_parts(question, response, []),
        "files": paper.files_of(question, response),
        "marks": given_marks(question, marks, response),
        "standing": standing_share(marks, design.markers_needed, design.moderation_margin),
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "courses/marking/decide.html", context, status=status)


def given_marks(question, marks, response) -> list[paper.GivenMark]:
    """Every mark by a person, in order, without names."""
    texts = texts_of(question.version, response)
    rubric = paper.rubric_of(question)
    return [
        paper.GivenMark(
            title=Mark.Kind(mark.kind).label,
            criteria=[
                (row["text"], given, row["points"])
                for row, given in zip(rubric, mark.explanation.get("criteria", ()), strict=False)
            ],
            mark=mark,
            texts=annotated(texts, mark.annotations) if mark.annotations else [],
        )
        for mark in marks
        if mark.marked_by_id
    ]
