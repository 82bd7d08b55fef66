"""The marking queue, taking an answer, and the page on which it is marked."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.attempts.annotations import texts_of
from courses.attempts.models import AttemptQuestion
from courses.attempts.queries import current_answers
from courses.marking import actions, paper, queries
from courses.marking.forms import MarkForm, NoteForm
from courses.marking.models import Allocation
from courses.marking.rooms import enter, ways
from lms.errors import Refused
from lms.people.access import access, signed_in

PAGE = 25


@access(signed_in)
@require_safe
def queue(request):
    """What waits for me and what I may take, oldest first."""
    enter(request)
    waiting = queries.marking_queue(request.user, timezone.now())
    chosen = request.GET.get("module", "")
    shown = queries.of_module(waiting, chosen) if chosen else waiting
    ordered = shown.order_by("-is_mine", *waiting.query.order_by)
    page = Paginator(ordered, PAGE).get_page(request.GET.get("page"))
    given = queries.given_to(request.user, [question.pk for question in page])
    counts = queries.waiting_by_module(waiting)
    context = {
        "page": page,
        "rows": [(question, given.get(question.pk)) for question in page],
        "counts": counts,
        "total": sum(number for _code, number in counts),
        "chosen": chosen,
        "query": urlencode({"module": chosen}) if chosen else "",
        "ways": ways(request, "queue"),
    }
    return render(request, "courses/marking/queue.html", context)


@access(signed_in)
@require_POST
def take(request, pk):
    """Take an answer and go on to mark it."""
    question = queries.marking_queue(request.user, timezone.now()).filter(pk=pk).first()
    if question is None:
        enter(request)
        messages.error(request, _("This answer is no longer free."))
        return redirect("marking:queue")
    return redirect(*taken(request, question))


def taken(request, question: AttemptQuestion) -> list:
    try:
        actions.allocate(question=question, marker=request.user, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return ["marking:queue"]
    return ["marking:mark", question.pk]


@access(signed_in)
@require_POST
def back(request, pk):
    """Give an answer back; administrators give back for others."""
    given = Allocation.objects.select_related("question")
    if "administrator" not in request.user.roles:
        given = given.filter(marker=request.user)
    allocation = get_object_or_404(given, pk=pk)
    try:
        actions.give_back(allocation=allocation, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("The answer is given back; others may take it."))
    if allocation.marker_id != request.user.pk:
        return redirect("marking:assign", allocation.question_id)
    return redirect("marking:queue")


def after_marking(request) -> list:
    """On to what waits next, if the marker wants to; else to the queue."""
    if "next" not in request.POST:
        return ["marking:queue"]
    waiting = queries.marking_queue(request.user, timezone.now())
    following = waiting.order_by("-is_mine", *waiting.query.order_by).first()
    return taken(request, following) if following is not None else ["marking:queue"]


@access(signed_in)
@never_cache
@require_http_methods(["GET", "POST"])
def mark(request, pk):
    """One answer beside its rubric; notes are added and taken away without losing anything."""
    waiting = queries.marking_queue(request.user, timezone.now())
    question = waiting.filter(pk=pk, is_mine=1).first()
    if question is None:
        raise Http404
    step = current_answers(question.attempt).get(question.pk)
    response = step.response if step else None
    texts = texts_of(question.version, response)
    form, note = read_forms(request, paper.rubric_of(question), texts)
    if form.is_bound and form.is_valid() and give(request, question, form):
        return redirect(*after_marking(request))
    notes = form.notes
    allocation = Allocation.objects.current().get(question=question, marker=request.user)
    is_moderation = allocation.part == Allocation.Part.MODERATOR
    context = {
        "question": question,
        "allocation": allocation,
        "parts": paper.shown_parts(question, response, notes),
        "files": paper.files_of(question, response),
        "others": paper.marks_to_moderate(question, response) if is_moderation else [],
        "form": form,
        "note": note,
        "has_text": bool(texts),
    }
    status = 422 if form.errors or note.errors else 200
    return render(request, "courses/marking/mark.html", context, status=status)


def read_forms(request, rubric, texts) -> tuple[MarkForm, NoteForm]:
    """The mark as it is sent, or as it stands while notes are added and taken away."""
    sent = request.POST
    is_noting = sent.get("do") == "note" or "remove" in sent
    bound = MarkForm(sent or None, rubric=rubric, texts=texts)
    bound.notes = bound.kept_notes()
    note = NoteForm(sent if sent.get("do") == "note" else None, texts=texts)
    if not is_noting:
        return bound, note
    notes = bound.notes
    if note.is_bound and note.is_valid():
        notes = sorted([*notes, note.cleaned_data["note"]], key=lambda n: (n["part"], n["start"]))
        note = NoteForm(texts=texts)
    if sent.get("remove", "").isdecimal():
        notes = [each for number, each in enumerate(notes, 1) if number != int(sent["remove"])]
    standing = {name: sent.get(name, "") for name in bound.fields} | {"annotations": notes}
    form = MarkForm(rubric=rubric, texts=texts, initial=standing)
    form.notes = notes
    return form, note


def give(request, question: AttemptQuestion, form: MarkForm) -> bool:
    try:
        actions.mark_answer(
            question=question,
            criterion_points=form.criterion_points,
            comment=form.cleaned_data["comment"],
            annotations=form.cleaned_data["annotations"],
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return False
    messages.success(request, _("Your mark is recorded."))
    return True
