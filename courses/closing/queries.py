"""What a delivery's participants have done, what is missing to close it, and what it brought."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from courses.attempts.models import Attempt
from courses.catalogue.models import ModulePage
from courses.catalogue.queries import modules_of
from courses.closing import rules
from courses.closing.models import TrainerCredit
from courses.closing.rules import Gap, Standing, Subject
from courses.deliveries.models import Delivery, Session, SessionRole
from courses.enrolment.models import Enrolment
from courses.enrolment.queries import attendances, participants, standing_entries
from courses.enrolment.rules import Attendance
from courses.fieldwork.models import ProjectResult
from courses.progress.models import ModuleCompletion
from courses.progress.rules import required_modules
from lms.people.models import Person


@dataclass(frozen=True)
class ParticipantStanding:
    """A participant with what is met and missing; `waits` while an answer still waits for a mark."""

    enrolment: Enrolment
    attendance: Attendance
    standing: Standing
    waits: bool


def standings(delivery: Delivery) -> list[ParticipantStanding]:
    """Of every participant, by name; a fixed number of queries whatever their number."""
    places = list(participants(delivery))
    attended = attendances(delivery)
    passed = _passed(delivery)
    defended = _defended(delivery)
    waiting = set(
        Attempt.objects.filter(
            enrolment__delivery=delivery, submitted_at__isnull=False, result__isnull=True
        ).values_list("enrolment", flat=True)
    )
    sessions_end_at = _sessions_end_at(delivery)
    modules = modules_asked(delivery)
    return [
        ParticipantStanding(
            place,
            attended[place.pk],
            rules.standing(
                attendance=attended[place.pk],
                attendance_percent=delivery.attendance_percent,
                sessions_end_at=sessions_end_at,
                tests={
                    module.code: passed.get((place.pk, module.pk))
                    for module in required_modules(modules, place.role)
                },
                project_passed_at=defended.get(place.pk),
                has_field_project=delivery.has_field_project,
            ),
            place.pk in waiting,
        )
        for place in places
    ]


def modules_asked(delivery: Delivery) -> list[ModulePage]:
    """Modules of the delivery that have a test."""
    modules = ModulePage.objects.filter(
        pk__in=delivery.modules.values("module"), assessment__isnull=False
    )
    return list(modules.order_by("path"))


def trains_for_the_programme(delivery: Delivery, role: str) -> bool:
    """Whether who completes it has all that the programme asks of the role.

    An information event trains nobody (R8); neither does a training of some of the modules only.
    """
    if delivery.activity != Delivery.Activity.TRAINING:
        return False
    asked = required_modules(modules_of(delivery.programme), role)
    taught = set(delivery.modules.values_list("module", flat=True))
    return {module.pk for module in asked} <= taught


def _passed(delivery: Delivery) -> dict[tuple[int, int], datetime]:
    completions = ModuleCompletion.objects.filter(enrolment__delivery=delivery).standing()
    rows = completions.values_list("enrolment", "module", "completed_at")
    return {(enrolment, module): moment for enrolment, module, moment in rows}


def _defended(delivery: Delivery) -> dict[int, datetime]:
    """By enrolment id, since when the newest result of the field project is a pass."""
    newest = {}
    results = ProjectResult.objects.filter(member__enrolment__delivery=delivery)
    for result in results.select_related("member").order_by("number"):
        newest[result.member.enrolment_id] = result
    return {pk: result.confirmed_at for pk, result in newest.items() if result.is_passed}


def _sessions_end_at(delivery: Delivery) -> datetime | None:
    return max((each.ends_at for each in delivery.sessions.required()), default=None)


def gaps(delivery: Delivery, now: datetime) -> list[Gap]:
    """What keeps the delivery from being closed now (R36)."""
    running = [each for each in delivery.sessions.standing() if each.ends_at > now]
    still_open = participants(delivery).in_state(*rules.OPEN)
    return rules.gaps(
        sessions_running=[Subject(each.title, each.uid) for each in running],
        teachers_missing=[Subject(each.title, each.uid) for each in _without_trainer(delivery)],
        lists_incomplete=lists_incomplete(delivery, now),
        people_open=[Subject(str(each.person), each.uid) for each in still_open],
    )


def lists_incomplete(delivery: Delivery, now: datetime) -> list[Subject]:
    """Required sessions that are over, with how many participants have no entry."""
    sessions = delivery.sessions.required()
    noted = defaultdict(set)
    for session, enrolment in standing_entries(sessions):
        noted[session].add(enrolment)
    places = {place.pk for place in participants(delivery)}
    missing = [
        Subject(session.title, session.uid, len(places - noted[session.pk]))
        for session in sessions
        if session.ends_at <= now
    ]
    return [each for each in missing if each.count]


def _without_trainer(delivery: Delivery) -> QuerySet[Session]:
    taught = SessionRole.objects.teaching().filter(session__delivery=delivery)
    return delivery.sessions.standing().exclude(pk__in=taught.values("session"))


@dataclass
class Part:
    """What one trainer taught in a delivery, and on which days (each where it was held)."""

    taught_from: date
    taught_through: date
    minutes: int = 0
    minutes_without_right: int = 0
    has_led: bool = False


def parts_of_trainers(delivery: Delivery) -> dict[int, Part]:
    """By person id, from the sessions that were not cancelled and the rights noted after them."""
    parts: dict[int, Part] = {}
    roles = (
        SessionRole.objects.teaching()
        .filter(session__delivery=delivery, session__cancelled_at__isnull=True)
        .select_related("session")
        .prefetch_related("rights")
    )
    for role in roles:
        day = role.session.day
        part = parts.setdefault(role.person_id, Part(day, day))
        part.taught_from = min(part.taught_from, day)
        part.taught_through = max(part.taught_through, day)
        part.minutes += role.session.minutes
        part.has_led = part.has_led or role.role == SessionRole.Role.LEAD
        if not any(right.authority_id for right in role.rights.all()):
            part.minutes_without_right += role.session.minutes
    return parts


def completers(delivery: Delivery) -> int:
    return participants(delivery).in_state("completed").count()


def numbers_of(deliveries: Collection[int]) -> dict[int, tuple[int, int]]:
    """By delivery, how many take part or did so to the end, and how many completed; one query."""
    rows = Enrolment.objects.filter(delivery__in=deliveries).taking_part()
    found = dict.fromkeys(deliveries, (0, 0))
    for delivery, state in rows.values_list("delivery", "state"):
        all_of_them, completed = found[delivery]
        found[delivery] = (all_of_them + 1, completed + (state == "completed"))
    return found


def credits_of(delivery: Delivery) -> QuerySet[TrainerCredit]:
    """What it brought to each trainer, leads first."""
    rows = delivery.credits.select_related("person", "signed_by")
    return rows.order_by("-role", "-minutes", "pk")


def trainers_to_credit(delivery: Delivery) -> list[Person]:
    """Who taught in it but has no credit: noted as a trainer after it was closed."""
    taught = SessionRole.objects.teaching().filter(
        session__delivery=delivery, session__cancelled_at__isnull=True
    )
    people = Person.objects.filter(pk__in=taught.values("person"))
    return list(people.exclude(pk__in=delivery.credits.values("person")))
