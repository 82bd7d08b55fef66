"""Tells people things, once."""

from datetime import datetime

from django.core.mail import send_mail
from django.db import transaction

from lms.notifications.models import Notification
from lms.people.models import Person


@transaction.atomic
def notify(
    *, person: Person, kind: str, reference: str, subject: str, body: str, at: datetime
) -> Notification | None:
    """Send one e-mail about one thing, and keep what was said; None when it was said before.

    Called from outbox handlers. Demo people and people without an address get the row only.
    """
    notification, is_new = Notification.objects.get_or_create(
        person=person,
        kind=kind,
        reference=reference,
        defaults={"subject": subject, "body": body, "sent_at": at},
    )
    if not is_new:
        return None
    if person.email and not person.is_demo:
        send_mail(subject, body, None, [person.email])
    return notification
