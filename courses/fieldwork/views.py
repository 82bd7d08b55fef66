"""My teams, the page of one team and of one milestone; others do not find them."""

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from courses.fieldwork import queries
from courses.fieldwork.forms import DeclarationForm, DueForm, HandInForm, SayForm
from courses.fieldwork.models import Assessor, Milestone, ProjectResult, Team, TeamMember
from lms.people.access import access, signed_in

PAGE = 25


def visible_team(person, team_uid) -> Team:
    teams = queries.visible_to(person).select_related("delivery__programme")
    return get_object_or_404(teams, uid=team_uid)


def parts_in(team: Team, person) -> dict[str, bool]:
    return {
        "is_member": queries.is_member(team, person),
        "is_tutor": queries.is_tutor(team, person),
        "is_assessor": queries.is_assessor(team, person),
        "runs": queries.may_run(team, person),
    }


def milestones_of(team: Team, today) -> list[tuple[Milestone, str, bool]]:
    """Each with where it stands, and whether its day has passed with nothing handed in."""
    states = {
        entry.milestone_id: entry
        for entry in team.entries.filter(kind__in=queries.STATES, milestone__isnull=False).order_by(
            "pk"
        )
    }
    rows = []
    for each in team.milestones.all():
        state = states.get(each.pk)
        is_late = state is None and each.due_on is not None and each.due_on < today
        rows.append((each, state.get_kind_display() if state else "", is_late))
    return rows


@access(signed_in)
@require_safe
def mine(request):
    """Teams in which I am member, tutor or assessor, or whose delivery I run; newest first."""
    page = Paginator(
        queries.listed(queries.visible_to(request.user)).order_by("-formed_at", "-pk"), PAGE
    ).get_page(request.GET.get("page"))
    waiting, due = queries.waiting_for_tutor(request.user, timezone.localdate())
    context = {
        "page": page,
        "rows": queries.rows_of(page, request.user),
        "is_tutor": queries.tutored_by(request.user).exists(),
        "waiting": waiting,
        "due": due,
    }
    return render(request, "courses/fieldwork/mine.html", context)


@access(signed_in)
@require_safe
def team(request, team_uid):
    return show_team(request, visible_team(request.user, team_uid))


def show_team(request, found: Team, *, form=None, declaration=None, status=200):
    """The team with its members, milestones and what was said; forms as they were sent, if any."""
    parts = parts_in(found, request.user)
    members = found.members.select_related("enrolment__person", "declaration").prefetch_related(
        Prefetch("results", ProjectResult.objects.order_by("number"))
    )
    own = next((each for each in members if each.enrolment.person_id == request.user.pk), None)
    context = {
        "team": found,
        "members": [
            (each, _last_result(each) if own in (None, each) else None) for each in members
        ],
        "own": own,
        "own_declaration": getattr(own, "declaration", None),
        "tutor": found.tutorships.filter(ended_at__isnull=True).select_related("tutor").first(),
        "assessors": Assessor.objects.filter(team=found, ended_at__isnull=True).select_related(
            "person"
        ),
        "milestones": milestones_of(found, timezone.localdate()),
        "entries": queries.entries_for(found, request.user).filter(milestone__isnull=True),
        "form": form or SayForm(is_tutor=parts["is_tutor"], has_milestone=False),
        "declaration_form": declaration or DeclarationForm(),
        **parts,
    }
    return render(request, "courses/fieldwork/team.html", context, status=status)


def _last_result(member: TeamMember) -> ProjectResult | None:
    return next(reversed(member.results.all()), None)


@access(signed_in)
@require_safe
def milestone(request, team_uid, position):
    found = get_object_or_404(visible_team(request.user, team_uid).milestones, number=position)
    return show_milestone(request, found)


def show_milestone(request, found: Milestone, *, forms=None, status=200):
    """What a milestone asks, what was handed in and said, and what this person may do about it."""
    parts = parts_in(found.team, request.user)
    context = {
        "team": found.team,
        "milestone": found,
        "entries": queries.entries_for(found.team, request.user).filter(milestone=found),
        "hand_in": HandInForm(),
        "say": SayForm(is_tutor=parts["is_tutor"], has_milestone=True, auto_id="say_%s"),
        "due": DueForm(initial={"due_on": found.due_on}, auto_id="due_%s"),
        "may_hand_in": queries.works_in(found.team, request.user),
        **parts,
        **(forms or {}),
    }
    return render(request, "courses/fieldwork/milestone.html", context, status=status)
