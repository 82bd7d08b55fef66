"""Declaring ties to others, which block marking and deciding (R48)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses.marking.forms import TieForm
from courses.marking.rooms import enter, ways
from lms.errors import Refused
from lms.people.access import access, signed_in
from lms.people.actions import declare_conflict, end_conflict
from lms.people.models import ConflictDeclaration

PAGE = 50


@access(signed_in)
@require_http_methods(["GET", "POST"])
def ties(request):
    """One's own ties; administrators see and declare those of everybody, and take errors back."""
    enter(request)
    is_administrator = "administrator" in request.user.roles
    declared = ConflictDeclaration.objects.filter(ended_at__isnull=True).select_related(
        "person", "other"
    )
    if not is_administrator:
        declared = declared.filter(person=request.user)
    if is_administrator and "end" in request.POST:
        end = request.POST["end"]
        declaration = get_object_or_404(declared, pk=int(end) if end.isdecimal() else 0)
        end_conflict(declaration=declaration, by=request.user, at=timezone.now())
        messages.success(request, _("The tie is taken back."))
        return redirect("marking:ties")
    sent = request.POST if request.method == "POST" else None
    form = TieForm(sent, is_for_others=is_administrator)
    if form.is_bound and form.is_valid() and declared_by(request, form):
        return redirect("marking:ties")
    context = {
        "form": form,
        "page": Paginator(declared.order_by("-declared_at", "-pk"), PAGE).get_page(
            request.GET.get("page")
        ),
        "is_administrator": is_administrator,
        "ways": ways(request, "ties"),
    }
    status = 422 if form.errors else 200
    return render(request, "courses/marking/ties.html", context, status=status)


def declared_by(request, form: TieForm) -> bool:
    asked = form.cleaned_data
    try:
        declare_conflict(
            person=asked.get("person") or request.user,
            other=asked["other"],
            kind=asked["kind"],
            held_through=asked["held_through"],
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return False
    messages.success(request, _("The tie is declared. Answers of this person are not given here."))
    return True
