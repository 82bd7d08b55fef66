"""Certificates with their status of today, to be filtered and paged by the database (R42).

The database decides as `rules.status_on` does; a test holds one against the other over histories.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import (
    Case,
    DateField,
    Exists,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from certification.certificates.models import Certificate, CertificateRevision, StatusEvent
from certification.certificates.rules import Status
from certification.schemes.dating import add_months
from certification.schemes.models import Scheme

Kind = StatusEvent.Kind
LONGEST_SEARCH = 100  # characters


@dataclass(frozen=True)
class Asked:
    """What the list is asked for; what is empty is not asked. `months`: ends within as many."""

    text: str = ""
    status: str = ""
    type_code: str = ""
    months: int | None = None


def listed(now: datetime) -> QuerySet[Any]:
    """All certificates, each with `today` of its issuer's zone, `end`, and the status of today."""
    today = _todays(now)
    events = standing_events().filter(
        certificate=OuterRef("pk"), effective_on__lte=OuterRef("today")
    )
    turns = events.filter(kind__in=[Kind.SUSPENDED, Kind.LIFTED]).order_by(
        "-effective_on", "-recorded_at", "-pk"
    )
    gives = events.filter(kind__in=StatusEvent.GIVE_AN_END).order_by()
    return (
        Certificate.objects.annotate(today=today)
        .annotate(
            is_granted=Exists(events.filter(kind=Kind.GRANTED)),
            is_withdrawn=Exists(events.filter(kind=Kind.WITHDRAWN)),
            is_superseded=Exists(events.filter(kind=Kind.SUPERSEDED)),
            turned=Subquery(turns.values("kind")[:1]),
            turned_through=Subquery(turns.values("suspended_through")[:1]),
            never_ends=Exists(gives.filter(valid_through__isnull=True)),
            last_end=Subquery(
                gives.values("certificate").annotate(end=Max("valid_through")).values("end")
            ),
        )
        .annotate(end=Case(When(never_ends=True, then=None), default=F("last_end")))
        .annotate(status_today=_status())
    )


def standing_events() -> QuerySet[StatusEvent]:
    """Events that no restoration has undone (R50)."""
    undone = StatusEvent.objects.filter(undoes=OuterRef("pk"))
    return StatusEvent.objects.filter(~Exists(undone))


def _status() -> Case:
    suspended = Q(turned=Kind.SUSPENDED) & (
        Q(turned_through__isnull=True) | Q(turned_through__gte=F("today"))
    )
    return Case(
        When(is_granted=False, then=Value(Status.NOT_YET.value)),
        When(is_withdrawn=True, then=Value(Status.WITHDRAWN.value)),
        When(suspended, then=Value(Status.SUSPENDED.value)),
        When(is_superseded=True, then=Value(Status.SUPERSEDED.value)),
        When(Q(end__isnull=False, end__lt=F("today")), then=Value(Status.EXPIRED.value)),
        default=Value(Status.VALID.value),
    )


def _todays(now: datetime) -> Case:
    """Today by the zone of the issuer, of which there are few (R26, R43)."""
    zones = Certificate.objects.order_by().values_list("zone", flat=True).distinct()
    return Case(
        *(When(zone=zone, then=Value(now.astimezone(ZoneInfo(zone)).date())) for zone in zones),
        default=Value(now.date()),
        output_field=DateField(),
    )


def found(now: datetime, asked: Asked) -> QuerySet[Any]:
    """Those asked for, newest first, with what a line of the list shows."""
    rows = listed(now)
    if asked.status:
        rows = rows.filter(status_today=asked.status)
    if asked.type_code:
        rows = rows.filter(decision__type_code=asked.type_code)
    if asked.months is not None:
        rows = rows.filter(
            status_today__in=[Status.VALID.value, Status.SUSPENDED.value],
            end__lte=add_months(now.date(), asked.months),
        )
    for word in asked.text[:LONGEST_SEARCH].split():
        named = CertificateRevision.objects.filter(
            certificate=OuterRef("pk"), holder_name__icontains=word
        )
        rows = rows.filter(
            Q(Exists(named))
            | Q(number__icontains=word)
            | Q(person__first_name__icontains=word)
            | Q(person__last_name__icontains=word)
        )
    return rows.select_related("person").prefetch_related("revisions").order_by("-issued_at", "-pk")


def ends_of_type(scheme: Scheme, type_code: str, now: datetime) -> Mapping[date, int]:
    """By the last valid day, how many certificates of a type in all versions end then.

    Those that are withdrawn or superseded are left out; days that have passed as well.
    """
    rows = (
        listed(now)
        .filter(
            decision__scheme_code=scheme.code,
            decision__type_code=type_code,
            status_today__in=[Status.VALID.value, Status.SUSPENDED.value],
            end__isnull=False,
        )
        .order_by()
        .values_list("end", "pk")
    )
    found: dict[date, int] = {}
    for end, _pk in rows.iterator():
        found[end] = found.get(end, 0) + 1
    return found
