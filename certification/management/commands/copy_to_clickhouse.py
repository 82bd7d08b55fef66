"""Copies the completed places to a ClickHouse server and compares its figures with ours."""

import os
from itertools import islice

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from certification.counts import checking, clickhouse


class Command(BaseCommand):
    help = (
        "Copy all completed places to ClickHouse and compare random figures. User and password are "
        "read from CLICKHOUSE_USER and CLICKHOUSE_PASSWORD."
    )

    def add_arguments(self, parser):
        parser.add_argument("url", help="such as http://127.0.0.1:8123/?database=counts")
        parser.add_argument("--check", type=int, default=20, help="of questions, 20 by default")
        parser.add_argument("--seed", type=int, help="asks the same questions again")

    def handle(self, *, url: str, check: int, seed: int | None, **options):
        user, password = os.environ.get("CLICKHOUSE_USER"), os.environ.get("CLICKHOUSE_PASSWORD")
        engine = clickhouse.Server(url, user or "default", password or "")
        seed = int(timezone.now().timestamp()) if seed is None else seed
        number = clickhouse.export(engine)
        found = list(islice(clickhouse.differences(engine, check, seed, checking.questions), 20))
        for each in found:
            self.stderr.write(each)
        if found:
            raise CommandError(
                f"Figures differ (--seed {seed}); ask the database until they agree."
            )
        self.stdout.write(f"{number} completed places copied; {check} figures compared: the same.")
