"""What is kept about a person whatever they agree to, why, and until when (R57)."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certification.certificates.models import Certificate
from courses.deliveries.retention import longest
from courses.enrolment.models import Enrolment
from lms.people.models import Person


@dataclass(frozen=True)
class Kept:
    """A kind of record, why it is kept, and the last day; without one `until` is said in words."""

    what: str
    why: str
    until: date | None
    until_words: str = ""


def kept_about(person: Person) -> list[Kept]:
    """Three queries."""
    kept = []
    certificates = Certificate.objects.filter(person__in=person.selves).count()
    if certificates:
        kept.append(
            Kept(
                ngettext("%s certificate", "%s certificates", certificates) % certificates,
                _("So that whoever holds its number can still check it, unless you withhold that."),
                None,
                _("as long as certificates are issued here"),
            )
        )
    places = list(
        Enrolment.objects.filter(person__in=person.selves)
        .select_related("project")
        .prefetch_related("project__holds")
    )
    paid = [place for place in places if place.project]
    if paid:
        codes = ", ".join(sorted({place.project.code for place in paid if place.project}))
        kept.append(
            Kept(
                _("Attendance, tests, marks and results in projects: %s") % codes,
                _(
                    "Auditors of the grants may ask for it: for some years after the final payment; of several projects the longest holds."
                ),
                longest(place.project.retained_until for place in paid if place.project),
                _(
                    "some years after a final payment that is still to come, or a hold that is still to be lifted"
                ),
            )
        )
    if len(paid) < len(places):
        kept.append(
            Kept(
                _("Attendance, tests, marks and results outside of projects"),
                _("Your certificates rest on it, and so do the numbers of people trained."),
                None,
                _("as long as a certificate rests on it"),
            )
        )
    kept.append(
        Kept(
            _("What you agreed to here, and when you ended it"),
            _("It shows that nothing was public without your consent."),
            None,
            _("as long as your account exists"),
        )
    )
    return kept
