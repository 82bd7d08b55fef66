"""Makes a token of the API and prints it, once."""

from datetime import datetime, time

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_date

from lms.api.actions import make_token
from lms.api.rules import SCOPES
from lms.errors import Refused
from lms.people.actions import register_person
from lms.people.models import Person


class Command(BaseCommand):
    help = (
        "Make a token of the API for the person with this e-mail address, and print it. "
        "An address that nobody has is registered, for a program of its own. "
        f"Scopes: {', '.join(SCOPES)}."
    )

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--scope", action="append", default=[], help="may be given twice")
        parser.add_argument("--expires", help="the first day on which it no longer opens anything")

    @transaction.atomic
    def handle(self, *, email: str, scope: list[str], expires: str | None, **options):
        now = timezone.now()
        try:
            token = make_token(
                person=self.person(email, now),
                scopes=[each for given in scope for each in given.replace(",", " ").split()],
                by=None,
                at=now,
                expires_at=self.end(expires),
            )
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write(token)

    def person(self, email: str, now: datetime) -> Person:
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"“{email}” is no e-mail address.") from error
        person = Person.objects.filter(email__iexact=email).first()
        if person is None:
            self.stderr.write(f"Nobody had the address {email}; it is registered now.")
            person = register_person(first_name="", last_name=email, email=email, by=None, at=now)
        if not person.is_active:
            raise CommandError(f"{person} may not sign in, and so gets no token.")
        return person

    def end(self, expires: str | None) -> datetime | None:
        if expires is None:
            return None
        try:
            day = parse_date(expires)
        except ValueError:
            day = None
        if day is None:
            raise CommandError("--expires takes a day such as 2027-01-31.")
        return timezone.make_aware(datetime.combine(day, time()))
