"""Labels of organisations for tests, recorded as an administrator would."""

from datetime import UTC, date, datetime
from itertools import count

from certification.labels.actions import award_label
from certification.labels.models import OrganisationLabel
from lms.people.models import AccessGrant, Organisation, Person
from tests.factories.people import OrganisationFactory, PersonFactory

AT = datetime(2029, 6, 1, 9, tzinfo=UTC)
numbers = count(1)


def administrator() -> Person:
    held = AccessGrant.objects.filter(role="administrator").select_related("person").first()
    return held.person if held else PersonFactory(roles=["administrator"])


def label(
    organisation: Organisation | None = None,
    level: str = "bronze",
    awarded_on: date = date(2019, 7, 25),
    **changes,
) -> OrganisationLabel:
    """An award of that day, or the renewal that it is after the awards before it."""
    fields = {
        "organisation": organisation or OrganisationFactory(),
        "level": level,
        "awarded_on": awarded_on,
        "awarded_by": "Example body",
        "reference": f"L-{next(numbers)}",
        "by": changes.get("by") or administrator(),
        "at": AT,
    }
    return award_label(**fields | changes)
