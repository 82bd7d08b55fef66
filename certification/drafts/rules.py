"""Decides what a draft begins with, and what keeps it from being published."""

from collections.abc import Collection, Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from certification.schemes.data import problems_in
from certification.schemes.models import CertificateType
from certification.schemes.queries import TYPE_FIELDS

Data = dict[str, Any]
BEFORE, NEXT = "versions[0]", "versions[1]"
LARGEST = 2_000_000  # characters of a draft, far above what a reader would read


@dataclass(frozen=True)
class Known:
    """What a draft is held against: the day, the newest installed version, the programme's modules.

    `modules` None: the scheme is over no programme, so any module may be named.
    """

    today: date
    newest: int
    modules: Collection[str] | None


def first_data(frame: Data, newest: Data, today: date) -> Data:
    """The next version as the newest says it, from the first of the next month on and without end."""
    first = today.replace(day=1) + relativedelta(months=1)
    following = deepcopy(newest) | {
        "number": newest["number"] + 1,
        "valid_from": first.isoformat(),
        "valid_until": None,
    }
    return frame | {"versions": [newest, following]}


def blank_type() -> Data:
    """A certificate about which nothing is said yet."""
    empty = {
        field.name: field.get_default()
        for field in CertificateType._meta.concrete_fields
        if field.name in TYPE_FIELDS
    }
    return empty | {"scope": CertificateType.Scope.PROGRAMME.value, "requirements": []}


def has_its_frame(data: Data, other: Data) -> bool:
    """Whether both are drafts of the same: only the next version differs, and the end of the one before."""
    return _frame(data) == _frame(other)


def _frame(data: Data) -> Data:
    before, following = data["versions"]
    rest = {name: value for name, value in data.items() if name != "versions"}
    return rest | {"before": before | {"valid_until": None}, "number": following["number"]}


def problems_of_draft(data: Data, known: Known) -> list[tuple[str, str]]:
    """Everything that keeps a draft from being published, each with its place in the data.

    All that is asked of a file (R49 among it), and that nothing changes for who was admitted
    already: it begins tomorrow at the earliest, and leaves no day without a version (R51).
    """
    found = problems_in(data)
    mistaken = {place for place, _text in found}
    before, following = data["versions"]
    if before["number"] != known.newest:
        found.append(
            (
                "versions",
                _("Version %s was installed after this draft was begun. Discard it and begin anew.")
                % known.newest,
            )
        )
    first = following["valid_from"]
    if f"{NEXT}.valid_from" not in mistaken:
        found += _problems_of_days(date.fromisoformat(first), before, mistaken, known.today)
    codes = {each.get("code") for each in following["certificate_types"]}
    for index, fields in enumerate(following["certificate_types"]):
        place = f"{NEXT}.certificate_types[{index}]"
        for here, kind, parameters in rows_in(
            fields.get("requirements", []), f"{place}.requirements"
        ):
            found += _unknown(here, kind, parameters, known.modules, codes)
    return found


def _problems_of_days(
    first: date, before: Data, mistaken: Collection[str], today: date
) -> Iterator[tuple[str, str]]:
    if first <= today:
        yield (
            f"{NEXT}.valid_from",
            _("It can begin tomorrow at the earliest: who was admitted before stays (R51)."),
        )
    end = before["valid_until"]
    if end is None or f"{BEFORE}.valid_until" in mistaken:
        return
    if date.fromisoformat(end) < first:
        yield (
            f"{BEFORE}.valid_until",
            _("The version before may not end earlier than this one begins."),
        )


def rows_in(rows: Any, place: str) -> Iterator[tuple[str, str, Data]]:
    """Each requirement that is not composed, with its place, kind and parameters."""
    for number, row in enumerate(rows if isinstance(rows, list) else []):
        parameters = row.get("parameters", {})
        if "of" in parameters:
            yield from rows_in(parameters["of"], f"{place}[{number}].parameters.of")
        else:
            yield f"{place}[{number}]", row.get("kind", ""), parameters


def _unknown(
    place: str,
    kind: str,
    parameters: Data,
    modules: Collection[str] | None,
    types: Collection[Any],
) -> Iterator[tuple[str, str]]:
    """Codes of modules and of certificate types that nobody could ever fulfil."""
    if kind == "modules_passed" and modules is not None:
        yield from (
            (place, _("The programme has no module “%s”.") % code)
            for code in _texts(parameters.get("modules"))
            if code not in modules
        )
    if kind == "certificate_valid":
        yield from (
            (place, _("This version has no certificate “%s”.") % code)
            for code in _texts(parameters.get("types"))
            if code not in types
        )


def _texts(value: Any) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def day_in_words(value: Any) -> str:
    """A day of a draft as people read it; what is no day as it was typed."""
    try:
        return date_format(date.fromisoformat(value), "j F Y")
    except (TypeError, ValueError):
        return str(value or "")
