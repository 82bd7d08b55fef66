"""Publishes the root of a day, and prints it for those who keep it elsewhere."""

from datetime import UTC, date, timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lms.errors import Refused
from lms.journal.actions import publish_root, publish_roots


class Command(BaseCommand):
    help = (
        "Publish the root of the journal for a day that is over (yesterday unless told), with those"
        " of the days before it that have none yet, and print it."
    )

    def add_arguments(self, parser):
        parser.add_argument("--day", type=date.fromisoformat, help="a day of UTC, as 2026-05-01")

    def handle(self, *, day: date | None, **options):
        now = timezone.now()
        publish_roots(at=now)
        day = day or now.astimezone(UTC).date() - timedelta(days=1)
        try:
            published = publish_root(day=day, at=now)
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        if published is None:
            self.stdout.write(
                f"Nothing was sealed on {day:%Y-%m-%d}: there is no root of this day."
            )
            return
        self.stdout.write(f"{day:%Y-%m-%d} seal {published.seal_id}")
        self.stdout.write(published.root)
