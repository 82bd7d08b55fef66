"""Tells people what became of their place."""

from django.utils.translation import gettext_lazy as _

from courses.deliveries.models import Delivery
from courses.enrolment import queries
from courses.enrolment.letters import facts
from courses.enrolment.letters.placeholders import BEGINS, DELIVERY, FIRST, LINK, PLACE, REASON
from courses.enrolment.models import EnrolmentStep, Invitation
from lms.notifications.actions import write_letter, write_letter_to_address, write_letters
from lms.notifications.letters import Letter, Placeholder, address_of, register, written

Kind = EnrolmentStep.Kind

INVITATION = register(
    Letter(
        code="invitation",
        title=_("Invitation by a link of one's own"),
        subject=_("Invitation: {delivery}"),
        body=_("""Hello,

{inviter} invites you to “{delivery}”.

Begins: {begins}
Place: {place}

Open your invitation here; the link is for you alone and works until {until}:
{link}

You need an account with this e-mail address; the page leads you there.

Cascade
"""),
        placeholders=(
            DELIVERY,
            Placeholder("inviter", _("Who invites."), _("Kim Example")),
            BEGINS,
            PLACE,
            Placeholder("until", _("When the link stops working."), FIRST),
            Placeholder(
                "link",
                _("The secret link to the place; only the reader may have it."),
                "https://cascade.example/deliveries/invitation/9Xw2/",
                is_needed=True,
            ),
        ),
    )
)

PLACE_OFFERED = register(
    Letter(
        code="place_offered",
        title=_("Invitation of a person on record"),
        subject=_("Invitation: {delivery}"),
        body=_("""Dear {name},

you are invited to “{delivery}”.

Begins: {begins}
Place: {place}

Take the place, or decline it, here:
{link}

Cascade
"""),
        placeholders=(DELIVERY, BEGINS, PLACE, LINK),
    )
)

APPLICATION_RECEIVED = register(
    Letter(
        code="application_received",
        title=_("An application has arrived"),
        subject=_("Your application: {delivery}"),
        body=_("""Dear {name},

your application for “{delivery}” has arrived. Whoever runs it decides, and we write to you then.

Begins: {begins}
Where your application stands: {link}

Cascade
"""),
        placeholders=(DELIVERY, BEGINS, LINK),
        may_be_stopped=True,
    )
)

APPLICATION_TO_DECIDE = register(
    Letter(
        code="application_to_decide",
        title=_("Somebody applies for a place (to who runs the delivery)"),
        subject=_("Application of {applicant}: {delivery}"),
        body=_("""Dear {name},

{applicant} applies for a place in “{delivery}”.

Approve or decline it here:
{link}

Cascade
"""),
        placeholders=(
            DELIVERY,
            Placeholder("applicant", _("Who applies."), _("Sam Example")),
            LINK,
        ),
        may_be_stopped=True,
        may_wait=True,
    )
)

APPLICATION_DECLINED = register(
    Letter(
        code="application_declined",
        title=_("An application is declined"),
        subject=_("Your application: {delivery}"),
        body=_("""Dear {name},

your application for “{delivery}” was declined.

{reason}

Your application, and what the training is about: {link}

Cascade
"""),
        placeholders=(DELIVERY, REASON, LINK),
    )
)

PLACE_CONFIRMED = register(
    Letter(
        code="place_confirmed",
        title=_("A place is confirmed"),
        subject=_("You have a place: {delivery}"),
        body=_("""Dear {name},

you have a place in “{delivery}”.

Begins: {begins}
Place: {place}

All sessions, and what to prepare:
{link}

If you cannot come, please leave your place there: somebody else may be waiting for it.

Cascade
"""),
        placeholders=(DELIVERY, BEGINS, PLACE, LINK),
    )
)

ON_WAITING_LIST = register(
    Letter(
        code="on_waiting_list",
        title=_("No place is free: on the waiting list"),
        subject=_("On the waiting list: {delivery}"),
        body=_("""Dear {name},

every place in “{delivery}” is taken, so you are on the waiting list.
When somebody leaves, the place goes to whoever has waited longest, and we write to you at once.

Begins: {begins}
Where you stand: {link}

Cascade
"""),
        placeholders=(DELIVERY, BEGINS, LINK),
    )
)

