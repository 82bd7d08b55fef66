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
AWARDED_BY = "Label Secretariat of the demonstration"
# The first and the last day on which a label of each level was awarded.
AWARDED = {
    "bronze": (date(2011, 3, 1), date(2013, 8, 30)),
    "gold": (date(2012, 3, 1), date(2013, 8, 30)),
}
BIG = ("DE", "ES", "FR", "IT", "PL", "SE", "DK", "AT")


def at_noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)


def register_organisations(*, by: Person) -> dict[str, list[Organisation]]:
    """465 organisations with one label each, by country."""
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
        award_label(
            organisation=organisation,
            level=level,
            awarded_on=awarded_on,
            awarded_by=AWARDED_BY,
            reference=f"DEMO-{level.upper()}-{number:04}",
            by=by,
            at=at_noon(awarded_on),
        )
        organisations[country].append(organisation)
    return organisations


def register_regions() -> dict[str, list[Region]]:
    """The regions of each country in the version of the classification that held then (R23)."""
    return {
        country: [
            register_region(code=code, nuts_version=NUTS_VERSION, name=name, country=country)
            for code, name in rows
        ]
        for country, rows in REGIONS.items()
    }
