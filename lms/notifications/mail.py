"""How a letter looks as an e-mail, and the link in it by which a kind is stopped without signing in."""

from collections.abc import Collection, Sequence

from django.core import signing
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _
from django.utils.translation import override

from lms.notifications.letters import address_of, language_for, letter_of
from lms.notifications.models import Notification
from lms.people.models import Person

SALT = "lms.notifications.stop"


def message_of(letter: Notification) -> EmailMessage:
    """Plain text; below it, and in the headers that mail programs know (RFC 8058), how to stop it."""
    headers = {"Auto-Submitted": "auto-generated"}
    body = letter.body
    kinds = stoppable_kinds([letter, *letter.letters.all()])
    if letter.person is not None and kinds:
        address = stop_address(letter.person, kinds)
        headers["List-Unsubscribe"] = f"<{address}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        with override(language_for(letter.person.language)):
            body += "\n-- \n" + _("No more letters of this kind: %s") % address + "\n"
    return EmailMessage(letter.subject, body, to=[letter.address], headers=headers)


def stoppable_kinds(letters: Sequence[Notification]) -> list[str]:
    kinds = dict.fromkeys(each.kind for each in letters)
    found = ((kind, letter_of(kind)) for kind in kinds)
    return [kind for kind, letter in found if letter is not None and letter.may_be_stopped]


def stop_address(person: Person, kinds: Collection[str]) -> str:
    """It opens for ever: who finds an old letter must be able to stop what they get today."""
    token = signing.dumps([str(person.public_id), *kinds], salt=SALT)
    return address_of("letters:stop", token)


def read_token(token: str) -> tuple[Person, list[str]] | None:
    """Whose letters of which kinds a link stops; None where we did not make it."""
    try:
        public_id, *kinds = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    person = Person.objects.filter(public_id=public_id).first()
    return (person, [str(kind) for kind in kinds]) if person else None
