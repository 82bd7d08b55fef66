"""Keeps the projects that a file names: new ones, and corrections of those that are known."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from certification.records.rules import Mistake
from certification.records.telling import Outcome
from courses.assessments.models import time_zone
from courses.deliveries.actions import change_project, register_project
from courses.deliveries.models import Project
from lms.people.models import Person
from lms.tables import Row, rows_of

COLUMNS = ("project", "title", "starts_on", "ends_on", "zone", "final_payment_on")
OPTIONAL = {"final_payment_on"}
LONGEST = {"project": 60, "title": 255, "zone": 60}


@transaction.atomic
def keep_projects(*, file: IO[bytes] | File, by: Person | None, at: datetime) -> Outcome:
    """Register the projects of a file, and correct those that are known; the same again is nothing.

    Rows with a mistake are left out and told. Places that were claimed for a project before it was
    known count for it from now on.
    """
    outcome = Outcome()
    for row in rows_of(file, columns=COLUMNS, optional=OPTIONAL):
        values, mistakes = _read(row)
        if mistakes:
            outcome.refuse(row.number, mistakes)
            continue
        code = values.pop("code")
        known = Project.objects.filter(code=code).first()
        if known is None:
            register_project(code=code, by=by, at=at, **values)
            outcome.new += 1
        elif any(getattr(known, name) != value for name, value in values.items()):
            change_project(project=known, by=by, at=at, **values)
            outcome.corrected += 1
        else:
            outcome.unchanged += 1
    return outcome


def _read(row: Row) -> tuple[dict[str, Any], list[Mistake]]:
    mistakes: list[Mistake] = []
    text = {name: " ".join(value.split()) for name, value in row.values.items()}
    mistakes += [
        Mistake(name, _("Nothing stands here."))
        for name in COLUMNS
        if not text[name] and name not in OPTIONAL
    ]
    mistakes += [
        Mistake(name, _("At most %s characters.") % most)
        for name, most in LONGEST.items()
        if len(text[name]) > most
    ]
    days = {name: _day(text[name], name, mistakes) for name in COLUMNS if name.endswith("_on")}
    mistakes += _zone(text["zone"])
    starts_on, ends_on = days["starts_on"], days["ends_on"]
    if starts_on and ends_on and ends_on < starts_on:
        mistakes.append(Mistake("ends_on", _("It ends before it starts.")))
    return {"code": text["project"], "title": text["title"], "zone": text["zone"], **days}, mistakes


def _day(value: str, column: str, mistakes: list[Mistake]) -> date | None:
    value = value.removesuffix(" 00:00:00")
    if not value:
        return None
    try:
        day = parse_date(value)
    except ValueError:
        day = None
    if day is None:
        mistakes.append(Mistake(column, _("A day is written like 2013-06-30.")))
    return day


def _zone(value: str) -> Sequence[Mistake]:
    if not value:
        return []
    try:
        time_zone(value)
    except ValidationError:
        return [Mistake("zone", _("There is no time zone of this name."))]
    return []
