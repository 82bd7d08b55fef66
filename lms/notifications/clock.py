"""What time alone brings about: rooms above register functions that write letters whose day has come."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.conf import settings

from lms.notifications import queries, rules
from lms.notifications.actions import send_what_waits
from lms.people.models import Person

logger = logging.getLogger(__name__)

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
    """Let every room write what is due, then let out what waits; one failure stops nothing else."""
    for name, function in _rounds.items():
        try:
            function(at)
        except Exception:
            logger.exception("The round of %s failed; it is made again.", name)
    let_out(at)


def let_out(at: datetime) -> None:
    """One message to each person for whom letters wait since before the last hour of the digest."""
    cut = rules.digest_cut(at, settings.TIME_ZONE)
    for pk in queries.readers_waiting(cut):
        try:
            send_what_waits(person=Person.objects.get(pk=pk), cut=cut, at=at)
        except Exception:
            logger.exception("What waits for person %s could not be let out.", pk)
