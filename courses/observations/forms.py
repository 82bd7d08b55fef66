"""Reads the form of an observation: a level and a remark for each criterion, and a summary."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from django import forms

from courses.deliveries.models import Session
from courses.observations import rules
from courses.observations.queries import teachers_of
from lms.people.models import Person

MOST_SUMMARY = 8000


class BeginForm(forms.Form):
    key = forms.UUIDField()
    observed = forms.ModelChoiceField(Person.objects.none())

    def __init__(self, *args, session: Session, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["observed"].queryset = teachers_of(session)


class Envelope(forms.Form):
    """What every save carries: its own key and the version that it was written on."""

    key = forms.UUIDField()
    based_on = forms.IntegerField(min_value=0)
    summary = forms.CharField(max_length=MOST_SUMMARY, required=False)


class SignForm(forms.Form):
    key = forms.UUIDField()
    comment = forms.CharField(max_length=MOST_SUMMARY, required=False)


@dataclass(frozen=True)
class Line:
    """A criterion as the page shows it."""

    criterion: dict[str, Any]
    level: Any
    remark: str


@dataclass
class Filled:
    """What was sent, by criterion; `levels` are numbers of the scale where they can be read."""

    levels: dict[str, Any] = field(default_factory=dict)
    remarks: dict[str, str] = field(default_factory=dict)


def read(form: dict[str, Any], data) -> Filled:
    filled = Filled()
    for code in rules.codes_of(form):
        level, remark = data.get(f"level-{code}", ""), data.get(f"remark-{code}", "").strip()
        if level:
            filled.levels[code] = int(level) if level.isdecimal() else level
        if remark:
            filled.remarks[code] = remark
    return filled


def lines(form: dict[str, Any], levels: dict[str, Any], remarks: dict[str, str]) -> list[Line]:
    return [
        Line(row, levels.get(row["code"]), remarks.get(row["code"], "")) for row in form["criteria"]
    ]


def new_key() -> uuid.UUID:
    return uuid.uuid4()
