"""Checks the code on a certificate with nothing but the issuer's published keys."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from certification.credentials.compact import read_claim
from lms.errors import Refused


class Command(BaseCommand):
    help = "Check the scanned code of a certificate against the issuer's did.json; asks no network and no database."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("text", help="the scanned address, or what follows #c= in it")
        parser.add_argument("--did", required=True, type=Path, help="the issuer's did.json")

    def handle(self, *, text, did, **options):
        try:
            claim = read_claim(text, json.loads(did.read_text(encoding="utf-8")))
        except (OSError, ValueError) as error:
            raise CommandError(f"The file of the keys cannot be read: {error}") from error
        except Refused as refused:
            raise CommandError(refused.sentence) from refused
        end = claim.valid_through or "no end date"
        self.stdout.write(
            f"Signed by {claim.issuer}.\n"
            f"{claim.number}, revision {claim.revision}\n"
            f"{claim.holder}: {claim.title}\n"
            f"Issued on {claim.issued_on}, valid through: {end}.\n"
            "Whether it was suspended, withdrawn or renewed since is known at the issuer's address only."
        )
