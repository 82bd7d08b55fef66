"""Makes the demonstration's people, organisations and history, once."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from courses.catalogue.models import ProgrammePage
from lms.demo.story import Story
from lms.journal import outbox
from lms.people.models import Person


class Command(BaseCommand):
    help = "Make the demonstration: invented people and organisations with their history."

    def handle(self, **options):
        if not settings.DEMO:
            raise CommandError("The demonstration is switched off here (DEMO is not set).")
        programme = ProgrammePage.objects.live().first()
        if programme is None:
            raise CommandError("There is no programme yet; run import_curriculum first.")
        if Person.objects.filter(is_demo=True).exists():
            self.stdout.write("The demonstration is there already; nothing was changed.")
            return
        with transaction.atomic(), outbox.left_to_relay():
            Story(programme).tell()
        self.stdout.write("The demonstration is ready.")
