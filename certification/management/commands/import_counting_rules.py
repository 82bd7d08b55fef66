"""Installs the counting rules of a JSON file."""

import json
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from certification.counts.actions import install_rule
from lms.errors import Refused


class Command(BaseCommand):
    help = "Install counting rules; versions that are there stay as they are."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    @transaction.atomic
    def handle(self, *, file: Path, **options):
        try:
            rows = json.loads(file.read_text(encoding="utf-8"))
            for row in rows:
                install_rule(data=row, by=None, at=timezone.now())
        except (OSError, KeyError, TypeError, ValueError, ValidationError) as error:
            raise CommandError(f"{file} holds no counting rules: {error!r}") from error
        except Refused as refusal:
            raise CommandError(f"{file}: {refusal.sentence}") from refusal
        self.stdout.write(f"{len(rows)} counting rules are installed.")
