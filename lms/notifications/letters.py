"""Which letters there are: rooms above register theirs, with the words that ship."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from lms.notifications import rules

Text = str | Promise
# Days and instants are written in the reader's language; an instant in the zone that it carries.
Value = Text | int | date | datetime
Values = Mapping[str, Value]
# What differs by language is given as a function; it is called in the language of the reader.
Given = Values | Callable[[], Values]


@dataclass(frozen=True)
class Placeholder:
    """A word in curly brackets that stands for something of the letter's occasion.

    Only what `has_lines` may break a line: a name or a title cannot add text to a letter. Where it
    `is_needed` no text may leave it out, such as a link without which the letter is of no use.
    """

    code: str
    meaning: Text
    example: Value
    has_lines: bool = False
    is_needed: bool = False


NAME = Placeholder("name", _("Full name of the reader."), _("Kim Example"))


@dataclass(frozen=True)
class Letter:
    """A kind of letter. `code` is stored with each one written, so never rename it.

    Who gets it may stop the kind, unless it brings a duty or a secret link. One that `may_wait` is
    gathered into the digest of the day. Every letter may use {name}.
    """

    code: str
    title: Text
    subject: Text
    body: Text
    placeholders: tuple[Placeholder, ...] = ()
    may_be_stopped: bool = False
    may_wait: bool = False

    @property
    def known(self) -> dict[str, Placeholder]:
        return {each.code: each for each in (NAME, *self.placeholders)}

    @property
    def needed(self) -> list[str]:
        return [each.code for each in self.placeholders if each.is_needed]

    @property
    def examples(self) -> dict[str, Value]:
        return {code: each.example for code, each in self.known.items()}


@dataclass(frozen=True)
class Words:
    """Subject and text, with placeholders or filled in."""

    subject: str
    body: str


_letters: dict[str, Letter] = {}


def register(letter: Letter) -> Letter:
    """Make a kind of letter known; called by a room's `letters` module when it is loaded."""
    if letter.code in _letters:
        raise ValueError(f"There is a letter {letter.code} already.")
    _letters[letter.code] = letter
    return letter


def letters() -> Iterator[Letter]:
    """All of them, in the order of the rooms."""
    return iter(_letters.values())


def letter_of(code: str) -> Letter | None:
    return _letters.get(code)


def title_of(code: str) -> Text:
    """The title of a kind, or its code where it is no longer written."""
    letter = _letters.get(code)
    return letter.title if letter else code


def language_for(wanted: str) -> str:
    """The language of the site that is nearest to the one a person has chosen."""
    try:
        return translation.get_supported_language_variant(wanted)
    except LookupError:
        return settings.LANGUAGE_CODE


def shipped(letter: Letter, language: str) -> Words:
    with override(language):
        return Words(str(letter.subject), str(letter.body))


def filled(letter: Letter, words: Words, given: Given, language: str, *, name: str = "") -> Words:
    """The letter as it is read; every placeholder of the letter must have its value."""
    with override(language):
        values: Values = {"name": name, **(given() if callable(given) else given)}
    missing = set(letter.known) - set(values)
    unknown = set(values) - set(letter.known)
    if missing or unknown:
        raise TypeError(f"{letter.code}: {sorted(missing)} missing, {sorted(unknown)} unknown.")
    with override(language):
        said = {
            code: rules.clean(written(values[code]), has_lines=each.has_lines)
            for code, each in letter.known.items()
        }
    subject = rules.one_line(rules.fill(words.subject, said))
    return Words(subject[: rules.LONGEST_SUBJECT], rules.paragraphs(rules.fill(words.body, said)))


def written(value: Value) -> str:
    """A value as it stands in a letter, in the language of the moment."""
    if isinstance(value, datetime):
        zone = getattr(value.tzinfo, "key", None) or value.tzname()
        return f"{date_format(value, 'l j F Y, H:i')} ({zone})"
    if isinstance(value, date):
        return date_format(value, "l j F Y")
    return str(value)


def address_of(route: str, *arguments: object) -> str:
    """The whole address of a page, as a letter needs it."""
    return settings.SITE_URL + reverse(route, args=arguments)
