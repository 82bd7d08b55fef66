"""Countries by their ISO 3166 code, with names to read."""

import pycountry

CHOICES = sorted(
    (
        (country.alpha_2, getattr(country, "common_name", country.name))
        for country in pycountry.countries
    ),
    key=lambda choice: choice[1],
)
NAMES = dict(CHOICES)


def country_name(code: str) -> str:
    return NAMES.get(code, code)