MOVED_UP = register(
    Letter(
        code="moved_up",
        title=_("Moved up from the waiting list"),
        subject=_("A place is free for you: {delivery}"),
        body=_("""Dear {name},

a place in “{delivery}” has become free, and it is yours.

Begins: {begins}
Place: {place}

All sessions, and what to prepare:
{link}

If you can no longer come, please leave your place there, so that the next one gets it.

Cascade
"""),
        placeholders=(DELIVERY, BEGINS, PLACE, LINK),
    )
)

PLACE_ENDED = register(
    Letter(
        code="place_ended",
        title=_("A place was ended by who runs the delivery"),
        subject=_("Your place has ended: {delivery}"),
        body=_("""Dear {name},

your place in “{delivery}” has ended. What you have attended stays on record.

{reason}

{link}

Cascade
"""),
        placeholders=(DELIVERY, REASON, LINK),
    )
)


def send_invitation(invitation: Invitation) -> None:
    """To the address that it was made for; a link for everybody is given on by hand."""
    delivery = invitation.delivery
    if not invitation.email or facts.is_over(delivery, invitation.sent_at):
        return
    until = facts.in_zone(invitation.expires_at, delivery.zone)
    write_letter_to_address(
        letter=INVITATION,
        address=invitation.email,
        reference=f"invitation {invitation.pk}",
        values=lambda: {
            **facts.named(delivery, "delivery", "begins", "place"),
            "inviter": str(invitation.sent_by),
            "until": written(until),
            "link": address_of("enrolment:invitation", invitation.token),
        },
        at=invitation.sent_at,
    )


def tell_step(step: EnrolmentStep) -> None:
    """The letter about one step of a place; none about one's own doing that needs no answer."""
    place, delivery = step.enrolment, step.enrolment.delivery
    if delivery is None or facts.is_over(delivery, step.at):
        return
    if step.kind == Kind.APPLIED:
        _tell_who_decides(step, delivery)
    letter = letter_about(step, queries.state_before(step))
    if letter is None:
        return
    write_letter(
        letter=letter,
        person=place.person,
        reference=f"step {step.pk}",
        values=lambda: _values(letter, step, delivery),
        at=step.at,
    )


def letter_about(step: EnrolmentStep, before: str) -> Letter | None:
    is_own = step.by_id == step.enrolment.person_id
    if step.kind == Kind.ENROLLED:
        return MOVED_UP if before == Kind.WAITING else PLACE_CONFIRMED
    if step.kind == Kind.WAITING:
        return ON_WAITING_LIST
    if step.kind == Kind.APPLIED:
        return APPLICATION_RECEIVED
    if is_own:
        return None
    others = {
        str(Kind.INVITED): PLACE_OFFERED,
        str(Kind.DECLINED): APPLICATION_DECLINED,
        str(Kind.LEFT): PLACE_ENDED,
    }
    return others.get(step.kind)


def _values(letter: Letter, step: EnrolmentStep, delivery: Delivery) -> dict:
    route = "deliveries:delivery" if step.kind == Kind.ENROLLED else "enrolment:apply"
    values = {
        **facts.named(delivery, "delivery", "begins", "place"),
        "reason": step.reason,
        "link": address_of(route, delivery.uid),
    }
    return {code: values[code] for code in letter.known if code in values}


def _tell_who_decides(step: EnrolmentStep, delivery: Delivery) -> None:
    link = address_of("enrolment:place", step.enrolment.uid)
    values = {
        "delivery": delivery.title,
        "applicant": str(step.enrolment.person),
        "link": link,
    }
    write_letters(
        letter=APPLICATION_TO_DECIDE,
        reference=f"step {step.pk}",
        to=[(person, values) for person in queries.runners_of(delivery)],
        at=step.at,
    )
