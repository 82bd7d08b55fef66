"""Makes a key to try out signed documents; a seal that others trust comes from a trust service."""

import os
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from certification.documents.keys import self_signed


class Command(BaseCommand):
    help = (
        "Write a PKCS#12 file with a key whose certificate it signs itself, protected by"
        " DOCUMENT_SIGNING_PASSWORD. Never overwrites a file."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--name", default="Cascade (self-signed)", help="whose seal it is")

    def handle(self, *, file: Path, name: str, **options):
        content = self_signed(
            name=name, password=settings.DOCUMENT_SIGNING_PASSWORD, at=timezone.now()
        )
        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as problem:
            raise CommandError(f"{file} cannot be written: {problem.strerror}") from problem
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(content)
        self.stdout.write(f"Set DOCUMENT_SIGNING_KEY={file} and keep a copy outside this machine.")
