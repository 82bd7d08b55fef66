"""Letters leave as e-mails: each by itself, in the transaction that notes that it has left."""

from lms.journal.models import Event
from lms.journal.outbox import subscribe
from lms.notifications.actions import TO_SEND, note_sent
from lms.notifications.mail import message_of
from lms.notifications.models import Notification
from lms.notifications.queries import SENDING


@subscribe(TO_SEND, SENDING)
def send(event: Event) -> None:
    letter = (
        Notification.objects.select_for_update(of=("self",))
        .select_related("person")
        .prefetch_related("letters")
        .get(pk=event.subject_id)
    )
    if letter.state == Notification.State.TO_SEND:
        note_sent(letter=letter)
        message_of(letter).send()
