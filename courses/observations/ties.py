"""Reads who observed whose teaching, for conflicts of interest (R48)."""

from datetime import date

from django.db.models import F, Q

from courses.deliveries.models import SessionRole
from courses.enrolment.ties import Ids, roles_held, spans
from courses.observations.models import Observation
from lms.people.rules import Declared


def observed_between(people: Ids, candidates: Ids, since: date) -> list[Declared]:
    """Observations, signed or not, and the role of observer in a session that a candidate taught."""
    written = Observation.objects.filter(observer__in=people, observed__in=candidates).annotate(
        judge=F("observer"), judged=F("observed")
    )
    watched = (
        roles_held()
        .filter(
            Q(session__roles__ended_at__isnull=True)
            | Q(session__roles__ended_at__gt=F("session__starts_at")),
            person__in=people,
            role=SessionRole.Role.OBSERVER,
            session__roles__person__in=candidates,
            session__roles__role__in=SessionRole.TEACHING,
        )
        .annotate(judge=F("person"), judged=F("session__roles__person"))
    )
    return [
        *spans(written, "session__starts_at", since, "observed"),
        *spans(watched, "session__starts_at", since, "observed"),
    ]
