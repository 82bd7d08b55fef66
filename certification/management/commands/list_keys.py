"""Lists the issuer's keys and what each is good for."""

from django.core.management.base import BaseCommand

from certification.credentials.signing import keys


class Command(BaseCommand):
    help = "List the keys of the issuer, newest first. Nothing secret is shown."

    def handle(self, **options):
        found = keys.all_keys()
        signing = next((key for key in found if key.can_sign), None)
        for key in found:
            self.stdout.write(
                f"{key.id}  made {key.made_at:%Y-%m-%d %H:%M} UTC  {said(key, signing)}"
            )
        if signing is None:
            self.stdout.write("No key can sign. Make one: manage.py make_key")


def said(key: keys.Key, signing: keys.Key | None) -> str:
    if key == signing:
        return "signs"
    if key.compromised_from is not None:
        return f"compromised from {key.compromised_from:%Y-%m-%d %H:%M} UTC: not trusted"
    return "older: what it signed holds"
