"""Marks members one by one and records whether each has passed (R53)."""

from datetime import datetime
from decimal import ROUND_DOWN, Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from courses.fieldwork import rules
from courses.fieldwork.models import ContributionDeclaration, ProjectMark, ProjectResult, TeamMember
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.models import Person

HUNDREDTH = Decimal("0.01")


@transaction.atomic
def mark_member(
    *, member: TeamMember, points: dict[str, int], comment: str, by: Person, at: datetime
) -> ProjectMark:
    """An assessor marks one member; a later mark of the same assessor stands over the earlier one.

    Refused for who is not an assessor of the team, a tutor among them (R55), before the member has
    declared their own part (R54), and for points outside the rubric; the same again is once. Records
    `fieldwork.mark_given`, and the result once both have marked.
    """
    member = TeamMember.objects.select_for_update(of=("self",)).get(pk=member.pk)
    if not member.team.assessors.filter(person__in=by.selves, ended_at__isnull=True).exists():
        raise Refused("not_assessor", _("Only an assessor of this team marks it."), "R55")
    if not ContributionDeclaration.objects.filter(member=member).exists():
        raise Refused("not_declared", _("The member has not declared their own part yet."), "R54")
    problem = rules.refusal_of_points(points)
    if problem:
        raise Refused("points_outside", problem)
    last = member.marks.filter(assessor=by).order_by("pk").last()
    if last is not None and (last.points, last.comment) == (points, comment.strip()):
        return last
    mark = ProjectMark.objects.create(
        member=member, assessor=by, points=points, comment=comment.strip(), given_at=at
    )
    record_event(name="fieldwork.mark_given", subject=mark, by=by, at=at)
    confirm_project(member=member, by=by, at=at)
    return mark


@transaction.atomic
def confirm_project(*, member: TeamMember, by: Person, at: datetime) -> ProjectResult | None:
    """Record the individual result once both assessors have marked; appended.

    The same again adds nothing. Records `fieldwork.result_confirmed`.
    """
    shares = {
        mark.assessor_id: rules.share_of(mark.points)
        for mark in member.marks.filter(
            assessor__in=member.team.assessors.filter(ended_at__isnull=True).values("person")
        ).order_by("pk")
    }
    verdict = rules.verdict(list(shares.values()))
    if verdict is None:
        return None
    exact = verdict.share * 100
    percent = (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(
        HUNDREDTH, rounding=ROUND_DOWN
    )
    last = member.results.order_by("number").last()
    if last is not None and (last.is_passed, last.percent) == (verdict.is_passed, percent):
        return last
    result = ProjectResult.objects.create(
        member=member,
        number=last.number + 1 if last else 1,
        is_passed=verdict.is_passed,
        percent=percent,
        confirmed_at=at,
        confirmed_by=by,
    )
    record_event(
        name="fieldwork.result_confirmed",
        subject=result,
        by=by,
        at=at,
        payload={"is_passed": result.is_passed},
    )
    return result
