"""Looks at the file of every document, and makes again what is lost or damaged."""

from django.core.management.base import BaseCommand, CommandError

from certification.documents.actions import make_file_again
from certification.documents.queries import documents_with_words, is_intact
from lms.errors import Refused


class Command(BaseCommand):
    help = (
        "Compare every document with the SHA-256 that is kept of it. Names those that are lost or"
        " damaged, and ends with 1 if any stays so."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--make-again", action="store_true", help="write lost and damaged files anew"
        )

    def handle(self, *, make_again: bool, **options):
        seen = left = 0
        for document in documents_with_words().iterator(chunk_size=200):
            seen += 1
            if is_intact(document):
                continue
            number = document.revision.certificate.number
            if not make_again:
                left += 1
                self.stdout.write(f"{number}: lost or damaged")
                continue
            try:
                make_file_again(document=document)
            except Refused as refusal:
                left += 1
                self.stdout.write(refusal.sentence)
            else:
                self.stdout.write(f"{number}: made again, with the same SHA-256")
        if left:
            raise CommandError(f"{left} of {seen} documents are lost or damaged.")
        self.stdout.write(f"{seen} documents are as they were made.")
