"""Decides what a design of documents may say and how it may look.

A design is JSON with these keys: `title`, `opening`, `body`, `closing` (texts with placeholders; an
empty opening is the one that ships, in the language of the certificate), `orientation`, `colour`,
`accent`, `facts` (codes of FACTS in their order), `shows_outcomes`, `logos` (each `picture`, `alt`)
and `signatures` (each `picture` or "", `name`, `function`). A picture is a PNG in base64.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lms.notifications.letters import Placeholder
from lms.notifications.rules import PLACEHOLDER, shown

LANDSCAPE, PORTRAIT = "landscape", "portrait"
ORIENTATIONS = {LANDSCAPE: gettext_lazy("landscape"), PORTRAIT: gettext_lazy("portrait")}
LONGEST_TEXT = 2_000
LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3: words of any size on the white page
TEXTS = {
    "title": gettext_lazy("Title"),
    "opening": gettext_lazy("Words before the name"),
    "body": gettext_lazy("Text"),
    "closing": gettext_lazy("Text below the outcomes"),
}
FACTS: dict[str, Promise] = {
    "scope": gettext_lazy("Scope"),
    "workload": gettext_lazy("Workload"),
    "level": gettext_lazy("Level"),
    "assessment": gettext_lazy("Form of assessment"),
    "issued_on": gettext_lazy("Issued on"),
    "valid_through": gettext_lazy("Valid through"),
    "scheme": gettext_lazy("Scheme"),
    "number": pgettext_lazy("of a certificate", "Number"),
}
PLACEHOLDERS = (
    Placeholder("holder", gettext_lazy("Name on the certificate."), "Kim Example"),
    Placeholder("title", gettext_lazy("Title of the certificate."), "Associate Trainer"),
    Placeholder("scope", gettext_lazy("What it was granted for."), "Train the Trainers"),
    Placeholder("statement", gettext_lazy("The sentence of the scheme on what was done."), ""),
    Placeholder("outcomes", gettext_lazy("Learning outcomes, one after the other."), ""),
    Placeholder("workload", gettext_lazy("Hours of work."), ""),
    Placeholder("level", gettext_lazy("Level of the European Qualifications Framework."), ""),
    Placeholder("assessment", gettext_lazy("How the holder was assessed."), ""),
    Placeholder("issued_on", gettext_lazy("Day of issue."), ""),
    Placeholder("valid_through", gettext_lazy("Last valid day, or that there is none."), ""),
    Placeholder("number", gettext_lazy("Number of the certificate."), ""),
    Placeholder("issuer", gettext_lazy("Who issues it."), ""),
    Placeholder("scheme", gettext_lazy("Scheme and its version."), ""),
)
KNOWN = frozenset(each.code for each in PLACEHOLDERS)
SHIPPED: dict[str, Any] = {
    "title": "{title}",
    "opening": "",
    "body": "{statement}",
    "closing": "",
    "orientation": LANDSCAPE,
    "colour": "#12305a",
    "accent": "#0f766e",
    "facts": [code for code in FACTS if code != "scope"],  # the statement says it
    "shows_outcomes": True,
    "logos": [],
    "signatures": [],
}


def mistakes(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What keeps a design from being used: the part it is in, and a sentence."""
    for part, label in TEXTS.items():
        yield from ((part, sentence) for sentence in text_mistakes(str(label), content[part]))
    for part in ("title", "body"):
        if not content[part].strip():
            yield part, _("Write something here, with or without placeholders.")
    for part in ("colour", "accent"):
        if contrast_on_white(content[part]) < LEAST_CONTRAST:
            yield part, _("Too pale to be read on white. Choose a darker colour.")
    for logo in content["logos"]:
        if not logo["alt"].strip():
            yield "logos", _("Say in words what each logo shows.")
    for signature in content["signatures"]:
        if not signature["name"].strip():
            yield "signatures", _("Write whose signature it is.")


def text_mistakes(label: str, text: str) -> Iterator[str]:
    """Each with its place, counted from 1, since a text may be long."""
    if len(text) > LONGEST_TEXT:
        yield _("A text has at most %s characters.") % LONGEST_TEXT
    for found in PLACEHOLDER.finditer(text):
        if found[1] not in KNOWN:
            yield _("%(place)s: there is no placeholder %(unknown)s. Use one of: %(known)s.") % {
                "place": place_in(label, text, found.start()),
                "unknown": shown(found[1]),
                "known": ", ".join(shown(each.code) for each in PLACEHOLDERS),
            }
    rest = PLACEHOLDER.sub(lambda found: "·" * len(found[0]), text)
    for position, character in enumerate(rest):
        if character in "{}":
            yield _("%(place)s: a curly bracket that belongs to no placeholder.") % {
                "place": place_in(label, text, position)
            }


def place_in(label: str, text: str, position: int) -> str:
    before = text[:position]
    line, column = before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1
    return _("%(label)s, line %(line)s, character %(column)s") % {
        "label": label,
        "line": line,
        "column": column,
    }


def contrast_on_white(colour: str) -> float:
    """The contrast ratio of a colour like #12305a to white, as WCAG computes it (1 to 21)."""
    channels = (int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5))
    red, green, blue = (_linear(each) for each in channels)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def nearest(
    candidates: Mapping[tuple[str, str, str], int], wanted: tuple[str, str, str]
) -> int | None:
    """The design that fits best: for scheme and type before scheme before all, then by language.

    Keys are scheme, type and language, each "" for any; a language also serves its regions.
    """
    scheme, code, language = wanted
    for place in ((scheme, code), (scheme, ""), ("", "")):
        for spoken in (language, language.split("-")[0], ""):
            if (*place, spoken) in candidates:
                return candidates[(*place, spoken)]
    return None
