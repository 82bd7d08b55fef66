"""Whom a version of a scheme concerns, and what is known of them: holders, applicants, participants."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Min, Q, QuerySet

from certification.certificates.listing import listed
from certification.certificates.rules import Status
from certification.decisions.models import Application
from certification.decisions.used import Used, used_by
from certification.schemes.models import Scheme
from certification.schemes.rules import day_of
from courses.closing.models import TrainerCredit
from courses.enrolment.models import Enrolment
from lms.people.models import Person

Place = tuple[str, str]  # the code of a certificate type, and the module or programme it is for


@dataclass
class Circumstances:
    """What is known of one person: certificates valid today, open applications with their purpose,
    the roles of their places, the day of admission (R51), and what grants rest on (R39)."""

    admitted_on: date
    held: set[Place] = field(default_factory=set)
    asked: dict[Place, str] = field(default_factory=dict)
    roles: set[str] = field(default_factory=set)
    used: list[Used] = field(default_factory=list)


def people_concerned(scheme: Scheme, at: datetime) -> QuerySet[Person]:
    """Who holds a valid certificate of it, has applied for one, or has taken part or taught."""
    return Person.objects.filter(
        Q(pk__in=_held(scheme, at).values("person"))
        | Q(pk__in=_asked(scheme).values("person"))
        | Q(pk__in=_of_programme(Enrolment.objects.taken(), scheme, "programme").values("person"))
        | Q(
            pk__in=_of_programme(TrainerCredit.objects.all(), scheme, "delivery__programme").values(
                "person"
            )
        )
    ).order_by("pk")


def circumstances(
    scheme: Scheme, people: Collection[int], at: datetime
) -> dict[int, Circumstances]:
    """By person; a fixed number of queries whatever their number."""
    today = day_of(at, scheme)
    found: dict[int, Circumstances] = defaultdict(lambda: Circumstances(today))
    places = _of_programme(Enrolment.objects.filter(person__in=people), scheme, "programme")
    admitted = places.order_by().values_list("person").annotate(first=Min("enrolled_at"))
    for person, first in admitted:
        found[person].admitted_on = day_of(first, scheme)
    taken = _of_programme(Enrolment.objects.taken(), scheme, "programme").filter(person__in=people)
    for person, role in taken.order_by().values_list("person", "role").distinct():
        found[person].roles.add(role)
    held = _held(scheme, at).filter(person__in=people)
    for person, code, scope in held.values_list("person", "decision__type_code", "decision__scope"):
        found[person].held.add((code, scope))
    asked = _asked(scheme).filter(person__in=people)
    for person, code, scope, purpose in asked.values_list(
        "person", "type_code", "scope", "purpose"
    ):
        found[person].asked[code, scope] = purpose
    for person, used in used_by(people, scheme.code).items():
        found[person].used = used
    return {person: found[person] for person in people}


def _held(scheme: Scheme, at: datetime) -> QuerySet:
    return listed(at).filter(scheme_version__scheme=scheme, status_today=Status.VALID.value)


def _asked(scheme: Scheme) -> QuerySet[Application]:
    return Application.objects.waiting().filter(scheme_code=scheme.code)


def _of_programme(rows: QuerySet, scheme: Scheme, path: str) -> QuerySet:
    """Those of the scheme's programme; all where it is over none."""
    return rows.filter(**{path: scheme.programme_id}) if scheme.programme_id else rows
