"""A person is told a thing once, in the words that are in use, and only what they want to be told."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from lms.errors import Refused
from lms.journal.models import Dispatch, Event
from lms.notifications import actions
from lms.notifications.actions import write_letter, write_letter_to_address, write_letters
from lms.notifications.letters import Letter, Placeholder
from lms.notifications.models import LetterTemplate, Notification
from tests.factories.notifications import NOTICE, REMINDER, stopped, waiting
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 1, tzinfo=UTC)
VALUES = {"training": "Clusters", "link": "https://site.example/1", "reason": "Rain."}
State = Notification.State


def tell(person, *, letter=NOTICE, reference="1", **fields):
    values = VALUES | fields.pop("values", {})
    return write_letter(
        letter=letter, person=person, reference=reference, values=values, at=AT, **fields
    )


def test_told_once_whatever_is_retried(deliver_all):
    person = PersonFactory(email="ada@example.org")
    assert tell(person) is not None
    assert tell(person) is None
    deliver_all()
    Dispatch.objects.update(done_at=None)
    deliver_all()
    assert [letter.to for letter in mail.outbox] == [["ada@example.org"]]
    assert Notification.objects.get().state == State.SENT


def test_a_changed_thing_has_a_new_reference_and_is_told_again(deliver_all):
    person = PersonFactory()
    assert tell(person, reference="moved 1") and tell(person, reference="moved 2")
    deliver_all()
    assert len(mail.outbox) == 2


def test_the_database_itself_holds_one_letter_about_one_thing():
    letter = tell(PersonFactory())
    letter.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        letter.save()


def test_a_mail_server_that_fails_loses_nothing_and_doubles_nothing(deliver_all, monkeypatch):
    def fails(self, messages):
        raise OSError("no mail server")

    tell(PersonFactory())
    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", fails)
        deliver_all()
    assert Notification.objects.get().state == State.TO_SEND
    Dispatch.objects.update(next_try_at=AT)
    deliver_all()
    assert len(mail.outbox) == 1
    assert Notification.objects.get().state == State.SENT


@pytest.mark.parametrize(
    "fields", [{"email": ""}, {"email": "x@demo.example", "is_demo": True}, {"is_active": False}]
)
def test_no_letter_leaves_for_demo_people_or_without_an_address(fields, deliver_all):
    person = PersonFactory(**fields)
    assert tell(person).state == State.KEPT
    assert tell(person, letter=REMINDER).state == State.KEPT
    deliver_all()
    assert mail.outbox == []
    assert Notification.objects.count() == 2


def test_many_are_told_in_a_fixed_number_of_queries(django_assert_num_queries):
    def to(number):
        return [(PersonFactory(), VALUES) for _ in range(number)]

    for number in (1, 3):
        readers = to(number)
        with django_assert_num_queries(8):
            write_letters(letter=REMINDER, reference=str(number), to=readers, at=AT, at_once=True)


def test_the_same_person_named_twice_is_told_once():
    person = PersonFactory()
    written = write_letters(
        letter=NOTICE, reference="1", to=[(person, VALUES), (person, VALUES)], at=AT
    )
    assert len(written) == 1


def test_a_name_adds_no_header_and_no_text(deliver_all):
    person = PersonFactory(first_name="Eve\r\nBcc: all@example.org\n\nSend money.", last_name="X")
    values = {"training": "A\nSubject: free\u2028\x85money\x00\u202e", "reason": "One.\n\nTwo."}
    letter = tell(person, values=values)
    deliver_all()
    (message,) = mail.outbox
    assert message.subject == "Changed: A Subject: free money"
    assert set(message.message().keys()).isdisjoint({"Bcc"})
    assert message.message().get_all("Subject") == ["Changed: A Subject: free money"]
    assert letter.body.startswith("Dear Eve Bcc: all@example.org Send money. X,\n")
    assert "One.\n\nTwo." in letter.body


def test_a_value_is_never_read_as_a_placeholder():
    letter = tell(PersonFactory(first_name="{link}", last_name="{reason.__class__}"))
    assert letter.body.startswith("Dear {link} {reason.__class__},\n")


def test_a_subject_that_would_be_too_long_is_cut():
    assert len(tell(PersonFactory(), values={"training": "T" * 300}).subject) == 255


def test_a_forgotten_value_is_a_mistake_of_ours():
    with pytest.raises(TypeError, match="missing"):
        write_letter(
            letter=NOTICE, person=PersonFactory(), reference="1", values={"link": ""}, at=AT
        )


def keep(body="Hello {name}: {link}", *, subject="News", letter=NOTICE, by=None, language="en-gb"):
    return actions.keep_words(
        letter=letter,
        language=language,
        subject=subject,
        body=body,
        by=by or PersonFactory(roles=["administrator"]),
        at=AT,
    )


def refusal(function, *args, **fields) -> str:
    with pytest.raises(Refused) as caught:
        function(*args, **fields)
    return caught.value.sentence


def test_an_administrators_words_are_used_and_recorded_and_what_ships_comes_back():
    before = tell(PersonFactory(), reference="1")
    keep("Hello {name}: {link}")
    letter = tell(PersonFactory(), reference="2")
    assert letter.subject == "News"
    assert letter.body == f"Hello {letter.person}: https://site.example/1\n"
    by = PersonFactory(roles=["administrator"])
    for _twice in range(2):
        actions.restore_words(letter=NOTICE, language="en-gb", by=by, at=AT)
    assert tell(PersonFactory(), reference="3").subject == before.subject
    changed, restored = Event.objects.filter(name="notifications.words_changed")
    assert changed.payload["after"] == {"subject": "News", "body": "Hello {name}: {link}"}
    assert restored.payload["before"] == changed.payload["after"]
    assert restored.payload["after"] is None


def test_each_reader_has_the_words_of_their_language(settings):
    settings.LANGUAGES = [("en-gb", "English"), ("fr", "French")]
    keep("Bonjour {name}: {link}", subject="Nouvelles", language="fr")
    french, other = PersonFactory(language="fr-be"), PersonFactory(language="tlh")
    assert tell(french).body == f"Bonjour {french}: https://site.example/1\n"
    assert tell(other).subject == "Changed: Clusters"


def test_what_ships_is_not_kept_as_words_of_ones_own():
    assert keep(str(NOTICE.body), subject=str(NOTICE.subject)) is None
    assert not Event.objects.filter(name="notifications.words_changed").exists()


@pytest.mark.parametrize(
    ("body", "subject", "said"),
    [
        ("{link} {nmae}", "S", "{nmae}"),
        ("{link} {name.__class__}", "S", "Curly brackets"),
        ("{link} {0}", "S", "Curly brackets"),
        ("{link} {", "S", "Curly brackets"),
        ("{name}", "S", "needs {link}"),
        ("{link}", "", "Write a subject"),
        ("{link}", "a\nBcc: x@example.org", "one line"),
        ("{link}", "S" * 256, "255"),
        ("{link}" + "x" * 10_000, "S", "10000"),
    ],
)
def test_words_that_do_not_fit_are_refused_with_a_sentence(body, subject, said):
    assert said in refusal(keep, body, subject=subject)
    assert not LetterTemplate.objects.exists()


def test_only_an_administrator_and_only_in_a_language_of_the_site():
    assert "administrator" in refusal(keep, by=PersonFactory(roles=["author"]))
    assert "language" in refusal(keep, language="tlh")


def test_words_that_no_longer_fit_are_not_used():
    """The letter lost a placeholder after an upgrade: people still get a letter that reads well."""
    LetterTemplate.objects.create(
        kind=NOTICE.code,
        language="en-gb",
        subject="{gone}",
        body="{link}",
        changed_at=AT,
        changed_by=PersonFactory(),
    )
    assert tell(PersonFactory()).subject == "Changed: Clusters"


def test_a_stopped_kind_is_kept_and_not_sent_until_it_is_wanted_again(deliver_all):
    person = stopped(PersonFactory(), REMINDER)
    assert tell(person, letter=REMINDER, at_once=True).state == State.STOPPED
    for _twice in range(2):
        actions.want_letters(person=person, kind=REMINDER.code, at=AT)
    assert tell(person, letter=REMINDER, at_once=True) is None
    assert tell(person, letter=REMINDER, reference="2", at_once=True) is not None
    deliver_all()
    assert len(mail.outbox) == 1
    names = Event.objects.filter(name__startswith="notifications.letters_").values_list("name")
    assert [name for (name,) in names] == [
        "notifications.letters_stopped",
        "notifications.letters_wanted",
    ]


def test_stopping_twice_is_once():
    person = PersonFactory()
    first = actions.stop_letters(person=person, kind=REMINDER.code, at=AT)
    assert actions.stop_letters(person=person, kind=REMINDER.code, at=AT) == first


@pytest.mark.parametrize("kind", [NOTICE.code, "no such letter"])
def test_a_letter_with_a_duty_or_a_secret_link_cannot_be_stopped(kind):
    assert "cannot be stopped" in refusal(
        actions.stop_letters, person=PersonFactory(), kind=kind, at=AT
    )


def test_one_letter_that_waits_goes_as_itself(deliver_all):
    person = PersonFactory()
    (letter,) = waiting(person, 1, at=AT)
    deliver_all()
    assert mail.outbox == []
    for _twice in range(2):
        actions.send_what_waits(person=person, cut=AT + timedelta(hours=1), at=AT)
        deliver_all()
    assert [each.subject for each in mail.outbox] == [letter.subject]
    assert Notification.objects.get().state == State.SENT


def test_several_that_wait_go_as_one_message(deliver_all):
    person = PersonFactory()
    letters = waiting(person, 3, at=AT)
    for _twice in range(2):
        actions.send_what_waits(person=person, cut=AT + timedelta(hours=1), at=AT)
        deliver_all()
    (message,) = mail.outbox
    assert message.subject == "Cascade: 3 messages"
    assert [letter.body.strip() in message.body for letter in letters] == [True] * 3
    digest = Notification.objects.get(kind="digest")
    assert {(each.state, each.digest) for each in person.notifications.exclude(pk=digest.pk)} == {
        (State.IN_DIGEST, digest)
    }


def test_what_was_written_after_the_hour_waits_for_the_next_day(deliver_all):
    person = PersonFactory()
    waiting(person, 2, at=AT)
    actions.send_what_waits(person=person, cut=AT, at=AT)
    assert not Notification.objects.exclude(state=State.WAITING).exists()


def test_what_is_stopped_while_it_waits_is_not_sent(deliver_all):
    person = PersonFactory()
    waiting(person, 2, at=AT)
    stopped(person, REMINDER)
    actions.send_what_waits(person=person, cut=AT + timedelta(hours=1), at=AT)
    deliver_all()
    assert mail.outbox == []
    assert {each.state for each in Notification.objects.all()} == {State.STOPPED}


def test_a_letter_to_an_address_goes_to_the_person_who_has_it(deliver_all):
    person = PersonFactory(email="kim@example.org")
    told = {"letter": NOTICE, "reference": "1", "values": VALUES, "at": AT}
    assert write_letter_to_address(address="Kim@example.org", **told).person == person
    assert write_letter_to_address(address="new@example.org", **told).person is None
    assert write_letter_to_address(address="new@example.org", **told) is None
    deliver_all()
    assert [letter.to for letter in mail.outbox] == [["kim@example.org"], ["new@example.org"]]


def test_a_day_and_an_instant_are_written_out():
    starts = datetime(2026, 3, 9, 8, tzinfo=UTC).astimezone(ZoneInfo("Europe/Madrid"))
    letter = Letter(
        code="x",
        title="",
        subject="{at}",
        body="{day}",
        placeholders=(Placeholder("at", "", ""), Placeholder("day", "", "")),
    )
    written = write_letter(
        letter=letter,
        person=PersonFactory(),
        reference="1",
        values={"at": starts, "day": starts.date()},
        at=AT,
    )
    assert written.subject == "Monday 9 March 2026, 09:00 (Europe/Madrid)"
    assert written.body == "Monday 9 March 2026\n"
