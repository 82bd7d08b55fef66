"""Reads who assessed whose field project, for conflicts of interest (R48)."""

from datetime import date

from django.db.models import F
from django.utils import timezone

from courses.enrolment.ties import Ids, spans
from courses.fieldwork.models import Assessor, ProjectMark, ProjectResult
from lms.people.rules import Declared


def assessed_between(people: Ids, candidates: Ids, since: date) -> list[Declared]:
    """Who was named to hear a defence, marked a member, or confirmed the result."""
    of_member = {"member__enrolment__person__in": candidates}
    marks = ProjectMark.objects.filter(assessor__in=people, **of_member)
    results = ProjectResult.objects.filter(confirmed_by__in=people, **of_member)
    judged = F("member__enrolment__person")
    return [
        *_named(people, candidates),
        *spans(marks.annotate(judge=F("assessor"), judged=judged), "given_at", since, "examined"),
        *spans(
            results.annotate(judge=F("confirmed_by"), judged=judged),
            "confirmed_at",
            since,
            "examined",
        ),
    ]


def _named(people: Ids, candidates: Ids) -> list[Declared]:
    """While they are an assessor of the team, at the latest until its delivery is closed."""
    rows = Assessor.objects.filter(
        person__in=people, team__members__enrolment__person__in=candidates
    ).values_list(
        "person",
        "team__members__enrolment__person",
        "named_at",
        "ended_at",
        "team__delivery__closed_at",
    )
    found = []
    for person, candidate, named, *ends in rows:
        end = min((each for each in ends if each), default=None)
        if end is None or end >= named:
            found.append(
                Declared(
                    person=person,
                    other=candidate,
                    kind="examined",
                    declared_on=timezone.localdate(named),
                    held_through=timezone.localdate(end) if end else None,
                    ended_on=None,
                )
            )
    return found
