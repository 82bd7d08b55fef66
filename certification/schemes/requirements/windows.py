"""In which days a fact must lie to count: a time before the decision, or up to a deadline (R38)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Min
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certification.schemes.dating import add_months
from certification.schemes.requirements.registry import Candidate, Parameter, Parameters
from certification.schemes.rules import day_of
from courses.progress.models import ProgrammeCompletion

PARAMETERS = (
    Parameter(
        "within_months",
        gettext_lazy("within months before the decision"),
        help_text=gettext_lazy("Empty: whenever it was."),
    ),
    Parameter(
        "deadline_months",
        gettext_lazy("within months after the programme was completed"),
        help_text=gettext_lazy("Empty: there is no deadline."),
    ),
)
LONGEST = 1200  # months


@dataclass(frozen=True)
class Window:
    """From the first day on that still counts, through the last; None where it is open."""

    first: date | None
    last: date | None

    def holds(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def words(self, today: date) -> str:
        """How long there is, for a person who still lacks something; empty without a deadline."""
        if self.last is None:
            return ""
        day = date_format(self.last, "j F Y")
        return (_("The time for this ended on %s.") if self.last < today else _("By %s.")) % day


def window_of(candidate: Candidate, parameters: Parameters) -> Window:
    """`within_months` looks back from the decision; `deadline_months` runs from the last day of
    training, in calendar months: 31 August + 6 months is 28 February (R38)."""
    months, deadline = parameters.get("within_months"), parameters.get("deadline_months")
    trained_on = trained_day(candidate) if deadline else None
    return Window(
        add_months(candidate.day, -months) if months else None,
        add_months(trained_on, deadline) if deadline and trained_on else None,
    )


def trained_day(candidate: Candidate) -> date | None:
    """The day on which the programme was completed first, where the scheme is at home (R7)."""
    scheme = candidate.certificate_type.version.scheme
    done = ProgrammeCompletion.objects.standing().filter(
        candidate.in_programme("enrolment__programme"),
        enrolment__person__in=candidate.person.selves,
    )
    first = done.aggregate(first=Min("completed_at"))["first"]
    return day_of(first, scheme) if first else None


def problems_of_window(parameters: Parameters) -> list[str]:
    return [
        _("“%(name)s” must be a whole number of months from 1 to %(most)s.")
        % {"name": name, "most": LONGEST}
        for name in sorted({each.name for each in PARAMETERS} & set(parameters))
        if not is_whole(parameters[name], LONGEST)
    ]


def is_whole(value: Any, most: int) -> bool:
    return type(value) is int and 1 <= value <= most


def problems_of_numbers(parameters: Parameters, most: dict[str, int]) -> list[str]:
    """What is wrong with whole numbers by name, each from 1 to its largest value."""
    return [
        _("“%(name)s” must be a whole number from 1 to %(most)s.") % {"name": name, "most": largest}
        for name, largest in most.items()
        if name in parameters and not is_whole(parameters[name], largest)
    ]


def needed(parameters: Parameters, *names: str) -> list[str]:
    return [_("“%s” is missing.") % name for name in names if name not in parameters]
