"""Teams of a delivery for who runs it: forming them, who tutors and assesses, who leaves."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.deliveries.queries import run_by
from courses.deliveries.queries import visible_to as visible_deliveries
from courses.fieldwork import actions, queries
from courses.fieldwork.forms import JoinForm, LeaveForm, PersonForm, TeamForm
from courses.fieldwork.models import Assessor, Team, TeamMember
from courses.fieldwork.views import PAGE
from lms.errors import Refused
from lms.people.access import access, signed_in


def team_run_by(person, team_uid) -> Team:
    teams = Team.objects.filter(delivery__in=run_by(person).values("pk"))
    return get_object_or_404(teams.select_related("delivery"), uid=team_uid)


@access(signed_in)
@require_http_methods(["GET", "POST"])
def teams(request, delivery_uid):
    """The teams of a delivery that I may open; who runs it forms them here."""
    delivery = get_object_or_404(visible_deliveries(request.user), uid=delivery_uid)
    runs = run_by(request.user).filter(pk=delivery.pk).exists()
    if request.method == "POST" and not runs:
        raise Http404
    form = TeamForm(request.POST or None, delivery=delivery) if runs else None
    if form is not None and form.is_valid():
        try:
            formed = actions.form_team(
                delivery=delivery, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("The team is formed."))
            return redirect("fieldwork:team", formed.uid)
    shown = queries.listed(queries.visible_to(request.user).filter(delivery=delivery))
    page = Paginator(shown.order_by("title", "pk"), PAGE).get_page(request.GET.get("page"))
    context = {
        "delivery": delivery,
        "page": page,
        "rows": queries.rows_of(page, request.user),
        "form": form if delivery.has_field_project else None,
        "runs": runs,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "courses/fieldwork/teams.html", context, status=status)


@access(signed_in)
@require_safe
def people(request, team_uid):
    return show_people(request, team_run_by(request.user, team_uid))


def show_people(request, team: Team, *, forms=None, status=200):
    """Members, tutors and assessors; beside each likely assessor what speaks against them (R48)."""
    context = {
        "team": team,
        "members": team.members.select_related("enrolment__person"),
        "tutorships": team.tutorships.select_related("tutor"),
        "assessors": Assessor.objects.filter(team=team).select_related("person"),
        "could_assess": queries.could_assess(team, timezone.localdate()),
        "tutor_form": PersonForm(auto_id="tutor_%s"),
        "assessor_form": PersonForm(auto_id="assessor_%s"),
        "join_form": JoinForm(delivery=team.delivery, auto_id="join_%s"),
        "leave_form": LeaveForm(),
        **(forms or {}),
    }
    return render(request, "courses/fieldwork/people.html", context, status=status)


def take(request, team: Team, name: str, form, do):
    """One form of the people page: what it asks for is done, or shown again with why not."""
    if form.is_valid():
        try:
            done = do(form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, done)
            return redirect("fieldwork:people", team.uid)
    return show_people(request, team, forms={name: form}, status=422)


@access(signed_in)
@require_POST
def tutor(request, team_uid):
    team = team_run_by(request.user, team_uid)

    def name(said):
        actions.name_tutor(team=team, tutor=said["person"], by=request.user, at=timezone.now())
        return _("The team has this tutor now.")

    form = PersonForm(request.POST, auto_id="tutor_%s")
    return take(request, team, "tutor_form", form, name)


@access(signed_in)
@require_POST
def assessors(request, team_uid):
    team = team_run_by(request.user, team_uid)

    def name(said):
        actions.name_assessor(team=team, person=said["person"], by=request.user, at=timezone.now())
        return _("The assessor is named.")

    form = PersonForm(request.POST, auto_id="assessor_%s")
    return take(request, team, "assessor_form", form, name)


@access(signed_in)
@require_POST
def join(request, team_uid):
    team = team_run_by(request.user, team_uid)

    def put(said):
        actions.join_team(
            team=team, enrolment=said["enrolment"], by=request.user, at=timezone.now()
        )
        return _("The team has one more member.")

    form = JoinForm(request.POST, delivery=team.delivery, auto_id="join_%s")
    return take(request, team, "join_form", form, put)


@access(signed_in)
@require_POST
def leave(request, team_uid, pk):
    team = team_run_by(request.user, team_uid)
    member = get_object_or_404(TeamMember, team=team, pk=pk)

    def go(said):
        actions.leave_team(member=member, by=request.user, at=timezone.now(), **said)
        return _("The member has left; their work is kept.")

    form = LeaveForm(request.POST)
    return take(request, team, "leave_form", form, go)


@access(signed_in)
@require_POST
def end_assessor(request, team_uid, pk):
    team = team_run_by(request.user, team_uid)
    assessor = get_object_or_404(Assessor, team=team, pk=pk)
    actions.end_assessor(assessor=assessor, by=request.user, at=timezone.now())
    messages.success(request, _("This person no longer assesses the team."))
    return redirect("fieldwork:people", team.uid)
