"""Reads every stored file of evidence, and notes which are lost and which are there again."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from certification.evidence.actions import check_evidence
from certification.evidence.queries import lost_now


class Command(BaseCommand):
    help = (
        "Compare every file of evidence with the SHA-256 that is kept of it. What rests on a lost"
        " file is claimed, not evidenced, until a check finds it again. Ends with 1 while any is lost."
    )

    def handle(self, **options):
        seen = 0
        for finding in check_evidence(at=timezone.now()):
            seen += 1
            if finding:
                self.stdout.write(str(finding))
        lost = lost_now().count()
        if lost:
            raise CommandError(f"{lost} of {seen} files of evidence are missing or changed.")
        self.stdout.write(f"{seen} files of evidence are as they were kept.")
