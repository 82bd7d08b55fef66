"""Which events of a delivery lead to letters."""

from courses.deliveries.models import Delivery, SessionRole
from courses.enrolment.letters import changes, parts, places
from courses.enrolment.models import EnrolmentStep, Invitation
from lms.journal.models import Event
from lms.journal.outbox import subscribe


@subscribe("enrolment.invitation_made", "enrolment.send_invitation")
def send_invitation(event: Event) -> None:
    made = Invitation.objects.select_related("delivery", "sent_by").get(pk=event.subject_id)
    places.send_invitation(made)


@subscribe("enrolment.step_taken", "enrolment.tell_step")
def tell_step(event: Event) -> None:
    step = EnrolmentStep.objects.select_related(
        "enrolment__person", "enrolment__delivery__created_by"
    ).get(pk=event.subject_id)
    places.tell_step(step)


@subscribe("enrolment.role_given", "enrolment.tell_role")
def tell_role(event: Event) -> None:
    role = SessionRole.objects.select_related("person", "session__delivery")
    parts.tell_role(role.get(pk=event.subject_id))


@subscribe("deliveries.planned", "enrolment.tell_lead")
def tell_lead(event: Event) -> None:
    parts.tell_lead(Delivery.objects.get(pk=event.subject_id))


@subscribe("deliveries.session_changed", "enrolment.tell_session_changed")
def tell_session_changed(event: Event) -> None:
    changes.tell_session(event)


@subscribe("deliveries.session_added", "enrolment.tell_session_added")
def tell_session_added(event: Event) -> None:
    changes.tell_session(event)


@subscribe("deliveries.session_cancelled", "enrolment.tell_session_cancelled")
def tell_session_cancelled(event: Event) -> None:
    changes.tell_session_cancelled(event)


@subscribe("deliveries.changed", "enrolment.tell_delivery_changed")
def tell_delivery_changed(event: Event) -> None:
    changes.tell_delivery(event)


@subscribe("deliveries.cancelled", "enrolment.tell_delivery_cancelled")
def tell_delivery_cancelled(event: Event) -> None:
    changes.tell_delivery_cancelled(event)
