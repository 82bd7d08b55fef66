"""Checks that nothing in the journal, or of what it seals, was changed past the application."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lms.journal import check
from lms.journal.actions import seal_everything, unsealed
from lms.journal.models import Event, Seal

MOST_NAMED = 100


class Command(BaseCommand):
    help = (
        "Seal what waits, then check every sealed event and the facts that seals cover. Names each"
        " damaged row, the first one first, and ends with 1 if there is any."
    )

    def add_arguments(self, parser):
        parser.add_argument("--seal", type=int, help="a seal whose hash was kept elsewhere")
        parser.add_argument("--hash", help="that hash; differs if the chain was made anew")

    def handle(self, *, seal: int | None, hash: str | None, **options):
        if (seal is None) != (hash is None):
            raise CommandError("Give --seal and --hash together.")
        seal_everything(at=timezone.now())
        found = 0
        if seal is not None and not Seal.objects.filter(number=seal, chained=hash).exists():
            found += 1
            self.stdout.write(f"Seal {seal} has not the hash that was kept of it.")
        for problem in check.problems():
            found += 1
            if found <= MOST_NAMED:
                self.stdout.write(str(problem))
        if found > MOST_NAMED:
            self.stdout.write(f"and {found - MOST_NAMED} more.")
        if found:
            raise CommandError(
                f"{found} problems. Keep the database as it is; see docs/operators.md."
            )
        self._say_well()

    def _say_well(self):
        last = Seal.objects.order_by("number").last()
        sealed = Event.objects.count() - unsealed().count()
        self.stdout.write(
            f"{sealed} events are as they were sealed, with the facts they are about."
        )
        if last is not None:
            self.stdout.write(f"Seal {last.number} of {last.sealed_at:%d %B %Y, %H:%M} UTC:")
            self.stdout.write(last.chained)
