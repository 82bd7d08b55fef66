"""Writes letters, once each; keeps their words, and what people do not want to be sent."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from lms.errors import Refused
from lms.journal.actions import record_event, record_events
from lms.notifications import queries, rules
from lms.notifications.kinds import DIGEST
from lms.notifications.letters import Given, Letter, Words, filled, language_for, letter_of
from lms.notifications.models import LetterStop, LetterTemplate, Notification
from lms.people.models import Person

State = Notification.State
TO_SEND = "notifications.letter_to_send"


def write_letter(
    *,
    letter: Letter,
    person: Person,
    reference: str,
    values: Given,
    at: datetime,
    at_once: bool = False,
) -> Notification | None:
    """Write one letter to one person about one thing; None when it was written before.

    As `write_letters`, which see.
    """
    written = write_letters(
        letter=letter, reference=reference, to=[(person, values)], at=at, at_once=at_once
    )
    return written[0] if written else None


@transaction.atomic
def write_letters(
    *,
    letter: Letter,
    reference: str,
    to: Sequence[tuple[Person, Given]],
    at: datetime,
    at_once: bool = False,
) -> list[Notification]:
    """Write a letter about one thing to many people; whoever has it already gets no second one.

    Each leaves by the outbox, or waits for the digest where its kind may wait, unless it is needed
    `at_once`. A kind that a person has stopped is kept and not sent; so is every letter to people
    without an address, who may not sign in, or who are invented. Returns what is new. Records
    `notifications.letter_to_send` for each that leaves.
    """
    to = [(person.canonical, values) for person, values in to]
    people = {person.pk for person, _values in to}
    told = set(
        Notification.objects.filter(
            kind=letter.code, reference=reference, person__in=people
        ).values_list("person", flat=True)
    )
    stopped = queries.stopped_by(people, letter.code) if letter.may_be_stopped else set()
    in_use: dict[str, Words] = {}
    rows = []
    for person, values in to:
        if person.pk in told:
            continue
        told.add(person.pk)
        language = language_for(person.language)
        if language not in in_use:
            in_use[language] = queries.words_in_use(letter, language)
        said = filled(letter, in_use[language], values, language, name=str(person))
        state = _state(letter, person, is_stopped=person.pk in stopped, at_once=at_once)
        rows.append(
            Notification(
                person=person,
                address="" if state in (State.KEPT, State.STOPPED) else person.email,
                kind=letter.code,
                reference=reference,
                subject=said.subject,
                body=said.body,
                state=state,
                written_at=at,
            )
        )
    written = Notification.objects.bulk_create(rows)
    _let_leave([each for each in written if each.state == State.TO_SEND], at)
    return written


def _state(letter: Letter, person: Person, *, is_stopped: bool, at_once: bool) -> str:
    if is_stopped:
        return State.STOPPED
    if not person.email or person.is_demo or not person.is_active:
        return State.KEPT
    return State.WAITING if letter.may_wait and not at_once else State.TO_SEND


def _let_leave(letters: Sequence[Notification], at: datetime) -> None:
    """The outbox sends each by itself, so that one bad address keeps nobody else waiting."""
    record_events(name=TO_SEND, subjects=letters, by=None, at=at)


@transaction.atomic
def write_letter_to_address(
    *, letter: Letter, address: str, reference: str, values: Given, at: datetime
) -> Notification | None:
    """Write to an address; to the person on record who has it, else to whoever reads it there."""
    person = Person.objects.filter(email__iexact=address).first()
    if person is not None:
        return write_letter(
            letter=letter, person=person, reference=reference, values=values, at=at, at_once=True
        )
    known = Notification.objects.filter(
        person__isnull=True, address=address, kind=letter.code, reference=reference
    )
    if known.exists():
        return None
    language = settings.LANGUAGE_CODE
    words = queries.words_in_use(letter, language)
    said = filled(letter, words, values, language, name=address)
    written = Notification.objects.create(
        address=address,
        kind=letter.code,
        reference=reference,
        subject=said.subject,
        body=said.body,
        written_at=at,
    )
    _let_leave([written], at)
    return written


@transaction.atomic
def note_sent(*, letter: Notification) -> Notification:
    """The letter has left; called in the transaction that handed it to the mail server."""
    letter.state = State.SENT
    letter.save(update_fields=["state"])
    return letter


@transaction.atomic
def send_what_waits(*, person: Person, cut: datetime, at: datetime) -> Notification | None:
    """Let out what waits for one person and was written before `cut`, as one message.

    One letter goes as itself, several in a digest, of which there is one for each `cut`. What the
    person has stopped since then is not sent.
    """
    waiting = list(
        Notification.objects.select_for_update(of=("self",))
        .filter(person=person, state=State.WAITING, written_at__lt=cut)
        .order_by("pk")[: rules.MOST_IN_DIGEST]
    )
    stopped = queries.stops_of(person)
    unwanted = [each for each in waiting if each.kind in stopped]
    wanted = [each for each in waiting if each.kind not in stopped]
    _put(unwanted, State.STOPPED)
    if not person.email or not person.is_active:
        _put(wanted, State.KEPT)
        return None
    if len(wanted) == 1:
        wanted[0].address = person.email
        _put(wanted, State.TO_SEND)
        _let_leave(wanted, at)
        return wanted[0]
    if not wanted:
        return None
    digest = write_letter(
        letter=DIGEST,
        person=person,
        reference=cut.date().isoformat(),
        values={"number": len(wanted), "letters": _one_after_the_other(wanted)},
        at=at,
    )
    if digest is not None:
        _put(wanted, State.IN_DIGEST, digest)
    return digest


def _put(letters: Sequence[Notification], state: str, digest: Notification | None = None) -> None:
    for each in letters:
        each.state, each.digest = state, digest
        if state in (State.KEPT, State.STOPPED):
            each.address = ""
    Notification.objects.bulk_update(letters, ["state", "digest", "address"])


def _one_after_the_other(letters: Sequence[Notification]) -> str:
    parts = [
        f"{number}. {each.subject}\n\n{each.body.strip()}"
        for number, each in enumerate(letters, start=1)
    ]
    return "\n\n----------\n\n".join(parts)


@transaction.atomic
def keep_words(
    *, letter: Letter, language: str, subject: str, body: str, by: Person, at: datetime
) -> LetterTemplate | None:
    """Keep an administrator's words for a letter in a language; those that ship are not kept.

    Refused with what is wrong: an unknown placeholder, a needed one left out, a language that the
    site does not have. Records `notifications.words_changed` with the words before and after.
    """
    subject, body = subject.strip(), "\n".join(body.strip().splitlines())
    _check(by, language)
    wrong = rules.mistakes(subject, body, known=letter.known, needed=letter.needed)
    if wrong:
        raise Refused("words_unfit", " ".join(wrong))
    before = queries.words_in_use(letter, language)
    if (before.subject, before.body) == (subject, body):
        return LetterTemplate.objects.filter(kind=letter.code, language=language).first()
    kept, _is_new = LetterTemplate.objects.update_or_create(
        kind=letter.code,
        language=language,
        defaults={"subject": subject, "body": body, "changed_at": at, "changed_by": by},
    )
    _record_words(kept, before, Words(subject, body), by, at)
    return kept


@transaction.atomic
def restore_words(*, letter: Letter, language: str, by: Person, at: datetime) -> None:
    """Use what ships again; the words until now stay in the journal. Twice is once."""
    _check(by, language)
    own = LetterTemplate.objects.filter(kind=letter.code, language=language).first()
    if own is not None:
        _record_words(own, Words(own.subject, own.body), None, by, at)
        own.delete()


def _check(by: Person, language: str) -> None:
    if "administrator" not in by.roles:
        raise Refused("not_allowed", _("Only an administrator changes letters."))
    if language not in dict(settings.LANGUAGES):
        raise Refused("no_language", _("The site does not have this language."))


def _record_words(
    template: LetterTemplate, before: Words, after: Words | None, by: Person, at: datetime
) -> None:
    payload = {
        "kind": template.kind,
        "language": template.language,
        "before": vars(before),
        "after": vars(after) if after else None,
    }
    record_event(
        name="notifications.words_changed", subject=template, by=by, at=at, payload=payload
    )


@transaction.atomic
def stop_letters(*, person: Person, kind: str, at: datetime) -> LetterStop:
    """Send the person no more letters of a kind; twice is once. Refused for those that must be read."""
    letter = letter_of(kind)
    if letter is None or not letter.may_be_stopped:
        raise Refused("must_be_read", _("Letters of this kind cannot be stopped."))
    Person.objects.select_for_update().get(pk=person.pk)
    known = LetterStop.objects.current().filter(person=person, kind=kind).first()
    if known is not None:
        return known
    stop = LetterStop.objects.create(person=person, kind=kind, stopped_at=at)
    record_event(
        name="notifications.letters_stopped",
        subject=stop,
        by=person,
        at=at,
        payload={"kind": kind},
    )
    return stop


@transaction.atomic
def want_letters(*, person: Person, kind: str, at: datetime) -> None:
    """Send the person letters of a kind again; those kept meanwhile stay unsent. Twice is once."""
    stop = (
        LetterStop.objects.select_for_update(of=("self",))
        .current()
        .filter(person=person, kind=kind)
        .first()
    )
    if stop is not None:
        stop.ended_at = max(at, stop.stopped_at)
        stop.save(update_fields=["ended_at"])
        record_event(
            name="notifications.letters_wanted",
            subject=stop,
            by=person,
            at=at,
            payload={"kind": kind},
        )
