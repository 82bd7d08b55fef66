"""Ends every token of the API that a person has."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lms.api.actions import revoke_tokens
from lms.people.models import Person


class Command(BaseCommand):
    help = "Revoke all tokens of the person with this e-mail address."

    def add_arguments(self, parser):
        parser.add_argument("email")

    def handle(self, *, email: str, **options):
        person = Person.objects.filter(email__iexact=email).first()
        if person is None:
            raise CommandError(f"Nobody has the address {email}.")
        number = revoke_tokens(person=person, by=None, at=timezone.now())
        self.stdout.write(f"{number} tokens of {person} open nothing any more.")
