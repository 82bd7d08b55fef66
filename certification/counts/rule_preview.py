"""What a figure would be under a rule that is not made yet, beside what it is."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from certification.counts.models import CountingRule
from certification.counts.queries import DEFAULT_RULE, Attributed, claimed, trained
from certification.counts.rules import Filters


@dataclass(frozen=True)
class Preview:
    """Both figures over everything, and the trainings by which they differ.

    Each of `leaving` and `joining` says whether its person counts by another training.
    """

    before: int
    after: int
    claimed_before: int
    claimed_after: int
    leaving: Attributed
    joining: Attributed


def preview(rule: CountingRule, before: CountingRule, *, as_of: date) -> Preview:
    """`rule` need not be saved; nothing is written."""
    everything = Filters()
    now = trained(before, everything, as_of=as_of)
    then = trained(rule, everything, as_of=as_of)
    return Preview(
        before=now.count(),
        after=then.count(),
        claimed_before=claimed(before, everything, as_of=as_of).count(),
        claimed_after=claimed(rule, everything, as_of=as_of).count(),
        leaving=_apart(now, then),
        joining=_apart(then, now),
    )


def _apart(units: Attributed, others: Attributed) -> Attributed:
    same_person = others.order_by().filter(person=OuterRef("person"))
    return (
        units.exclude(pk__in=others.order_by().values("pk"))
        .annotate(counts_otherwise=Exists(same_person.values("pk")))
        .select_related("person", "organisation", "project")
    )


def compared_with(code: str) -> CountingRule | None:
    """The newest version of the same rule; for a new one the programme's own rule."""
    for each in (code, DEFAULT_RULE):
        found = CountingRule.objects.filter(code=each).order_by("-version").first()
        if found:
            return found
    return None
