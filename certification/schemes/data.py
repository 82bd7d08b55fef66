"""Checks the data of a scheme before anything is written: each mistake with its place.

A place is a path into the file, like `versions[0].certificate_types[1].scope`.
"""

import re
import string
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from certification.schemes.dating import Dating
from certification.schemes.models import CertificateType, Requirement, SchemeVersion
from certification.schemes.requirements import problems_of
from courses.enrolment.models import Enrolment

KIND = CertificateType.Kind
Problems = Iterator[tuple[str, str]]  # place, sentence
LONGEST_STATEMENT = 1000  # characters; more does not stay legible on one page
LONGEST_VALIDITY = 1200  # months
LARGEST_NUMBER = 30_000
UNSEEN = {"Cc", "Cn", "Co", "Cs", "Zl", "Zp"}  # control signs, what Unicode does not know, breaks
SLUG = re.compile(r"[-a-zA-Z0-9_]{1,60}")
PLACEHOLDERS = {
    CertificateType.Scope.MODULE: {"module", "programme"},
    CertificateType.Scope.PROGRAMME: {"programme"},
}


@dataclass(frozen=True)
class Field:
    """What a field may hold: a question that answers None or what is wrong with the value."""

    ask: Callable[[Any], str | None]
    is_required: bool = True


def problems_in(data: Any) -> list[tuple[str, str]]:
    """Everything that is wrong with the data of one scheme, in the order of the file."""
    return list(_scheme(data))


def complete_version(row: dict[str, Any]) -> dict[str, Any]:
    """A version that was found good, with what its file may leave out."""
    left_out = {
        field.name: field.get_default()
        for field in CertificateType._meta.concrete_fields
        if field.name in TYPE and not TYPE[field.name].is_required
    }
    types = [
        left_out
        | fields
        | {
            "requirements": [
                {"purpose": Requirement.Purpose.GRANT.value} | complete_requirement(entry)
                for entry in fields["requirements"]
            ]
        }
        for fields in row["certificate_types"]
    ]
    defaults = {
        field.name: field.get_default()
        for field in SchemeVersion._meta.concrete_fields
        if field.name in VERSION and not VERSION[field.name].is_required
    }
    return defaults | row | {"certificate_types": types}


def complete_requirement(row: dict[str, Any]) -> dict[str, Any]:
    """With its parameters, and those of its parts, where they were left out."""
    parameters = row.get("parameters", {})
    if "of" in parameters:
        parts = [complete_requirement(part) for part in parameters["of"]]
        parameters = parameters | {"of": parts}
    return row | {"parameters": parameters}


def differences(installed: Any, given: Any, place: str = "") -> list[str]:
    """The places where two versions as data say something else."""
    if isinstance(installed, dict) and isinstance(given, dict):
        prefix = f"{place}." if place else ""
        keys = [*installed, *(key for key in given if key not in installed)]
        return [
            found
            for key in keys
            for found in differences(installed.get(key), given.get(key), f"{prefix}{key}")
        ]
    if isinstance(installed, list) and isinstance(given, list) and len(installed) == len(given):
        return [
            found
            for index, (one, other) in enumerate(zip(installed, given, strict=True))
            for found in differences(one, other, f"{place}[{index}]")
        ]
    return [] if installed == given else [place]


def _scheme(data: Any) -> Problems:
    yield from _fields(data, "", SCHEME)
    if not isinstance(data, dict):
        return
    versions = _rows(data.get("versions"))
    for index, row in enumerate(versions):
        yield from _version(row, f"versions[{index}]")
    yield from _twice(versions, "number", "versions")


def _version(row: Any, place: str) -> Problems:
    yield from _fields(row, f"{place}.", VERSION)
    if not isinstance(row, dict):
        return
    first, end = row.get("valid_from"), row.get("valid_until")
    if _day(first) is None and end is not None and _day(end) is None and end <= first:
        yield f"{place}.valid_until", _("The end date must be later than the first day.")
    types = _rows(row.get("certificate_types"))
    for index, fields in enumerate(types):
        yield from _type(fields, f"{place}.certificate_types[{index}]")
    yield from _twice(types, "code", f"{place}.certificate_types")


