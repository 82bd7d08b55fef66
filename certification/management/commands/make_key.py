"""Makes a key of the issuer, which signs from then on."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from certification.credentials.signing import keys


class Command(BaseCommand):
    help = "Make a key to sign credentials with. Older keys stay, so what they signed still holds."

    def add_arguments(self, parser):
        parser.add_argument("--if-none", action="store_true", help="Only where no key can sign.")

    def handle(self, *, if_none: bool, **options):
        if if_none and any(key.can_sign for key in keys.all_keys()):
            self.stdout.write("There is a key already.")
            return
        key = keys.make_key(at=timezone.now())
        self.stdout.write(f"{key.id} signs from now on. Keep a copy of {keys.folder()}.")
