"""What time alone brings about: rooms above register functions that write letters whose day has come."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar

from django.conf import settings

from lms.notifications import queries, rules
from lms.notifications.actions import send_what_waits
from lms.people.models import Person

logger = logging.getLogger(__name__)

Thing = TypeVar("Thing")
Round = Callable[[datetime], None]
_rounds: dict[str, Round] = {}


def each_round(name: str) -> Callable[[Round], Round]:
    """Register a function that is called every quarter of an hour with the time.

    It writes what is due by then. It is called again and again, also after a pause, so each of its
    letters has a reference by which it is written once.
    """

    def register(function: Round) -> Round:
        _rounds[name] = function
        return function

    return register


def make_round(at: datetime) -> None:
    """Let every room write what is due, then let out what waits."""
    each_by_itself(_rounds.values(), lambda function: function(at))
    cut = rules.digest_cut(at, settings.TIME_ZONE)
    each_by_itself(queries.readers_waiting(cut), lambda pk: _let_out(pk, cut, at))


def _let_out(pk: int, cut: datetime, at: datetime) -> None:
    """One message for a person for whom letters wait since before the last hour of the digest."""
    send_what_waits(person=Person.objects.get(pk=pk), cut=cut, at=at)


def each_by_itself(things: Iterable[Thing], write: Callable[[Thing], object]) -> None:
    """What fails with one is logged and tried in the next round; it keeps no other waiting."""
    for thing in things:
        try:
            write(thing)
        except Exception:
            logger.exception("Letters about %r could not be written.", thing)
