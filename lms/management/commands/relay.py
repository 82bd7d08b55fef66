"""Delivers the outbox: once, or in a loop beside the web process where there is no worker."""

import time

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from certification.audits.packs.tasks import drop_old_packs
from certification.counts.tasks import renew_kept_summaries
from certification.evidence.tasks import check_stored_evidence
from courses.attempts.tasks import close_overdue_attempts
from lms.journal import outbox
from lms.journal.actions import publish_roots, seal_everything
from lms.notifications.tasks import write_due_letters

# Rounds: two minutes, a quarter of an hour and a day, at the usual pause.
A_FEW_MINUTES, A_QUARTER, A_DAY = 60, 450, 43_200
# SQLite has one writer at a time, and one that waits looks again every tenth of a second. Without a
# rest of that length a long queue of documents kept people from signing in for many seconds.
BATCH, REST, BATCHES = 2, 0.1, 250


def deliver_some(rest: float) -> None:
    """What is due, up to a round's measure; others may write in between."""
    for _batch in range(BATCHES):
        if not outbox.deliver_due(limit=BATCH):
            return
        time.sleep(rest)


class Command(BaseCommand):
    help = "Deliver what waits in the outbox."

    def add_arguments(self, parser):
        parser.add_argument("--loop", action="store_true", help="go on until stopped")
        parser.add_argument("--pause", type=float, default=2.0, help="seconds between rounds")

    def handle(self, *, loop: bool, pause: float, **options):
        round_number = 0
        while True:
            deliver_some(rest=REST if loop else 0)
            if round_number % 10 == 0:
                close_overdue_attempts()
            if round_number % 30 == 0:
                seal_everything(at=timezone.now())
                call_command("publish_scheduled", verbosity=0)
            if round_number % A_FEW_MINUTES == A_FEW_MINUTES - 1:
                renew_kept_summaries()
            if round_number % A_QUARTER == 0:
                publish_roots(at=timezone.now())
                write_due_letters()
            if round_number % A_DAY == A_QUARTER:
                check_stored_evidence()
                drop_old_packs()
            if not loop:
                return
            round_number += 1
            time.sleep(pause)
