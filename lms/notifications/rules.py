"""Decides what the words of a letter may be, how they are filled in, and when letters that wait leave."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

LONGEST_SUBJECT = 255
LONGEST_BODY = 10_000
# Letters that may wait leave once a day at this hour, in the time zone of the site.
DIGEST_AT = time(7)
MOST_IN_DIGEST = 50

PLACEHOLDER = re.compile(r"\{([a-z][a-z_]*)\}")
# Signs that turn the direction of what follows: a name must not turn the text around it.
DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put each value in its place, once: a value that looks like a placeholder stays as it is."""
    return PLACEHOLDER.sub(lambda found: values[found[1]], text)


def shown(code: str) -> str:
    """A placeholder as it stands in a text."""
    return "{" + code + "}"


def paragraphs(text: str) -> str:
    """With one empty line where a value that says nothing left several."""
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def clean(text: str, *, has_lines: bool) -> str:
    """A value without signs that nobody sees; on one line unless it may have several."""
    if not has_lines:
        return one_line(text)
    return "\n".join(one_line(line) for line in text.splitlines()).strip()


def one_line(text: str) -> str:
    """Without line breaks of any kind and other control signs, so that no header can be added."""
    kept = " ".join(text.split())
    return "".join(
        each for each in kept if unicodedata.category(each) != "Cc" and each not in DIRECTIONS
    )


def mistakes(
    subject: str, body: str, *, known: Collection[str], needed: Collection[str]
) -> list[str]:
    """What keeps these words from being used, in sentences; none where they are fine."""
    found = []
    if not subject.strip() or not body.strip():
        found.append(_("Write a subject and a text."))
    if len(subject) > LONGEST_SUBJECT or "\n" in subject or "\r" in subject:
        found.append(_("A subject is one line of at most %s characters.") % LONGEST_SUBJECT)
    if len(body) > LONGEST_BODY:
        found.append(_("A text has at most %s characters.") % LONGEST_BODY)
    used = PLACEHOLDER.findall(subject + "\n" + body)
    for code in dict.fromkeys(used):
        if code not in known:
            said = {"unknown": shown(code), "known": ", ".join(map(shown, known))}
            found.append(
                _("This letter knows no placeholder %(unknown)s. Use one of: %(known)s.") % said
            )
    rest = PLACEHOLDER.sub("", subject + "\n" + body)
    if "{" in rest or "}" in rest:
        found.append(
            _(
                "Curly brackets are for placeholders alone: small letters between { and }, no spaces."
            )
        )
    in_body = PLACEHOLDER.findall(body)
    sentence = _("The text needs %s: without it the letter is of no use.")
    return found + [sentence % shown(code) for code in needed if code not in in_body]


def digest_cut(now: datetime, zone: str) -> datetime:
    """Letters written before this instant leave now: the last time that it was the hour of the digest.

    So there is one digest a day, however often one looks.
    """
    local = now.astimezone(ZoneInfo(zone))
    cut = datetime.combine(local.date(), DIGEST_AT, tzinfo=local.tzinfo)
    yesterday = local.date() - timedelta(days=1)
    return cut if cut <= local else datetime.combine(yesterday, DIGEST_AT, tzinfo=local.tzinfo)
