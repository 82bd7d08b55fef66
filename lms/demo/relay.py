"""Lets what decides follow at once; documents, letters and module certificates wait for the relay."""

from collections.abc import Iterable

from django.db.models import Q

from lms.journal import outbox
from lms.journal.models import Dispatch

COMPLETIONS = ("progress.record_completion",)
CERTIFICATES = ("decisions.after_programme", "certificates.issue")
# What pages of closed deliveries show beside the facts.
SUMS = ("lineage.after_closing", "lineage.after_correction", "evaluation.plan")


def let_follow(handlers: Iterable[str], *, only: Q | None = None) -> None:
    """Deliver everything for these handlers, and what comes of it; fail aloud if one does not."""
    due = Dispatch.objects.filter(only or Q(), done_at__isnull=True, handler__in=list(handlers))
    while keys := list(due.order_by("pk").values_list("pk", flat=True)):
        for key in keys:
            outbox.deliver(key)
        failed = due.exclude(error="").first()
        if failed:
            raise RuntimeError(f"{failed}: {failed.error}")