def _type(fields: Any, place: str) -> Problems:
    yield from _fields(fields, f"{place}.", TYPE)
    if not isinstance(fields, dict):
        return
    scope, statement = fields.get("scope"), fields.get("statement")
    if scope in CertificateType.Scope.values and isinstance(statement, str):
        yield from ((f"{place}.statement", text) for text in _placeholders(statement, scope))
    requirements = _rows(fields.get("requirements"))
    if fields.get("is_automatic") is True and not requirements:
        yield f"{place}.requirements", _("What a rule grants needs at least one requirement.")
    if fields.get("is_automatic") is True and fields.get("kind") == KIND.CERTIFICATION:
        yield f"{place}.is_automatic", _("A certification is decided by a person (R49).")
    for index, row in enumerate(requirements):
        here = f"{place}.requirements[{index}]"
        yield from _fields(row, f"{here}.", REQUIREMENT)
        if isinstance(row, dict) and isinstance(row.get("parameters", {}), dict):
            for inner, text in problems_of(row.get("kind"), row.get("parameters", {}), str(scope)):
                yield f"{here}.{inner}" if inner else here, text


def _placeholders(statement: str, scope: str) -> Iterator[str]:
    known = PLACEHOLDERS[CertificateType.Scope(scope)]
    names = " ".join(f"{{{name}}}" for name in sorted(known))
    try:
        parts = list(string.Formatter().parse(statement))
    except ValueError:
        yield _("A brace stands alone; write {{ or }} for a brace itself.")
        return
    for _text, name, form, conversion in parts:
        if name is not None and (name not in known or form or conversion):
            yield _("“{%(name)s}” stands for nothing here; there is: %(names)s.") % {
                "name": name,
                "names": names,
            }


def _fields(row: Any, prefix: str, fields: dict[str, Field]) -> Problems:
    if not isinstance(row, dict):
        yield prefix.rstrip(".") or _("the file"), _("Here must be an object with fields.")
        return
    for name, field in fields.items():
        if name not in row:
            if field.is_required:
                yield f"{prefix}{name}", _("It is missing.")
        elif problem := field.ask(row[name]):
            yield f"{prefix}{name}", problem
    for name in row:
        if name not in fields:
            yield f"{prefix}{name}", _("There is no such field.")


