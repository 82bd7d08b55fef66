"""What was decided and is asked for, before two people on record become one (R48)."""

from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from certification.decisions.conflicts import conflicts_of
from certification.decisions.models import Application, Decision
from lms.people.merging.matters import Ids, speaks_before_merge
from lms.people.merging.rules import Matter
from lms.people.rules import COLLEAGUE, SELF, TIE_WORDS

EVER = 12 * 100  # months


@speaks_before_merge
def before_merge(absorbed: Ids, kept: Ids, at: datetime) -> list[Matter]:
    """Who judged the other, or is declared to be somebody else, is not made the other."""
    return [*_ties(absorbed, kept, at), *_decided(absorbed, kept), *_asked_twice(absorbed, kept)]


def _ties(absorbed: Ids, kept: Ids, at: datetime) -> list[Matter]:
    on = timezone.localdate(at)
    kinds: set[str] = set()
    for one, other in ((absorbed, kept), (kept, absorbed)):
        found = conflicts_of(one, other, on, EVER)
        kinds.update(*(found.get((a, b), ()) for a in one for b in other))
    return [
        Matter(
            _("On record one of them, about the other: “%s”.") % TIE_WORDS[kind],
            "R48",
            is_blocking=True,
        )
        for kind in sorted(kinds - {SELF, COLLEAGUE})
    ]


def _decided(absorbed: Ids, kept: Ids) -> list[Matter]:
    decided = any(
        Decision.objects.filter(
            Q(decided_by__in=one) | Q(confirmed_by__in=one), person__in=other
        ).exists()
        for one, other in ((absorbed, kept), (kept, absorbed))
    )
    if not decided:
        return []
    return [Matter(_("One of them decided about a certificate of the other."), "R48", True)]


def _asked_twice(absorbed: Ids, kept: Ids) -> list[Matter]:
    waiting = Application.objects.filter(state=Application.State.OPEN)
    own, others = (
        {each.certificate_type_id: each.certificate_type for each in rows}
        for rows in (
            waiting.filter(person__in=people).select_related("certificate_type")
            for people in (absorbed, kept)
        )
    )
    return [
        Matter(_("Both have an open application for “%s”; decide one, close the other.") % title)
        for title in sorted(str(own[key]) for key in own.keys() & others.keys())
    ]
