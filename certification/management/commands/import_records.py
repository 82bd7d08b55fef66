"""Takes past trainings from a CSV or XLSX file, one row for each person and training."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from certification.counts.shipped import install_shipped_rules
from certification.records.actions import keep_records
from certification.records.folders import Folder, Nowhere
from certification.records.reading import batches_of
from certification.records.telling import Outcome
from lms.errors import Refused


class Command(BaseCommand):
    help = "Take past trainings from a file; the same file twice changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--evidence", type=Path, help="the folder with the files that the rows name"
        )

    def handle(self, *, file: Path, evidence: Path | None, **options):
        if evidence is not None and not evidence.is_dir():
            raise CommandError(f"{evidence} is no folder.")
        now = timezone.now()
        install_shipped_rules(at=now)
        evidences = Folder(evidence) if evidence else Nowhere()
        outcome = Outcome()
        try:
            with file.open("rb") as opened:
                for batch, refused in batches_of(opened):
                    outcome.add(refused)
                    outcome.add(keep_records(batch=batch, evidences=evidences, by=None, at=now))
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except Refused as refusal:
            raise CommandError(f"{file}: {refusal.sentence}") from refusal
        self.tell(outcome)

    def tell(self, outcome: Outcome) -> None:
        self.stdout.write(
            f"Records: {outcome.new} new, {outcome.corrected} corrected, "
            f"{outcome.unchanged} unchanged. Without evidence, so only claimed: "
            f"{outcome.unevidenced}. No trainings: {outcome.no_training}."
        )
        for code, rows in sorted(outcome.unknown_projects.items()):
            self.stdout.write(f"Project {code} is not known; {rows} rows are kept for it.")
        for number, others in outcome.disputed:
            self.stdout.write(
                f"Row {number}: disputed, as {', '.join(others)} claims the same training of this person."
            )
        if outcome.rows_disputed:
            self.stdout.write(
                f"Disputes between projects: {outcome.disputes} new. Each training counts once until "
                "an administrator settles it."
            )
        for number, column, sentence in outcome.mistakes:
            self.stderr.write(f"Row {number}, {column}: {sentence}")
        if outcome.mistakes:
            raise CommandError(
                f"{outcome.rows_with_mistakes} rows were left out, all others are kept. "
                "Mend them and take the file again."
            )
