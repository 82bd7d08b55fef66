"""Decides on which days the holder of a certificate that ends is told what (R38, R44)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from certification.certificates.simulation import Policy

BEHIND = timedelta(days=7)  # a letter is still written as late as this
GRACE_LEFT = timedelta(days=30)


class Occasion(TextChoices):
    """What the day brings; the value is part of the letter's reference, so it never changes."""

    WINDOW = "window", _("It may be renewed from today on; nothing is lost by renewing early.")
    DAYS_90 = "90 days", _("It ends in three months. Renew it in time.")
    DAYS_30 = "30 days", _("It ends in a month. Renew it in time.")
    DAYS_7 = "7 days", _("It ends in a week.")
    ENDED = "ended", _("It is no longer valid. Within the time of grace it can still be renewed.")
    ENDED_FOR_GOOD = "ended for good", _("It is no longer valid.")
    GRACE = "grace", _("In a month it can no longer be renewed, only granted anew.")


@dataclass(frozen=True)
class Due:
    occasion: Occasion
    on: date


def occasions(end: date, policy: Policy) -> list[Due]:
    """Every day on which somebody is told about an end, in order."""
    times = policy.times_of(end)
    has_grace = times.closes_on > end
    found = [
        Due(Occasion.DAYS_90, end - timedelta(days=90)),
        Due(Occasion.DAYS_30, end - timedelta(days=30)),
        Due(Occasion.DAYS_7, end - timedelta(days=7)),
        Due(Occasion.ENDED if has_grace else Occasion.ENDED_FOR_GOOD, end + timedelta(days=1)),
    ]
    if times.opens_on is not None:
        found.append(Due(Occasion.WINDOW, times.opens_on))
    if times.closes_on - GRACE_LEFT > end:
        found.append(Due(Occasion.GRACE, times.closes_on - GRACE_LEFT))
    return sorted(found, key=lambda due: (due.on, due.occasion))


def due_on(end: date, policy: Policy, today: date) -> Occasion | None:
    """What the holder is told today: of what is due since a week at most, the last."""
    past = [each for each in occasions(end, policy) if each.on <= today < each.on + BEHIND]
    return past[-1].occasion if past else None


def ends_due(policy: Policy, today: date) -> dict[date, Occasion]:
    """By last valid day, what is told today: the days that the database is asked for."""
    months = max(policy.window_months or 0, policy.grace_months) + 5
    reach = timedelta(days=31 * months)
    found = {}
    day = today - reach
    while day <= today + reach:
        if (occasion := due_on(day, policy, today)) is not None:
            found[day] = occasion
        day += timedelta(days=1)
    return found
