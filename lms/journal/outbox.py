"""The outbox: which handlers follow an event, and the relay that runs them.

A dispatch is done when its effect is committed, in one transaction with the effect.
A handler may run again after a crash, so each is idempotent by a unique key.
"""

import logging
import random
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from lms.journal.models import Dispatch, Event

logger = logging.getLogger(__name__)

Handler = Callable[[Event], None]
LONGEST_PAUSE = timedelta(hours=1)

_is_left_to_relay: ContextVar[bool] = ContextVar("is_left_to_relay", default=False)
_handlers: dict[str, Handler] = {}
_subscriptions: dict[str, list[str]] = defaultdict(list)


def subscribe(event_name: str, handler_name: str) -> Callable[[Handler], Handler]:
    """Register a function as a handler of an event; `handler_name` is stored, so never rename it."""

    def register(handler: Handler) -> Handler:
        _handlers[handler_name] = handler
        _subscriptions[event_name].append(handler_name)
        return handler

    return register


def handlers_of(event_name: str) -> list[str]:
    return list(_subscriptions.get(event_name, ()))


@contextmanager
def left_to_relay() -> Iterator[None]:
    """Within it commits wake nobody: what a large batch records waits for the relay's next round."""
    token = _is_left_to_relay.set(True)
    try:
        yield
    finally:
        _is_left_to_relay.reset(token)


def wake(event_id: int) -> None:
    """After the commit: let a worker deliver, or do it here where there is none."""
    if _is_left_to_relay.get():
        return
    if settings.REDIS_URL:
        from lms.journal.tasks import deliver_outbox  # late: Celery tasks import this module

        deliver_outbox.delay()
    else:
        for pk in Dispatch.objects.filter(event=event_id, done_at__isnull=True).values_list(
            "pk", flat=True
        ):
            deliver(pk)


def deliver_due(limit: int = 500, handlers: Collection[str] = ()) -> int:
    """Deliver what is due, oldest first, and return how many dispatches were tried.

    With `handlers` only theirs.
    """
    due = Dispatch.objects.due(timezone.now())
    if handlers:
        due = due.filter(handler__in=handlers)
    return sum(deliver(pk) for pk in list(due.values_list("pk", flat=True)[:limit]))


def deliver(pk: int) -> bool:
    """Run one dispatch; False when another relay has it or it is done already."""
    try:
        with transaction.atomic():
            dispatch = (
                Dispatch.objects.select_for_update(skip_locked=True, of=("self",))
                .select_related("event")
                .filter(pk=pk, done_at__isnull=True)
                .first()
            )
            if dispatch is None:
                return False
            _handlers[dispatch.handler](dispatch.event)
            Dispatch.objects.filter(pk=pk).update(done_at=timezone.now(), error="")
    except Exception as error:
        logger.exception("handler failed", extra={"dispatch": pk})
        postpone(pk, error)
    return True


def postpone(pk: int, error: Exception) -> None:
    """Keep the reason and try again later, doubling the pause up to an hour."""
    dispatch = Dispatch.objects.get(pk=pk)
    pause = min(timedelta(seconds=2 ** min(dispatch.tries, 12)), LONGEST_PAUSE)
    jitter = 1 + random.random() / 4  # noqa: S311 - not a secret
    dispatch.tries = min(dispatch.tries + 1, 32_000)
    dispatch.next_try_at = timezone.now() + pause * jitter
    dispatch.error = f"{type(error).__name__}: {error}"[:2000]
    dispatch.save(update_fields=["tries", "next_try_at", "error"])
