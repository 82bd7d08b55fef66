"""Results that wait for an examiner: chosen, previewed, released."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from courses.marking import actions
from courses.marking.releases import by_assessment, numbers_of, ready_to_release, with_scores
from courses.marking.rooms import enter, ways
from lms.errors import Refused
from lms.people.access import access, signed_in

PAGE = 100


@access(signed_in)
@require_safe
@never_cache
def releases(request):
    """Every test with wholly marked attempts that wait."""
    enter(request)
    found = by_assessment(ready_to_release(request.user, timezone.now()))
    context = {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "ways": ways(request, "releases"),
    }
    return render(request, "courses/marking/releases.html", context)


@access(signed_in)
@require_http_methods(["GET", "POST"])
@never_cache
def release(request, code):
    """Choose some or all, see the numbers, release."""
    assessment = enter(request).filter(code=code).first()
    if assessment is None:
        raise Http404
    waiting = ready_to_release(request.user, timezone.now()).filter(assessment=assessment)
    page = Paginator(waiting, PAGE).get_page(request.GET.get("page"))
    chosen = chosen_of(request, waiting, page)
    if request.method == "POST" and not chosen:
        messages.error(request, _("Choose at least one attempt."))
    if chosen and request.POST.get("do") == "release" and released(request, chosen):
        return redirect("marking:releases")
    scored = with_scores(waiting.filter(pk__in=[attempt.pk for attempt in page]))
    picked = {attempt.pk for attempt in chosen}
    context = {
        "assessment": assessment,
        "page": page,
        "rows": [(each, not chosen or each.attempt.pk in picked) for each in scored],
        "chosen": chosen,
        "is_everything": request.POST.get("which") == "everything",
        "numbers": numbers_of(with_scores(waiting.filter(pk__in=picked))) if chosen else None,
    }
    return render(request, "courses/marking/release.html", context)


def chosen_of(request, waiting, page) -> list:
    """The ticked attempts, or every one that waits, of this test alone."""
    if request.POST.get("which") == "everything":
        return list(waiting)
    ticked = [uid for uid in request.POST.getlist("attempt") if len(uid) <= 36]
    return [attempt for attempt in page if str(attempt.uid) in ticked]


def released(request, chosen) -> bool:
    try:
        results = actions.release_results(attempts=chosen, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return False
    text = ngettext("One result is released.", "%s results are released.", len(results))
    messages.success(request, text % len(results) if "%s" in text else text)
    return True
