"""Takes the trust from a key that may be in other hands."""

from datetime import UTC, datetime

from django.core.management.base import BaseCommand, CommandError
from django.utils.dateparse import parse_datetime

from certification.credentials.signing import keys
from lms.errors import Refused


class Command(BaseCommand):
    help = "Say that a key may be in other hands: nothing it signed, on whatever day, is trusted."

    def add_arguments(self, parser):
        parser.add_argument("key", help="As list_keys shows it: z6Mk…")
        parser.add_argument("--since", required=True, help="Like 2026-05-01T12:00, in UTC.")

    def handle(self, *, key: str, since: str, **options):
        found = keys.key_by_id(key)
        if found is None:
            raise CommandError("There is no such key; list_keys shows all.")
        try:
            marked = keys.mark_compromised(key=found, since=read_moment(since))
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write(
            f"{marked.id} is not trusted any more. Sign again what it signed: manage.py sign_again"
        )


def read_moment(text: str) -> datetime:
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        raise CommandError("Write the moment like 2026-05-01T12:00.")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
