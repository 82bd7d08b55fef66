"""Whether a person may be granted a certificate, or have the one renewed that they hold (R44)."""

from datetime import date

from django.utils.translation import gettext as _

from certification.certificates import life
from certification.certificates.models import Certificate
from certification.certificates.rules import Status, end_of, known_events, status_on
from certification.decisions.holding import Holding, answers_holding, by_decisions, granted_before
from certification.decisions.models import Purpose
from certification.schemes.dating import turn_on
from certification.schemes.models import CertificateType
from lms.people.models import Person


def certificate_held(
    person: Person, certificate_type: CertificateType, scope: str
) -> Certificate | None:
    """The certificate of the newest first grant of a type and scope, in whatever state it is."""
    grants = granted_before(person, certificate_type, scope).filter(purpose=Purpose.GRANT)
    newest = grants.order_by("-turn").first()
    return Certificate.objects.filter(decision=newest).first() if newest else None


@answers_holding
def holding(person: Person, certificate_type: CertificateType, scope: str, day: date) -> Holding:
    """A first grant only where nothing is held that could be renewed; a renewal only where it is."""
    certificate = certificate_held(person, certificate_type, scope)
    if certificate is None:
        return by_decisions(person, certificate_type, scope)
    events = list(certificate.status_events.all())
    now, end = status_on(events, day), end_of(known_events(events))
    if now.status in (Status.WITHDRAWN, Status.SUPERSEDED):
        return Holding("", _("The certificate is %s.") % now.status.label)
    if end is None:
        held = _("It is held already, and does not expire.")
        return Holding(held, held)
    turn = turn_on(
        end,
        day,
        certificate_type.renewal_window_months,
        certificate_type.grace_months,
        certificate_type.dating,
    )
    refusal = life.why_not_renew(now, turn)
    if refusal is not None:
        return Holding("", refusal.sentence)
    return Holding(_("It is held already: it can be renewed."), "")
