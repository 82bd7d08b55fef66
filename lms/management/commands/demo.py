"""Makes the demonstration: invented people, organisations and their history."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lms.demo.story import make_demo
from lms.errors import Refused


class Command(BaseCommand):
    help = "Make the demonstration's people and history; a second run changes nothing."

    def handle(self, **options):
        try:
            made = make_demo(now=timezone.now())
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        if made.is_new:
            self.stdout.write(
                f"The demonstration is made; {made.waiting} documents and letters wait for the relay."
            )
        else:
            self.stdout.write("The demonstration is there already.")
