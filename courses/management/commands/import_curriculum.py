"""Imports a curriculum folder: checked whole, then published, or refused with every reason."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from courses.catalogue.curriculum.actions import publish_curriculum
from courses.catalogue.curriculum.problems import CurriculumRefused
from courses.catalogue.curriculum.reading import read_curriculum


class Command(BaseCommand):
    help = "Publish a curriculum folder as pages, questions and assessments."

    def add_arguments(self, parser):
        parser.add_argument("directory", type=Path)

    def handle(self, *, directory: Path, **options):
        if not directory.is_dir():
            raise CommandError(f"{directory} is no folder.")
        try:
            curriculum = read_curriculum(directory)
        except CurriculumRefused as refused:
            raise CommandError(f"Nothing was imported.\n{refused}") from refused
        done = publish_curriculum(curriculum=curriculum, by=None, at=timezone.now())
        self.stdout.write(
            f"{len(curriculum.modules)} modules: {done.created} pages created, "
            f"{done.revised} revised, {done.unchanged} unchanged."
        )
        for count, sentence in (
            (done.drafted, "edited here since the last import: the new text waits as a draft"),
            (done.absent, "deleted here: not brought back"),
            (done.no_longer_named, "no longer in the curriculum: left published"),
        ):
            if count:
                self.stdout.write(f"Pages {sentence}: {count}.")
