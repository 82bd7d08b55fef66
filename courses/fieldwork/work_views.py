"""Takes what teams hand in and what is said, declarations and marks; hands files out."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.fieldwork import actions, queries
from courses.fieldwork.forms import DeclarationForm, DueForm, HandInForm, MarkForm, SayForm
from courses.fieldwork.models import ProjectMark
from courses.fieldwork.rules import RUBRIC
from courses.fieldwork.views import show_milestone, show_team, visible_team
from lms.errors import Refused
from lms.people.access import access, signed_in
from lms.private_files import handed_out


@access(signed_in)
@require_POST
def hand_in(request, team_uid, position):
    milestone = get_object_or_404(visible_team(request.user, team_uid).milestones, number=position)
    form = HandInForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            actions.hand_in(
                milestone=milestone, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("It is handed in."))
            return redirect("fieldwork:milestone", team_uid, position)
    return show_milestone(request, milestone, forms={"hand_in": form}, status=422)


@access(signed_in)
@require_POST
def say(request, team_uid, position=None):
    """About a milestone, or about the project as a whole."""
    team = visible_team(request.user, team_uid)
    milestone = get_object_or_404(team.milestones, number=position) if position else None
    form = SayForm(
        request.POST,
        is_tutor=queries.is_tutor(team, request.user),
        has_milestone=milestone is not None,
        auto_id="say_%s" if milestone else "id_%s",
    )
    if form.is_valid():
        try:
            actions.say(
                team=team,
                milestone=milestone,
                by=request.user,
                at=timezone.now(),
                **form.cleaned_data,
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("It is kept."))
            if milestone:
                return redirect("fieldwork:milestone", team_uid, position)
            return redirect("fieldwork:team", team_uid)
    if milestone:
        return show_milestone(request, milestone, forms={"say": form}, status=422)
    return show_team(request, team, form=form, status=422)


@access(signed_in)
@require_POST
def change_due(request, team_uid, position):
    milestone = get_object_or_404(visible_team(request.user, team_uid).milestones, number=position)
    form = DueForm(request.POST, auto_id="due_%s")
    if form.is_valid():
        try:
            actions.change_due_day(
                milestone=milestone, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("The day is changed."))
            return redirect("fieldwork:milestone", team_uid, position)
    return show_milestone(request, milestone, forms={"due": form}, status=422)


@access(signed_in)
@require_POST
def declare(request, team_uid):
    """My own part, declared once (R54)."""
    team = visible_team(request.user, team_uid)
    member = get_object_or_404(team.members, enrolment__person__in=request.user.selves)
    form = DeclarationForm(request.POST)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("contribution", "share_percent")}
        try:
            actions.declare_contribution(member=member, by=request.user, at=timezone.now(), **said)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Your declaration is kept."))
            return redirect("fieldwork:team", team_uid)
    return show_team(request, team, declaration=form, status=422)


@access(signed_in)
@require_http_methods(["GET", "POST"])
def mark(request, team_uid, pk):
    """An assessor marks one member by the rubric; to others the page does not exist (R55)."""
    team = visible_team(request.user, team_uid)
    if not queries.is_assessor(team, request.user):
        raise Http404
    members = team.members.select_related("enrolment__person", "declaration")
    member = get_object_or_404(members, pk=pk)
    last = ProjectMark.objects.filter(member=member, assessor=request.user).last()
    initial = {**last.points, "comment": last.comment} if last else {}
    form = MarkForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            actions.mark_member(
                member=member,
                points=form.points(),
                comment=form.cleaned_data["comment"],
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("The mark is kept."))
            return redirect("fieldwork:team", team_uid)
    context = {
        "team": team,
        "member": member,
        "declaration": getattr(member, "declaration", None),
        "form": form,
        "last": last,
        "most": sum(row["points"] for row in RUBRIC),
    }
    status = 422 if form.errors else 200
    return render(request, "courses/fieldwork/mark.html", context, status=status)


@access(signed_in)
@require_safe
@never_cache
def file(request, file_uid):
    """To who may open the team, as a download; never shown in the page."""
    found = get_object_or_404(queries.files_visible_to(request.user), uid=file_uid)
    return handed_out(found.file, found.name)
