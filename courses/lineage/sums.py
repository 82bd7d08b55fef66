"""What the kept sums must say, read from the facts; and where they differ from it."""

from django.db.models import Count, Q, QuerySet

from courses.closing.models import TrainerCredit
from courses.deliveries.models import Delivery
from courses.enrolment.models import Enrolment, EnrolmentStep
from courses.lineage.models import DeliveryOutcome, TrainedTrainer

Kind = EnrolmentStep.Kind


def closed_trainings() -> QuerySet[Delivery]:
    """An information event is none (R8)."""
    return Delivery.objects.filter(closed_at__isnull=False, activity=Delivery.Activity.TRAINING)


def outcomes(trainings: QuerySet[Delivery]) -> QuerySet:
    """By training: who has an outcome in it, and how many of these completed."""
    settled = Q(enrolments__steps__kind__in=[Kind.COMPLETED, Kind.NOT_COMPLETED])
    completed = Q(enrolments__steps__kind=Kind.COMPLETED)
    return (
        trainings.order_by("pk")
        .annotate(
            participants=Count("enrolments", filter=settled, distinct=True),
            completers=Count("enrolments", filter=completed, distinct=True),
        )
        .values_list("pk", "participants", "completers")
    )


def trained_trainers() -> QuerySet:
    """Training and person, for every trainer who completed a training."""
    trainers = TrainerCredit.objects.filter(delivery__in=closed_trainings())
    return (
        Enrolment.objects.filter(
            delivery__in=closed_trainings(),
            steps__kind=Kind.COMPLETED,
            person__in=trainers.values("person"),
        )
        .order_by("delivery", "person")
        .values_list("delivery", "person")
    )


def differences() -> int:
    """How many kept rows are not what the facts say, or missing."""
    kept = set(DeliveryOutcome.objects.values_list("delivery", "participants", "completers"))
    steps = set(TrainedTrainer.objects.values_list("delivery", "person"))
    return len(kept ^ set(outcomes(closed_trainings()))) + len(steps ^ set(trained_trainers()))
