"""Where targets stand: achieved, in progress, missing, and what is still to come."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from certification.certificates.listing import listed
from certification.certificates.rules import Status
from certification.counts import queries as counts
from certification.counts.models import CountingRule
from certification.counts.rules import Filters
from certification.schemes.models import CertificateType
from certification.targets import rules
from certification.targets.models import Target
from courses.closing.models import TrainerCredit
from courses.deliveries.auditing import audited_projects
from courses.deliveries.models import Project
from courses.enrolment.models import Enrolment
from courses.lineage.models import DeliveryOutcome
from courses.progress.models import ProgrammeCompletion
from lms.people.models import Person, Region

READS_ALL = frozenset({"administrator", "auditor", "officer"})


def visible_to(person: Person) -> QuerySet[Project]:
    """Administrators, officers and auditors see all projects, coordinators theirs.

    Auditors of projects see those of their scope (R60).
    """
    if not person.is_authenticated:
        return Project.objects.none()
    if not person.roles.isdisjoint(READS_ALL):
        return Project.objects.all()
    theirs = Q(coordinations__person=person) | Q(pk__in=audited_projects(person))
    return Project.objects.filter(theirs).distinct()


@dataclass(frozen=True)
class Seen:
    """What closed deliveries of the kind brought so far: in all, and for each who led them."""

    completed: rules.Yield
    by_trainer: list[int]


@dataclass(frozen=True)
class Standing:
    """A target with its figures as of a day."""

    target: Target
    rule: CountingRule
    as_of: date
    achieved: int
    claimed: int
    in_progress: int
    ending: int
    seen: Seen

    @property
    def gap(self) -> int:
        return rules.gap(self.target.number, self.achieved)

    @cached_property
    def coming(self) -> rules.Range | None:
        return rules.still_to_come(self.in_progress, self.seen.completed)

    @cached_property
    def expected_gap(self) -> rules.Range | None:
        if self.coming is None:
            return None
        return rules.expected_gap(self.target.number, self.achieved, self.coming, self.ending)

    @cached_property
    def trainers_needed(self) -> rules.Range | None:
        missing = self.expected_gap.high if self.expected_gap else self.gap
        return rules.trainers_needed(missing, self.seen.by_trainer)

    @property
    def percent(self) -> int:
        """For the bar; a target that is passed is full."""
        return min(100 * self.achieved // self.target.number, 100)

    @property
    def percent_coming(self) -> int:
        coming = self.coming.low if self.coming else 0
        return min(100 * coming // self.target.number, 100 - self.percent)


def targets_of(project: Project | None, as_of: date, now: datetime) -> list[Standing]:
    """Every standing target of a project, or of all; a few queries for each, and they are few."""
    targets = Target.objects.standing().select_related("project", "region", "programme")
    if project is not None:
        targets = targets.filter(project=project)
    newest = {rule.code: rule for rule in counts.newest_rules()}
    seen: dict[tuple[int | None, str], Seen] = {}
    found = []
    for target in targets:
        rule = newest.get(target.rule_code)
        if rule is None:
            continue
        key = (target.programme_id, target.role)
        if key not in seen:
            seen[key] = Seen(yield_of(target), completers_by_trainer(target))
        found.append(_standing(target, rule, as_of, now, seen[key]))
    return found


def _standing(
    target: Target, rule: CountingRule, as_of: date, now: datetime, seen: Seen
) -> Standing:
    claimed = of_target(counts.claimed(rule, filters_of(target), as_of=as_of), target)
    achieved = claimed.filter(is_evidenced=True)
    return Standing(
        target=target,
        rule=rule,
        as_of=as_of,
        achieved=achieved.count(),
        claimed=claimed.count(),
        in_progress=in_progress(target, claimed).count(),
        ending=ending_before(target, achieved, now),
        seen=seen,
    )


def units_of(target: Target, rule: CountingRule, as_of: date) -> counts.Attributed:
    """The people that a target counts: its list, whose length is what was achieved."""
    return of_target(counts.trained(rule, filters_of(target), as_of=as_of), target)


def filters_of(target: Target) -> Filters:
    return Filters(
        role=target.role,
        country=target.country,
        project=target.project.code,
        from_=target.first,
        to=target.last + timedelta(days=1),
    )


def of_target(units: counts.Attributed, target: Target) -> counts.Attributed:
    """Those of the region, programme and mode; what was imported names no programme and no mode."""
    if target.region is not None:
        units = units.filter(at_region__in=regions_below(target.region).values("pk"))
    return _as_promised(units, target, "enrolment__")


def _as_promised(rows: QuerySet[Any], target: Target, place: str = "") -> QuerySet[Any]:
    """Those of the programme and mode; `place` is the path from a row to its enrolment."""
    if target.programme_id is not None:
        rows = rows.filter(**{f"{place}programme": target.programme_id})
    if target.mode == Target.Mode.ANY:
        return rows
    online = Q(**{f"{place}delivery__venue": ""}) & ~Q(**{f"{place}delivery__online_link": ""})
    rows = rows.filter(**{f"{place}delivery__isnull": False})
    return rows.filter(online) if target.mode == Target.Mode.ONLINE else rows.exclude(online)


def regions_below(region: Region) -> QuerySet[Region]:
    """The region and those within it, of the same version of the classification (R23)."""
    return Region.objects.filter(code__startswith=region.code, nuts_version=region.nuts_version)


def in_progress(target: Target, counted: counts.Attributed) -> QuerySet[Enrolment]:
    """Places of the project that are taken and may still complete, of people not counted yet."""
    completed = ProgrammeCompletion.objects.filter(
        enrolment=OuterRef("pk"), withdrawal__isnull=True
    )
    places = (
        Enrolment.objects.in_state("enrolled")
        .filter(
            ~Exists(completed),
            project=target.project,
            role=target.role,
            delivery__closed_at__isnull=True,
            delivery__cancelled_at__isnull=True,
        )
        .exclude(person__in=counted.order_by().values("person"))
    )
    if target.country:
        places = places.filter(country=target.country)
    if target.region is not None:
        places = places.filter(region__in=regions_below(target.region).values("pk"))
    return _as_promised(places, target)


def yield_of(target: Target) -> rules.Yield:
    """Of all closed deliveries that lead to the role: cohorts to instructors, trainings to managers."""
    outcomes = DeliveryOutcome.objects.filter(delivery__kind=_kind(target))
    if target.programme_id is not None:
        outcomes = outcomes.filter(delivery__programme=target.programme_id)
    found = outcomes.aggregate(
        trainings=Count("pk"), took_part=Sum("participants"), completed=Sum("completers")
    )
    return rules.Yield(found["trainings"], found["took_part"] or 0, found["completed"] or 0)


def _kind(target: Target) -> str:
    return "cohort" if target.role == Enrolment.Role.INSTRUCTOR else "training"


def completers_by_trainer(target: Target) -> list[int]:
    """How many completed with each who led closed deliveries of that kind."""
    led = TrainerCredit.objects.filter(
        role=TrainerCredit.Role.LEAD,
        delivery__kind=_kind(target),
        delivery__outcome__isnull=False,
    )
    rows = led.order_by().values("person").annotate(n=Sum("delivery__outcome__completers"))
    return [row["n"] or 0 for row in rows]


def ending_before(target: Target, achieved: counts.Attributed, now: datetime) -> int:
    """Instructors counted who hold no certificate that is valid today and on the target's last day."""
    if target.role != Enrolment.Role.INSTRUCTOR:
        return 0
    certificates = listed(now).filter(
        person__in=achieved.order_by().values("person"),
        decision__certificate_type__register=CertificateType.Register.INSTRUCTORS,
    )
    serving = certificates.filter(
        Q(end__isnull=True) | Q(end__gte=target.last), status_today=Status.VALID.value
    )
    held, serve = (
        rows.order_by().values("person").distinct().count() for rows in (certificates, serving)
    )
    return held - serve
