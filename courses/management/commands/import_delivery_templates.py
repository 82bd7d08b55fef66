"""Imports templates of deliveries from a folder; a file that is wrong is refused with its reason."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from courses.catalogue.models import ProgrammePage
from courses.deliveries.actions import keep_template
from courses.deliveries.models import DeliveryTemplate
from courses.deliveries.timetables import of_programme, stored
from lms.errors import Refused


class Command(BaseCommand):
    help = "Keep the templates of cohorts and trainings that a folder of JSON files describes."

    def add_arguments(self, parser):
        parser.add_argument("directory", type=Path)

    def handle(self, *, directory: Path, **options):
        files = sorted(directory.glob("*.json"))
        if not files:
            raise CommandError(f"{directory} holds no templates.")
        with transaction.atomic():
            for path in files:
                try:
                    keep(json.loads(path.read_text(encoding="utf-8")))
                except (Refused, ValueError, KeyError) as error:
                    raise CommandError(f"Nothing was imported. {path.name}: {error}") from error
        self.stdout.write(f"{len(files)} templates kept.")


def keep(raw: dict[str, Any]) -> DeliveryTemplate:
    """The timetable stands in the file, or is the outline of the programme."""
    programme = ProgrammePage.objects.filter(code=raw["programme"]).first()
    if programme is None:
        raise ValueError(f"there is no programme {raw['programme']}")
    timetable = raw["timetable"]
    if timetable == "outline":
        timetable = stored(of_programme(programme.outline))
    return keep_template(
        code=raw["code"],
        title=raw["title"],
        kind=raw["kind"],
        programme=programme,
        timetable=timetable,
        by=None,
        at=timezone.now(),
    )
