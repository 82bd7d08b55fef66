"""What places and roles say before two people on record become one (R9, R40)."""

from collections import defaultdict
from datetime import datetime

from django.utils.translation import gettext as _

from courses.deliveries.models import Delivery
from courses.enrolment import rules
from courses.enrolment.models import Enrolment
from courses.enrolment.queries import above
from courses.enrolment.ties import roles_held
from lms.people.merging.matters import Ids, speaks_before_merge
from lms.people.merging.rules import Matter
from lms.people.models import Person


@speaks_before_merge
def before_merge(absorbed: Ids, kept: Ids, at: datetime) -> list[Matter]:
    """A fixed number of queries but for the lines above each record, which are few."""
    places = _places([*absorbed, *kept])
    own, others = places_of(places, absorbed), places_of(places, kept)
    worked = [*_worked(absorbed, others), *_worked(kept, own)]
    found = [
        Matter(
            _("One of them had a part in “%s”, in which the other has a place.") % delivery,
            "R9",
            is_blocking=True,
        )
        for delivery in dict.fromkeys(worked)
    ]
    if not found and _one_above_the_other(absorbed, kept):
        found.append(Matter(_("One of them trained the other, or their trainer."), "R40", True))
    both = own.keys() & others.keys()
    found += [
        Matter(
            _("Both have a place in “%s”: it counts once, and both places stay.") % own[delivery],
            "R1",
        )
        for delivery in sorted(both)
    ]
    return found


def _places(people: Ids) -> dict[int, list[Delivery]]:
    """By person, the deliveries in which they have a place that is not over."""
    found: dict[int, list[Delivery]] = defaultdict(list)
    rows = Enrolment.objects.filter(person__in=people, delivery__isnull=False).with_state()
    for place in rows.select_related("delivery"):
        if place.state not in rules.OVER:
            found[place.person_id].append(place.delivery)
    return found


def places_of(places: dict[int, list[Delivery]], people: Ids) -> dict[int, Delivery]:
    return {each.pk: each for person in people for each in places.get(person, ())}


def _worked(people: Ids, deliveries: dict[int, Delivery]) -> list[str]:
    roles = roles_held().filter(person__in=people, session__delivery__in=deliveries)
    found = roles.order_by("session__delivery").values_list("session__delivery", flat=True)
    return [deliveries[pk].title for pk in found.distinct()]


def _one_above_the_other(absorbed: Ids, kept: Ids) -> bool:
    people = Person.objects.in_bulk([*absorbed, *kept])
    return any(
        not above(people[person], kind).isdisjoint(others)
        for kind in ("cohort", "training")
        for own, others in ((absorbed, kept), (kept, absorbed))
        for person in own
    )