def _rows(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _twice(rows: list[Any], key: str, place: str) -> Problems:
    values = [str(row.get(key)) for row in rows if isinstance(row, dict) and key in row]
    for value in sorted({value for value in values if values.count(value) > 1}):
        yield place, _("“%(value)s” is there twice.") % {"value": value}


def _text(longest: int) -> Callable[[Any], str | None]:
    def ask(value: Any) -> str | None:
        if not isinstance(value, str) or not value.strip():
            return _("Here must be a text.")
        if any(unicodedata.category(character) in UNSEEN for character in value):
            return _("It has a line break or another sign that cannot be seen.")
        if len(value) > longest:
            return _("It is longer than %(longest)s characters.") % {"longest": longest}
        return None

    return ask


def _one_of(*choices: str) -> Callable[[Any], str | None]:
    def ask(value: Any) -> str | None:
        if isinstance(value, str) and value in choices:
            return None
        known = ", ".join(choice or '""' for choice in choices)
        return _("It must be one of: %(known)s.") % {"known": known}

    return ask


def _whole(largest: int, smallest: int = 1) -> Callable[[Any], str | None]:
    def ask(value: Any) -> str | None:
        if type(value) is int and smallest <= value <= largest:
            return None
        limits = {"smallest": smallest, "largest": largest}
        return _("It must be a whole number from %(smallest)s to %(largest)s.") % limits

    return ask


def _or_nothing(ask: Callable[[Any], str | None]) -> Callable[[Any], str | None]:
    return lambda value: None if value is None else ask(value)


def _any_text(value: Any) -> str | None:
    return None if value == "" else _text(LONGEST_STATEMENT)(value)


def _slug(value: Any) -> str | None:
    if isinstance(value, str) and SLUG.fullmatch(value):
        return None
    return _("It must be letters, digits, hyphens and underscores, at most 60.")


def _day(value: Any) -> str | None:
    try:
        if date.fromisoformat(value).isoformat() == value:
            return None
    except (TypeError, ValueError):
        pass
    return _("It must be a day like 2026-05-01.")


def _zone(value: Any) -> str | None:
    try:
        ZoneInfo(value)
    except (KeyError, TypeError, ValueError, OSError):
        return _("It must be a time zone like Europe/Brussels.")
    return None


def _list(value: Any) -> str | None:
    return None if isinstance(value, list) and value else _("Here must be a list with entries.")


def _any_list(value: Any) -> str | None:
    return None if isinstance(value, list) else _("Here must be a list.")


def _object(value: Any) -> str | None:
    return None if isinstance(value, dict) else _("Here must be an object with fields.")


def _texts(value: Any) -> str | None:
    ask = _text(LONGEST_STATEMENT)
    if isinstance(value, list) and not any(ask(each) for each in value):
        return None
    return _("Here must be a list of texts.")


def _objects(*names: str) -> Callable[[Any], str | None]:
    """A list of objects that hold texts by these names, and nothing else."""

    def ask(value: Any) -> str | None:
        if isinstance(value, list) and all(
            isinstance(each, dict)
            and set(each) == set(names)
            and all(isinstance(text, str) and len(text) <= 500 for text in each.values())
            for each in value
        ):
            return None
        return _("Here must be a list of objects with: %(names)s.") % {"names": ", ".join(names)}

    return ask


def _yes_or_no(value: Any) -> str | None:
    return None if isinstance(value, bool) else _("It must be true or false.")


SCHEME = {
    "code": Field(_slug),
    "title": Field(_text(255)),
    "programme": Field(_any_text, is_required=False),
    "zone": Field(_zone),
    "versions": Field(_list),
}
VERSION = {
    "number": Field(_whole(LARGEST_NUMBER)),
    "issuer_name": Field(_text(255)),
    "deciders": Field(_whole(2), is_required=False),
    "conflict_months": Field(_whole(120, 0), is_required=False),
    "appeal_days": Field(_whole(365), is_required=False),
    "evidence_serves_several": Field(_yes_or_no, is_required=False),
    "valid_from": Field(_day),
    "valid_until": Field(_or_nothing(_day), is_required=False),
    "certificate_types": Field(_list),
}
TYPE = {
    "code": Field(_slug),
    "title": Field(_text(255)),
    "statement": Field(_text(LONGEST_STATEMENT)),
    "scope": Field(_one_of(*CertificateType.Scope.values)),
    "for_role": Field(_one_of("", *Enrolment.Role.values), is_required=False),
    "is_automatic": Field(_yes_or_no, is_required=False),
    "kind": Field(_one_of(*KIND.values), is_required=False),
    "criteria": Field(_any_text, is_required=False),
    "outcomes": Field(_texts, is_required=False),
    "workload_hours": Field(_or_nothing(_whole(LARGEST_NUMBER)), is_required=False),
    "eqf_level": Field(_or_nothing(_whole(8)), is_required=False),
    "assessment_form": Field(_any_text, is_required=False),
    "signatories": Field(_objects("name", "function"), is_required=False),
    "alignments": Field(_objects("name", "url", "framework", "code"), is_required=False),
    "valid_months": Field(_or_nothing(_whole(LONGEST_VALIDITY)), is_required=False),
    "register": Field(_one_of("", *CertificateType.Register.values), is_required=False),
    "renewal_months": Field(_or_nothing(_whole(LONGEST_VALIDITY)), is_required=False),
    "renewal_window_months": Field(_or_nothing(_whole(LONGEST_VALIDITY)), is_required=False),
    "grace_months": Field(_whole(LONGEST_VALIDITY, smallest=0), is_required=False),
    "dating": Field(_one_of(*Dating.values), is_required=False),
    "extension_months": Field(_or_nothing(_whole(LONGEST_VALIDITY)), is_required=False),
    "gives_right_to_teach": Field(_yes_or_no, is_required=False),
    "requirements": Field(_any_list),
}
REQUIREMENT = {
    "purpose": Field(_one_of(*Requirement.Purpose.values), is_required=False),
    "kind": Field(_text(40)),
    "parameters": Field(_object, is_required=False),
}
