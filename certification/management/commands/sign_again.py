"""Signs by the newest key what a compromised one had signed."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from certification.credentials.actions import sign_again
from certification.credentials.queries import signed_by_compromised_keys


class Command(BaseCommand):
    help = "Sign again the credentials of compromised keys, by the newest key; may be cut off and run again."

    def handle(self, **options):
        signed = 0
        for credential in signed_by_compromised_keys():
            sign_again(credential=credential, by=None, at=timezone.now())
            signed += 1
        self.stdout.write(f"{signed} credentials are signed again.")
