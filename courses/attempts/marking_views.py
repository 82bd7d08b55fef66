"""The marking queue and the page on which an open answer is marked."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courses.attempts import actions, queries
from courses.attempts.forms import MarkForm
from lms.errors import Refused
from lms.people.access import access, signed_in

PAGE = 25


@access(signed_in)
@require_safe
def queue(request):
    """Open answers that wait, oldest first; whoever may mark nothing finds nothing here."""
    if not queries.markable_modules(request.user, timezone.localdate()).exists():
        raise Http404
    waiting = queries.marking_queue(request.user, timezone.now())
    chosen = request.GET.get("module", "")
    shown = waiting.filter(attempt__assessment__module__code=chosen) if chosen else waiting
    counts = queries.waiting_by_module(waiting)
    context = {
        "page": Paginator(shown, PAGE).get_page(request.GET.get("page")),
        "counts": counts,
        "total": sum(number for _code, number in counts),
        "chosen": chosen,
        "query": urlencode({"module": chosen}) if chosen else "",
    }
    return render(request, "courses/attempts/marking.html", context)


def after_marking(request) -> list:
    """The oldest answer that still waits, if the marker wants to go on; else the queue."""
    if "next" in request.POST:
        following = queries.marking_queue(request.user, timezone.now()).first()
        if following is not None:
            return ["attempts:mark", following.pk]
    return ["attempts:marking"]


@access(signed_in)
@never_cache
def mark(request, pk):
    """One answer with its rubric and model answer; names are not shown."""
    question = queries.marking_queue(request.user, timezone.now()).filter(pk=pk).first()
    if question is None:
        raise Http404
    content = question.version.content
    form = MarkForm(request.POST or None, rubric=content["rubric"])
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_mark(
                question=question,
                criterion_points=form.criterion_points,
                comment=form.cleaned_data["comment"],
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(request, _("Your mark is recorded."))
        return redirect(*after_marking(request))
    answer = queries.current_answers(question.attempt).get(question.pk)
    context = {
        "question": question,
        "answer": answer.response if answer else "",
        "content": content,
        "form": form,
    }
    return render(request, "courses/attempts/mark.html", context)
