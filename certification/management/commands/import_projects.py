"""Takes the projects of a CSV or XLSX file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from certification.counts.shipped import install_shipped_rules
from certification.records.actions import keep_projects
from lms.errors import Refused


class Command(BaseCommand):
    help = "Register or correct the projects of a file; the same file twice changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **options):
        now = timezone.now()
        install_shipped_rules(at=now)
        try:
            with file.open("rb") as opened:
                outcome = keep_projects(file=opened, by=None, at=now)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except Refused as refusal:
            raise CommandError(f"{file}: {refusal.sentence}") from refusal
        self.stdout.write(
            f"Projects: {outcome.new} new, {outcome.corrected} corrected, "
            f"{outcome.unchanged} unchanged."
        )
        for number, column, sentence in outcome.mistakes:
            self.stderr.write(f"Row {number}, {column}: {sentence}")
        if outcome.mistakes:
            raise CommandError(f"{outcome.rows_with_mistakes} rows were left out; mend them.")
