"""Writes the sums of closed trainings and the steps between trainers; harmless to run again."""

from django.db import transaction
from django.db.models import Q

from courses.closing.models import TrainerCredit
from courses.deliveries.models import Delivery
from courses.lineage import sums
from courses.lineage.models import DeliveryOutcome, TrainedTrainer

BATCH = 5_000


@transaction.atomic
def sum_up_delivery(*, delivery: Delivery) -> None:
    """Keep how a closed training ended, and through which trainers its line goes on.

    Its own trainers may have completed trainings before they were known as trainers: these too.
    An event for information has no such sums, nor has what is not closed. Nothing is recorded, as
    nothing happened: the sums say again what the facts say.
    """
    own = sums.closed_trainings().filter(pk=delivery.pk)
    for pk, participants, completers in sums.outcomes(own):
        said = {"participants": participants, "completers": completers}
        DeliveryOutcome.objects.update_or_create(delivery_id=pk, defaults=said)
        trainers = TrainerCredit.objects.filter(delivery=pk).values("person")
        _keep_steps(sums.trained_trainers().filter(Q(delivery=pk) | Q(person__in=trainers)))


@transaction.atomic
def rebuild_sums() -> None:
    """Drop every sum and read all of them from the facts again."""
    DeliveryOutcome.objects.all().delete()
    TrainedTrainer.objects.all().delete()
    DeliveryOutcome.objects.bulk_create(
        (
            DeliveryOutcome(delivery_id=pk, participants=participants, completers=completers)
            for pk, participants, completers in sums.outcomes(sums.closed_trainings())
        ),
        batch_size=BATCH,
    )
    _keep_steps(sums.trained_trainers())


def _keep_steps(steps) -> None:
    TrainedTrainer.objects.bulk_create(
        (TrainedTrainer(delivery_id=delivery, person_id=person) for delivery, person in steps),
        batch_size=BATCH,
        ignore_conflicts=True,
    )
