"""Gives an access role to a person from the command line, for the first administrator."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lms.errors import Refused
from lms.people.actions import grant_access
from lms.people.models import AccessGrant, Person


class Command(BaseCommand):
    help = "Give an access role to the person with this e-mail address."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("role", choices=AccessGrant.Role.values)

    def handle(self, *, email: str, role: str, **options):
        person = Person.objects.filter(email__iexact=email).first()
        if person is None:
            raise CommandError(f"Nobody has the address {email}; let them sign up first.")
        try:
            grant_access(person=person, role=role, by=None, at=timezone.now())
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write(f"{person} is {AccessGrant.Role(role).label} now.")
