"""What a trainer has done in a period: deployed or not, trainings, completers, observed (R18, R35)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from django.db.models import QuerySet, Sum
from django.utils import timezone

from courses.closing.models import TrainerCredit
from courses.deliveries.models import Session, SessionRole, TeachingAuthority
from courses.lineage import rules
from courses.lineage.queries import summed
from courses.lineage.rules import Sums
from courses.observations.models import Observation
from courses.observations.queries import observations_met
from lms.people.models import Person


@dataclass(frozen=True)
class Period:
    """From the first day to the last, both included; open where a day is missing."""

    first: date | None = None
    last: date | None = None

    def starts_at(self) -> datetime | None:
        return timezone.make_aware(datetime.combine(self.first, time())) if self.first else None

    def ends_at(self) -> datetime | None:
        """The half-open end (R26)."""
        if self.last is None:
            return None
        return timezone.make_aware(datetime.combine(self.last + timedelta(days=1), time()))


@dataclass(frozen=True)
class Record:
    """A trainer's figures in a period; those of several trainers overlap, only shares may be added."""

    deployed_on: date | None
    led: int
    minutes: int
    minutes_without_right: int
    sums: Sums
    shared_trainings: Fraction
    shared_completers: Fraction
    observed: list[Observation]

    @property
    def is_deployed(self) -> bool:
        return self.deployed_on is not None


def credits_of(trainer: Person, period: Period) -> QuerySet[TrainerCredit]:
    """Closed trainings in which they taught within the period, newest first, with their outcome.

    An event for information is no training (R8).
    """
    closed = TrainerCredit.objects.filter(
        person__in=trainer.selves, delivery__outcome__isnull=False
    )
    if period.first:
        closed = closed.filter(taught_through__gte=period.first)
    if period.last:
        closed = closed.filter(taught_from__lte=period.last)
    return closed.select_related("delivery__outcome").order_by("-taught_through", "-pk")


def taught(trainer: Person, period: Period, now: datetime) -> QuerySet[Session]:
    """Sessions that they taught and that took place within the period, closed or not (R18)."""
    roles = SessionRole.objects.teaching().filter(person__in=trainer.selves)
    sessions = Session.objects.standing().filter(pk__in=roles.values("session"), starts_at__lt=now)
    if (start := period.starts_at()) is not None:
        sessions = sessions.filter(starts_at__gte=start)
    if (end := period.ends_at()) is not None:
        sessions = sessions.filter(starts_at__lt=end)
    return sessions.order_by("-starts_at")


def record_of(trainer: Person, period: Period, now: datetime) -> Record:
    """In a fixed number of queries; a trainer's trainings are few enough to be read."""
    closed = list(credits_of(trainer, period))
    outcomes = [
        (each.delivery.outcome.participants, each.delivery.outcome.completers) for each in closed
    ]
    last = taught(trainer, period, now).first()
    minutes = _minutes_of_all(closed)
    shares = [rules.share(each.minutes, minutes[each.delivery_id]) for each in closed]
    return Record(
        deployed_on=last.day if last else None,
        led=sum(each.counts_as_led for each in closed),
        minutes=sum(each.minutes for each in closed),
        minutes_without_right=sum(each.minutes_without_right for each in closed),
        sums=summed(outcomes),
        shared_trainings=sum(shares, Fraction(0)),
        shared_completers=sum(
            (part * done for part, (_took, done) in zip(shares, outcomes, strict=True)), Fraction(0)
        ),
        observed=[
            each
            for each in observations_met(trainer)
            if (period.first is None or each.session.day >= period.first)
            and (period.last is None or each.session.day <= period.last)
        ],
    )


def _minutes_of_all(closed: list[TrainerCredit]) -> dict[int, int]:
    """By training, the minutes of all its trainers."""
    trainings = [each.delivery_id for each in closed]
    taught_in = TrainerCredit.objects.filter(delivery__in=trainings).order_by()
    return dict(taught_in.values_list("delivery").annotate(n=Sum("minutes")))


def rights_of(trainer: Person) -> QuerySet[TeachingAuthority]:
    """Every right to teach, the newest first, whether it holds now or not."""
    return (
        TeachingAuthority.objects.filter(person__in=trainer.selves)
        .select_related("programme", "module")
        .defer("programme__outline")
        .order_by("-valid_from", "-pk")
    )


def is_trainer(person: Person) -> bool:
    """Whoever taught a session or holds a right to teach has a record, if an empty one."""
    taught_once = SessionRole.objects.filter(
        person__in=person.selves, role__in=SessionRole.TEACHING
    )
    return (
        taught_once.exists() or TeachingAuthority.objects.filter(person__in=person.selves).exists()
    )
