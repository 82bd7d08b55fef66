"""Tells people that they were given a part in a delivery: to lead, teach, tutor, observe, be a guest."""

from django.utils.translation import gettext_lazy as _

from courses.deliveries.models import Delivery, SessionRole
from courses.enrolment.letters import facts
from courses.enrolment.letters.placeholders import BEGINS, DELIVERY, LINK, PLACE
from lms.notifications.actions import write_letter
from lms.notifications.letters import Letter, Placeholder, address_of, register

ROLE_GIVEN = register(
    Letter(
        code="role_given",
        title=_("A part in a delivery is given"),
        subject=_("Your part in {delivery}: {role}"),
        body=_("""Dear {name},

you were given a part in “{delivery}”: {role}.

Begins: {begins}
Place: {place}

Which sessions are yours, and by which right:
{link}

Cascade
"""),
        placeholders=(
            DELIVERY,
            Placeholder("role", _("What the reader does there."), _("co-trainer")),
            BEGINS,
            PLACE,
            LINK,
        ),
        may_wait=True,
    )
)


def tell_role(role: SessionRole) -> None:
    """Once for each role in a delivery, however many of its sessions it was given for."""
    delivery = role.session.delivery
    is_own = role.given_by_id == role.person_id
    if is_own or role.ended_at is not None or facts.is_over(delivery, role.given_at):
        return
    write_letter(
        letter=ROLE_GIVEN,
        person=role.person,
        reference=f"{delivery.uid} {role.role}",
        values=lambda: {
            **facts.named(delivery, "begins", "place"),
            "role": role.get_role_display(),
            "link": address_of("deliveries:delivery", delivery.uid),
        },
        at=role.given_at,
    )


def tell_lead(delivery: Delivery) -> None:
    """Who leads it from the plan on, if somebody else planned it."""
    roles = SessionRole.objects.current().filter(
        session__delivery=delivery, role=SessionRole.Role.LEAD
    )
    role = roles.select_related("person", "session__delivery").first()
    if role is not None:
        tell_role(role)
