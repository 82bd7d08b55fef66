"""What is held about the person who asks: why, until when, a copy of it, and asking to be removed."""

from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from certification.personal_data import queries, rules
from certification.personal_data.actions import ask_for_erasure, note_copy, take_back_request
from certification.personal_data.copies import copy_of
from certification.personal_data.held import held_about, stays_about
from certification.personal_data.models import ErasureRequest
from lms.people.access import access, signed_in


@access(signed_in)
@require_safe
@never_cache
def mine(request):
    """What is held, and what a removal would leave (R57)."""
    person, now = request.user, timezone.now()
    context = {
        "holdings": held_about(person),
        "kept": stays_about(person),
        "reasons": rules.reasons_against(queries.bound(person, now)),
        "waiting": ErasureRequest.objects.open().filter(person=person).first(),
        "answers": ErasureRequest.objects.filter(person=person)
        .exclude(outcome=ErasureRequest.Outcome.OPEN)
        .order_by("-answered_at")[:10],
    }
    return render(request, "certification/personal_data/mine.html", context)


@access(signed_in)
@require_POST
@never_cache
def copy(request):
    """A ZIP of everything; that it was taken is recorded."""
    packed = copy_of(request.user)
    note_copy(person=request.user, by=request.user, at=timezone.now())
    return FileResponse(packed, as_attachment=True, filename="my-data.zip")


@access(signed_in)
@require_POST
def ask(request):
    ask_for_erasure(person=request.user, by=request.user, at=timezone.now())
    messages.success(request, _("An administrator looks at it. You can take it back until then."))
    return redirect("personal_data:mine")


@access(signed_in)
@require_POST
def take_back(request):
    take_back_request(person=request.user, by=request.user, at=timezone.now())
    messages.success(request, _("You stay. Nothing was removed."))
    return redirect("personal_data:mine")
