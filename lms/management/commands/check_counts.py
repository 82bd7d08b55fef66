"""Compares the ways to count on random questions; ends with 1 where two of them differ."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.test import RequestFactory
from django.utils import timezone

from certification.counts.checking import differences
from certification.counts.models import CountingRule, Summary
from certification.counts.rules import NOT_ATTRIBUTABLE, Filters
from certification.counts.summaries import untrue
from lms.api.counts import answer_to

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Count by figure, list, export, API and a recount in plain SQL, under random rules, filters "
        "and as-of dates, and tell where they differ."
    )

    def add_arguments(self, parser):
        parser.add_argument("--number", type=int, default=100, help="of questions, 100 by default")
        parser.add_argument("--seed", type=int, help="asks the same questions again")

    def handle(self, *, number: int, seed: int | None, **options):
        seed = int(timezone.now().timestamp()) if seed is None else seed
        if not CountingRule.objects.exists():
            raise CommandError("No counting rule is installed; import_counting_rules brings them.")
        with transaction.atomic():  # all of them see the same facts
            found = list(differences(number, seed, {"API": asked_by_api}))
            kept, wrong = Summary.objects.count(), untrue()
        for each in [*found[:SHOWN], *(f"Kept, and untrue: {each}" for each in wrong)]:
            self.stderr.write(str(each))
        if wrong:
            raise CommandError(f"{len(wrong)} of {kept} kept summaries are untrue.")
        if found:
            raise CommandError(
                f"{len(found)} of {number} questions have different answers (--seed {seed})."
            )
        self.stdout.write(
            f"{number} questions (--seed {seed}), counted as figure, list, export, breakdowns, API "
            f"and by a recount in plain SQL: differences 0. Kept summaries: {kept}, all of them true."
        )


def asked_by_api(rule: CountingRule, filters: Filters, as_of: date) -> tuple[int, int] | None:
    """What the API answers; None for what it is not asked."""
    is_asked = not (filters.country or filters.year or filters.project == NOT_ATTRIBUTABLE)
    if not is_asked or not is_newest(rule):
        return None
    values = {"rule": rule.code, "as_of": as_of.isoformat(), **filters.query()}
    answer = answer_to(RequestFactory().get("/api/v1/counts", values))
    return answer["value"], answer["claimed"]


def is_newest(rule: CountingRule) -> bool:
    """The API counts by the newest version of a rule."""
    newest = CountingRule.objects.filter(code=rule.code).latest("version")
    return newest.pk == rule.pk
