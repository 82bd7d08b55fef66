"""Makes the sums that lineage reads anew from the facts, or says how many are wrong."""

from django.core.management.base import BaseCommand, CommandError

from courses.lineage.actions import rebuild_sums
from courses.lineage.sums import differences


class Command(BaseCommand):
    help = "Rebuilds the sums of closed trainings; with --check it only compares them."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args, **options) -> None:
        wrong = differences()
        if not options["check"]:
            rebuild_sums()
            self.stdout.write(f"Rebuilt; {wrong} rows were wrong before.")
        elif wrong:
            raise CommandError(f"{wrong} rows differ from the facts; run it without --check.")
        else:
            self.stdout.write("Every sum is what the facts say.")
