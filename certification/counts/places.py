"""What a delivery has settled about a place: where it stands, attendance, the field project (R5, R6)."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.enrolment.models import EnrolmentStep

Kind = EnrolmentStep.Kind
NOT_IN = {
    Kind.INVITED: gettext_lazy("Invited on %s, and has not answered."),
    Kind.APPLIED: gettext_lazy("Applied on %s; nobody has decided yet."),
    Kind.WAITING: gettext_lazy("On the waiting list since %s."),
    Kind.DECLINED: gettext_lazy("The application was declined on %s."),
    Kind.LEFT: gettext_lazy("Left on %s."),
}
TITLES = {
    "attendance": gettext_lazy("Attendance"),
    "field project": gettext_lazy("Field project"),
}


@dataclass(frozen=True)
class Settled:
    """A condition other than a test, as it was kept when the place was settled."""

    code: str
    met_at: datetime | None
    detail: str

    module = None
    attempts = ()
    is_withdrawn = False

    @property
    def is_met(self) -> bool:
        return self.met_at is not None

    @property
    def title(self) -> str:
        return str(TITLES[self.code])

    @property
    def sentence(self) -> str:
        if self.code == "attendance":
            if self.is_met:
                return _("Attended the share of the required minutes that the delivery asks for.")
            return _("Attended less of the required minutes than the delivery asks for.")
        if self.is_met:
            return _("The field project is passed.")
        return _("The field project is not passed.")


@dataclass(frozen=True)
class PlaceState:
    """The last step of a place in a delivery that was known, and what was settled with it."""

    step: EnrolmentStep
    zone: str

    @property
    def settled(self) -> list[Settled]:
        return [
            Settled(
                row["code"],
                datetime.fromisoformat(row["met_at"]) if row["met_at"] else None,
                row.get("detail", ""),
            )
            for row in self.step.basis.get("conditions", ())
            if row["code"] in TITLES
        ]

    @property
    def why_not(self) -> str:
        """Why this place counts for nothing, before any test is looked at; empty otherwise."""
        sentence = NOT_IN.get(Kind(self.step.kind))
        if sentence is None:
            return ""
        day = self.step.at.astimezone(ZoneInfo(self.zone)).date()
        return str(sentence) % date_format(day, "j F Y")

    @property
    def is_open(self) -> bool:
        """Enrolled, and neither completed nor not: the delivery has not settled it (R36)."""
        return self.step.kind == Kind.ENROLLED
