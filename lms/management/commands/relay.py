"""Delivers the outbox: once, or in a loop beside the web process where there is no worker."""

import time

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from courses.attempts.tasks import close_overdue_attempts
from lms.journal import outbox
from lms.journal.actions import publish_roots, seal_everything
from lms.notifications.tasks import write_due_letters


class Command(BaseCommand):
    help = "Deliver what waits in the outbox."

    def add_arguments(self, parser):
        parser.add_argument("--loop", action="store_true", help="go on until stopped")
        parser.add_argument("--pause", type=float, default=2.0, help="seconds between rounds")

    def handle(self, *, loop: bool, pause: float, **options):
        round_number = 0
        while True:
            outbox.deliver_due()
            if round_number % 10 == 0:
                close_overdue_attempts()
            if round_number % 30 == 0:
                seal_everything(at=timezone.now())
                call_command("publish_scheduled", verbosity=0)
            if round_number % 450 == 0:
                publish_roots(at=timezone.now())
                write_due_letters()
            if not loop:
                return
            round_number += 1
            time.sleep(pause)
