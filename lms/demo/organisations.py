"""Registers the invented cluster organisations and the labels that a demonstration body gave them."""

import random
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle, product

from certification.labels.actions import award_label
from certification.labels.models import OrganisationLabel
from lms.demo.places import NUTS_VERSION, REGIONS
from lms.people.actions import register_organisation, register_region
from lms.people.models import Organisation, Person, Region

BRONZE, GOLD = 450, 15
PLACES = [
    "Amber Bay",
    "Birch Valley",
    "Blue Hill",
    "Cedar Coast",
    "Copper Ridge",
    "Eagle Fjord",
    "Falcon Plain",
    "Glass Lake",
    "Golden Delta",
    "Granite Pass",
    "Green Isle",
    "Heron Marsh",
    "Ivory Cape",
    "Juniper Heath",
    "Lark Meadow",
    "Linden Square",
    "Maple Gate",
    "Marble Port",
    "North Quay",
    "Oak Spring",
    "Olive Terrace",
    "Otter River",
    "Pine Harbour",
    "Quartz Peak",
    "Red Orchard",
    "Silver Bridge",
    "Stork Island",
    "Swallow Ford",
    "Thistle Moor",
    "Violet Basin",
    "White Dune",
]
BUSINESSES = [
    "Aerospace Parts",
    "Automotive Suppliers",
    "Building Wood",
    "Ceramics",
    "Clean Water",
    "Digital Health",
    "Fine Food",
    "Fish and Sea",
    "Furniture",
    "Leather",
    "Machine Tools",
    "Medical Devices",
    "Offshore Wind",
    "Packaging",
    "Plastics",
    "Textiles",
]
KINDS = ("Cluster", "Network")
RENEWS_EVERY, STOPS_EVERY = 20, 7
AWARDED_BY = "Label Secretariat of the demonstration"
# The first and the last day on which a label of each level was awarded.
AWARDED = {
    "bronze": (date(2011, 3, 1), date(2013, 8, 30)),
    "gold": (date(2012, 3, 1), date(2013, 8, 30)),
}
BIG = ("DE", "ES", "FR", "IT", "PL", "SE", "DK", "AT")


def at_noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)


def register_organisations(*, by: Person, now: datetime) -> dict[str, list[Organisation]]:
    """465 organisations, by country; each got one label, and one in twenty renewed it."""
    rng = random.Random("organisations")  # noqa: S311 - an invented history
    regions = register_regions()
    countries = cycle([*REGIONS, *BIG])
    names = [f"{place} {business}" for place, business in product(PLACES, BUSINESSES)]
    rng.shuffle(names)
    levels = [OrganisationLabel.Level.GOLD] * GOLD + [OrganisationLabel.Level.BRONZE] * BRONZE
    rng.shuffle(levels)
    organisations: dict[str, list[Organisation]] = {country: [] for country in REGIONS}
    for number, (name, level) in enumerate(zip(names, levels, strict=False), start=1):
        country = next(countries)
        first, last = AWARDED[level]
        awarded_on = first + timedelta(days=rng.randrange((last - first).days + 1))
        organisation = register_organisation(
            name=f"{name} {KINDS[number % 2]}",
            country=country,
            region=rng.choice(regions[country]) if regions[country] else None,
            is_demo=True,
            by=by,
            at=at_noon(first - timedelta(days=90)),
        )
        reference = f"DEMO-{level.upper()}-{number:04}"
        label = award(organisation, level, awarded_on, reference, by)
        if number % RENEWS_EVERY == 0:
            keep_renewing(label, number // RENEWS_EVERY, by, now)
        organisations[country].append(organisation)
    return organisations


def award(
    organisation: Organisation, level: str, day: date, reference: str, by: Person
) -> OrganisationLabel:
    return award_label(
        organisation=organisation,
        level=level,
        awarded_on=day,
        awarded_by=AWARDED_BY,
        reference=reference,
        by=by,
        at=at_noon(day),
    )


def keep_renewing(label: OrganisationLabel, turn: int, by: Person, now: datetime) -> None:
    """In turn before the end and in the time of grace, until today; some stopped on the way (R44)."""
    first = label.reference
    while label.valid_through < now.date() and turn % STOPS_EVERY:
        turn += 1
        day = label.valid_through + timedelta(days=120 if turn % 2 else -40)
        if day > now.date():
            return
        label = award(label.organisation, label.level, day, f"{first}-{turn}", by)


def register_regions() -> dict[str, list[Region]]:
    """The regions of each country in the version of the classification that held then (R23)."""
    return {
        country: [
            register_region(code=code, nuts_version=NUTS_VERSION, name=name, country=country)
            for code, name in rows
        ]
        for country, rows in REGIONS.items()
    }
