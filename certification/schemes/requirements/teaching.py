"""What a trainer has given: closed deliveries, hours taught, observed teaching (R35 to R39)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from certification.schemes.dating import add_months
from certification.schemes.evidence import Checked, Evidence
from certification.schemes.requirements.registry import (
    Candidate,
    Kind,
    Parameter,
    Parameters,
    register,
)
from certification.schemes.requirements.windows import (
    PARAMETERS,
    Window,
    needed,
    problems_of_numbers,
    problems_of_window,
    window_of,
)
from courses.closing.models import TrainerCredit
from courses.closing.queries import numbers_of
from courses.deliveries.models import Delivery
from courses.observations.models import Observation
from courses.observations.queries import observations_met

MOST = {"number": 100, "completers": 1000, "participants": 1000, "hours": 10_000}


@dataclass(frozen=True)
class Given:
    """A closed training as it counts for one of its trainers, recounted from its places.

    One that an earlier grant rests on does not count again (R39), but is told of.
    """

    credit: TrainerCredit
    participants: int
    completers: int
    is_used: bool = False


Loaded = tuple[list[Given], Window]


def credits_of(candidate: Candidate) -> QuerySet[TrainerCredit]:
    """Their part in closed trainings of the programme, oldest first; information events are none (R8)."""
    return (
        TrainerCredit.objects.filter(
            candidate.in_programme("delivery__programme"),
            person__in=candidate.person.selves,
            delivery__closed_at__isnull=False,
            delivery__activity=Delivery.Activity.TRAINING,
        )
        .select_related("delivery")
        .order_by("taught_through", "pk")
    )


def load_given(candidate: Candidate, parameters: Parameters) -> Loaded:
    window = window_of(candidate, parameters)
    rows = [row for row in credits_of(candidate) if window.holds(row.taught_through)]
    numbers = numbers_of({row.delivery_id for row in rows}) if rows else {}
    given = [Given(row, *numbers[row.delivery_id], candidate.has_used(row)) for row in rows]
    return given, window


def check_deliveries(parameters: Parameters, loaded: Loaded, candidate: Candidate) -> Checked:
    """So many closed deliveries as lead or signed co-lead, each with enough completers (R36)."""
    rows, used, window = _parted(loaded)
    number, completers = parameters.get("number", 1), parameters.get("completers", 1)
    good = [row for row in rows if row.credit.counts_as_led and row.completers >= completers]
    sentence = ngettext(
        "%(number)s closed training as lead or signed co-lead, with at least %(completers)s who completed it.",
        "%(number)s closed trainings as lead or signed co-lead, each with at least %(completers)s who completed it.",
        number,
    ) % {"number": number, "completers": completers}
    lacking = number - len(good)
    if lacking > 0:
        return Checked(
            kind="deliveries_given",
            sentence=sentence,
            is_met=False,
            due_on=window.last,
            evidence=tuple(_evidence(row) for row in good),
            missing=(
                _said(rows, good, lacking, completers),
                *_said_of_used(used),
                *_time(window, candidate),
            ),
            next_step=_("Plan a training, give it, and close it once every list is complete."),
        )
    days = [row.credit.taught_through for row in good]
    ends = last_day_of(days, number, parameters)
    return _met("deliveries_given", sentence, good[:number], ends)


def _parted(loaded: Loaded) -> tuple[list[Given], list[Given], Window]:
    """Those that may count, those that an earlier grant rests on, and the time."""
    rows, window = loaded
    return [row for row in rows if not row.is_used], [row for row in rows if row.is_used], window


def _said_of_used(used: list[Given]) -> tuple[str, ...]:
    if not used:
        return ()
    said = ngettext(
        "%(n)s training that you gave counts for a certificate already.",
        "%(n)s trainings that you gave count for a certificate already.",
        len(used),
    )
    return (said % {"n": len(used)},)


def _said(rows, good, lacking: int, completers: int) -> str:
    """How many are missing, and what the best of the others lacked."""
    text = ngettext(
        "%(n)s more closed training is needed.", "%(n)s more closed trainings are needed.", lacking
    ) % {"n": lacking}
    others = [row for row in rows if row not in good and row.credit.counts_as_led]
    if others:
        best = max(others, key=lambda row: row.completers)
        text += " " + _("“%(training)s” had %(n)s who completed it, of %(needed)s.") % {
            "training": best.credit.delivery.title,
            "n": best.completers,
            "needed": completers,
        }
    return text


def check_hours(parameters: Parameters, loaded: Loaded, candidate: Candidate) -> Checked:
    """So many hours taught with the right to, in closed trainings of a size that counts."""
    rows, used, window = _parted(loaded)
    least, most = parameters.get("participants", 1), parameters.get("participants_most", 10**6)
    good = [row for row in rows if least <= row.participants <= most]
    wanted, counted, minutes = parameters["hours"] * 60, [], 0
    for row in good:
        if minutes < wanted:
            counted.append(row)
            minutes += row.credit.minutes - row.credit.minutes_without_right
    sentence = _("%(hours)s hours taught in closed trainings.") % {"hours": parameters["hours"]}
    if minutes >= wanted:
        days = [row.credit.taught_through for row in counted]
        ends = last_day_of(days, len(days), parameters)
        return _met("hours_taught", sentence, counted, ends)
    said = _("%(done)s of %(hours)s hours so far.") % {
        "done": minutes // 60,
        "hours": parameters["hours"],
    }
    return Checked(
        kind="hours_taught",
        sentence=sentence,
        is_met=False,
        due_on=window.last,
        evidence=tuple(_evidence(row) for row in good),
        missing=(said, *_said_of_used(used), *_time(window, candidate)),
        next_step=_("Give further trainings, and close them."),
    )


def _met(kind: str, sentence: str, counted: list[Given], expires_on: date | None) -> Checked:
    """Met by the oldest that suffice."""
    return Checked(
        kind=kind,
        sentence=sentence,
        is_met=True,
        met_at=max(_moment(row) for row in counted),
        expires_on=expires_on,
        evidence=tuple(_evidence(row) for row in counted),
    )


def last_day_of(days: list[date], number: int, parameters: Parameters) -> date | None:
    """The last day on which that many of the facts are within the months that are looked back on."""
    months = parameters.get("within_months")
    if not months:
        return None
    return sorted((add_months(day, months) for day in days), reverse=True)[number - 1]


def _moment(row: Given) -> datetime:
    """When the delivery was closed, or the co-lead signed for: the last of what it needs (R7)."""
    return max(each for each in (row.credit.credited_at, row.credit.signed_at) if each)


def _time(window: Window, candidate: Candidate) -> tuple[str, ...]:
    said = window.words(candidate.day)
    return (said,) if said else ()


def _evidence(row: Given) -> Evidence:
    credit = row.credit
    return Evidence(
        kind="closed_delivery",
        label=_("Training “%s” given and closed") % credit.delivery.title,
        subject_type=credit._meta.label_lower,
        subject_id=credit.pk,
        counted_from=_moment(row),
        facts={
            "delivery": credit.delivery.code,
            "role": credit.role,
            "signed_co_lead": credit.signed_at is not None,
            "minutes": credit.minutes,
            "minutes_without_right": credit.minutes_without_right,
            "participants": row.participants,
            "completers": row.completers,
            "taught_from": credit.taught_from.isoformat(),
            "taught_through": credit.taught_through.isoformat(),
        },
    )


def load_observations(
    candidate: Candidate, parameters: Parameters
) -> tuple[list[Observation], Window]:
    """Signed by both and with every criterion met, oldest first; whether an observer may is asked
    when it is begun and again when it is signed (R37)."""
    window = window_of(candidate, parameters)
    rows = [
        row
        for row in reversed(observations_met(candidate.person))
        if window.holds(row.session.day) and not candidate.has_used(row)
    ]
    return rows, window


def check_observations(parameters: Parameters, loaded, candidate: Candidate) -> Checked:
    rows, window = loaded
    number = parameters.get("number", 1)
    sentence = ngettext(
        "%(n)s observed session with every criterion met.",
        "%(n)s observed sessions with every criterion met.",
        number,
    ) % {"n": number}
    if len(rows) < number:
        lacking = number - len(rows)
        said = ngettext("%(n)s more is needed.", "%(n)s more are needed.", lacking) % {"n": lacking}
        return Checked(
            kind="observation_met",
            sentence=sentence,
            is_met=False,
            due_on=window.last,
            evidence=tuple(_observed(row) for row in rows),
            missing=(said, *_time(window, candidate)),
            next_step=_("Ask an accredited trainer to observe one of your sessions."),
        )
    return Checked(
        kind="observation_met",
        sentence=sentence,
        is_met=True,
        met_at=max(_signed_at(row) for row in rows[:number]),
        expires_on=last_day_of([row.session.day for row in rows], number, parameters),
        evidence=tuple(_observed(row) for row in rows[:number]),
    )


def _signed_at(row: Observation) -> datetime:
    assert row.observed_signed_at is not None  # noqa: S101 - only what both signed is loaded
    return row.observed_signed_at


def _observed(row: Observation) -> Evidence:
    session = row.session
    return Evidence(
        kind="observation",
        label=_("Teaching observed in “%s”") % session.title,
        subject_type=row._meta.label_lower,
        subject_id=row.pk,
        counted_from=_signed_at(row),
        facts={
            "session": str(session.uid),
            "held_on": session.day.isoformat(),
            "observer": str(row.observer.public_id),
            "levels": row.levels,
        },
    )


def problems_of_deliveries(parameters: Parameters, scope: str) -> list[str]:
    return problems_of_numbers(parameters, MOST) + problems_of_window(parameters)


def problems_of_hours(parameters: Parameters, scope: str) -> list[str]:
    return (
        needed(parameters, "hours")
        + problems_of_numbers(parameters, MOST | {"participants_most": 1000})
        + problems_of_window(parameters)
    )


ONE = gettext_lazy("Empty: one.")
NUMBER = Parameter("number", gettext_lazy("how many"), help_text=ONE)
register(
    Kind(
        "deliveries_given",
        gettext_lazy("trainings given as lead and closed"),
        load_given,
        check_deliveries,
        problems_of_deliveries,
        (
            NUMBER,
            Parameter("completers", gettext_lazy("completed by at least"), help_text=ONE),
            *PARAMETERS,
        ),
    )
)
register(
    Kind(
        "hours_taught",
        gettext_lazy("hours taught"),
        load_given,
        check_hours,
        problems_of_hours,
        (
            Parameter("hours", gettext_lazy("hours")),
            Parameter("participants", gettext_lazy("in trainings of at least"), help_text=ONE),
            Parameter(
                "participants_most",
                gettext_lazy("and at most"),
                help_text=gettext_lazy("Empty: however many take part."),
            ),
            *PARAMETERS,
        ),
    )
)
register(
    Kind(
        "observation_met",
        gettext_lazy("observed teaching with every criterion met"),
        load_observations,
        check_observations,
        problems_of_deliveries,
        (NUMBER, *PARAMETERS),
    )
)
