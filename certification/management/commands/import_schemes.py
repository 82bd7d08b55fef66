"""Installs the schemes of a folder of JSON files."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from certification.schemes.actions import install_scheme
from lms.errors import Refused


class Command(BaseCommand):
    help = "Install certification schemes; what is there already stays as it is."

    def add_arguments(self, parser):
        parser.add_argument("directory", type=Path)

    def handle(self, *, directory: Path, **options):
        files = sorted(directory.glob("*.json"))
        if not files:
            raise CommandError(f"There is no scheme (*.json) in {directory}.")
        with transaction.atomic():
            for file in files:
                try:
                    data = json.loads(file.read_text(encoding="utf-8"))
                    install_scheme(data=data, by=None, at=timezone.now())
                except (OSError, ValueError) as error:
                    raise CommandError(f"{file.name} cannot be read as JSON: {error}") from error
                except Refused as refusal:
                    raise CommandError(f"{file.name}: {refusal.sentence}") from refusal
        self.stdout.write(f"{len(files)} scheme(s) are installed.")
