"""Languages that people give as those they teach in, by their ISO 639-1 code, with names to read."""

import pycountry

# Official languages of the Union, of the other countries of the map, and of regions with one.
CODES = [
    # the Union's
    "bg",
    "cs",
    "da",
    "de",
    "el",
    "en",
    "es",
    "et",
    "fi",
    "fr",
    "ga",
    "hr",
    "hu",
    "it",
    "lt",
    "lv",
    "mt",
    "nl",
    "pl",
    "pt",
    "ro",
    "sk",
    "sl",
    "sv",
    # others
    "ar",
    "az",
    "be",
    "bs",
    "ca",
    "eu",
    "fo",
    "gl",
    "he",
    "hy",
    "is",
    "ka",
    "kk",
    "ku",
    "lb",
    "mk",
    "no",
    "ru",
    "sq",
    "sr",
    "tr",
    "uk",
]


def language_name(code: str) -> str:
    found = pycountry.languages.get(alpha_2=code)
    return found.name.split(" (")[0] if found else code


CHOICES = sorted(((code, language_name(code)) for code in CODES), key=lambda choice: choice[1])
