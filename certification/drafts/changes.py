"""What a draft changes against the version before it, in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from certification.drafts.forms import CHOICES, VERSION
from certification.drafts.rows import in_words
from certification.drafts.shapes import as_text
from certification.schemes.models import CertificateType, Requirement, SchemeVersion
from lms.journal.hashing import canonical

Data = dict[str, Any]
LONGEST = 160  # characters of a value


@dataclass(frozen=True)
class Change:
    where: str
    what: str
    before: str
    after: str


def changes(before: Data, after: Data) -> list[Change]:
    """Of the version, and of each certificate by its code; the days on which it begins left out."""
    version = _("the version")
    found = [
        Change(
            version,
            _label(SchemeVersion, name),
            _said(name, before[name]),
            _said(name, after[name]),
        )
        for name in VERSION
        if not name.startswith("valid_") and before[name] != after[name]
    ]
    old = {row["code"]: row for row in before["certificate_types"]}
    new = {row["code"]: row for row in after["certificate_types"]}
    for code, row in new.items():
        found += _of_type(old[code], row) if code in old else [_whole(row, "", row["title"])]
    return found + [_whole(row, row["title"], "") for code, row in old.items() if code not in new]


def _whole(row: Data, before: str, after: str) -> Change:
    return Change(row["title"] or row["code"], _("the certificate"), before, after)


def _of_type(before: Data, after: Data) -> Iterator[Change]:
    where = after["title"] or after["code"]
    for name in after:
        if name != "requirements" and before.get(name) != after[name]:
            label = _label(CertificateType, name)
            yield Change(where, label, _said(name, before.get(name)), _said(name, after[name]))
    old, new = _by_spelling(before["requirements"]), _by_spelling(after["requirements"])
    for spelling in [*old, *(each for each in new if each not in old)]:
        gone, come = spelling not in new, spelling not in old
        if gone or come:
            row = (old if gone else new)[spelling]
            what = dict(Requirement.Purpose.choices).get(row["purpose"], row["purpose"])
            words = in_words(row)
            yield Change(where, str(what), words if gone else "", words if come else "")


def _by_spelling(rows: Iterable[Data]) -> dict[bytes, Data]:
    return {canonical(row): row for row in rows}


def _label(model: Any, name: str) -> str:
    return str(model._meta.get_field(name).verbose_name)


def _said(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        value = [", ".join(each.values()) if isinstance(each, dict) else each for each in value]
    text = str(dict(CHOICES.get(name, ())).get(value, as_text(value)))
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
