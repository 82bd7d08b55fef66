"""The way to one's certificates: what is met, what is missing, what to sign and hand in."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from certification.decisions import rooms
from certification.decisions.candidates import ways_of
from certification.decisions.papers import askings_of
from certification.schemes.papers import actions
from certification.schemes.papers.models import CandidatePaper
from lms.errors import Refused
from lms.people.access import access, holds, signed_in
from lms.people.models import Person
from lms.private_files import handed_out

PAGE = 25
looks_in = holds("officer", "administrator", "auditor")


class LookForm(forms.Form):
    accept = forms.TypedChoiceField(
        label=gettext_lazy("The document"),
        choices=[("yes", gettext_lazy("is accepted")), ("no", gettext_lazy("is turned down"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason, if it is turned down"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@access(signed_in)
@require_safe
@never_cache
def mine(request):
    return _shown(request, request.user)


@access(looks_in)
@require_safe
@never_cache
def candidate(request, public_id):
    return _shown(request, get_object_or_404(Person, public_id=public_id).canonical)


def _shown(request, person):
    ways = ways_of(person, timezone.now())
    context = {
        "person": person,
        "is_own": person.pk == request.user.pk,
        "ways": ways,
        "asked": askings_of(ways),
        "papers": CandidatePaper.objects.filter(person__in=person.selves)[:PAGE],
    }
    return render(request, "certification/decisions/way.html", context)


@access(signed_in)
@require_POST
def sign(request):
    """Sign the text that the page showed, if that is still the text that is asked for."""
    texts = {each.code: each for each in askings_of(ways_of(request.user, timezone.now())).texts}
    asked = texts.get(request.POST.get("code", ""))
    if asked is None:
        messages.error(request, _("Nobody asks you to sign that any more."))
        return redirect("decisions:way")
    try:
        actions.sign_agreement(
            person=request.user,
            code=asked.code,
            text=asked.text,
            seen=request.POST.get("seen", ""),
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("Signed."))
    return redirect("decisions:way")


@access(signed_in)
@require_POST
def hand_in(request):
    """Keep a document of a kind that is asked for."""
    asked = askings_of(ways_of(request.user, timezone.now())).kinds
    wanted = request.POST.get("kind", "")
    file = request.FILES.get("file")
    kind = next((each for each in asked if each.value == wanted), None)
    if kind is None or file is None:
        messages.error(request, _("Choose the kind of document and a file."))
        return redirect("decisions:way")
    try:
        actions.hand_in_paper(
            person=request.user,
            scheme_code=kind.scheme_code,
            kind=kind.kind,
            file=file,
            name=file.name,
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("The document is handed in; an officer looks at it."))
    return redirect("decisions:way")


@access(holds("officer", "administrator"))
@require_safe
@never_cache
def papers(request):
    """Documents that nobody has looked at yet, the oldest first."""
    waiting = CandidatePaper.objects.filter(is_accepted__isnull=True).select_related("person")
    ordered = waiting.order_by("handed_in_at", "pk")
    page = Paginator(ordered, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "form": LookForm(), "ways": rooms.ways("decisions:papers")}
    return render(request, "certification/decisions/papers.html", context)


@access(signed_in)
@require_safe
def paper(request, uid):
    """The file, for whom it is of and for those who look at it."""
    found = CandidatePaper.objects.all()
    if request.user.roles.isdisjoint({"officer", "administrator", "auditor"}):
        found = found.filter(person__in=request.user.selves)
    found = get_object_or_404(found, uid=uid)
    return handed_out(found.file, found.name)


@access(holds("officer"))
@require_POST
def look(request, uid):
    found = get_object_or_404(CandidatePaper, uid=uid)
    form = LookForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say whether the document is accepted."))
        return redirect("decisions:papers")
    try:
        actions.look_at_paper(paper=found, by=request.user, at=timezone.now(), **form.cleaned_data)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("It is noted; the candidate's file says so."))
    return redirect("decisions:papers")
