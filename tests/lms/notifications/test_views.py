"""Pages of letters: an administrator's, one's own, and the link that needs no signing in."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from lms.notifications.actions import send_what_waits
from lms.notifications.letters import filled, letters, shipped
from lms.notifications.models import LetterStop, LetterTemplate, Notification
from lms.notifications.rules import mistakes, shown
from tests.factories.notifications import NOTICE, REMINDER, stopped, waiting
from tests.factories.people import PersonFactory
from tests.lms.notifications.test_actions import tell

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 1, tzinfo=UTC)
WORDS = reverse("letters:words", args=[NOTICE.code, "en-gb"])


@pytest.fixture
def admin(client_of):
    return client_of(PersonFactory(roles=["administrator"]))


def test_every_letter_that_ships_would_be_accepted_and_fills_with_its_examples(settings):
    for letter in letters():
        words = shipped(letter, "en-gb")
        assert mistakes(words.subject, words.body, known=letter.known, needed=letter.needed) == []
        read = filled(letter, words, letter.examples, "en-gb")
        assert "{" not in read.subject + read.body
        used = words.subject + words.body
        unused = [each.code for each in letter.placeholders if shown(each.code) not in used]
        assert unused == [], letter.code


def test_all_letters_are_listed_with_whose_words_they_use(admin, django_assert_num_queries):
    page = admin.get(reverse("letters:letters")).content.decode()
    assert "A notice of the tests" in page and "as shipped" in page
    admin.post(WORDS, {"do": "keep", "subject": "News", "body": "See {link}"})
    with django_assert_num_queries(4):
        page = admin.get(reverse("letters:letters")).content.decode()
    assert "changed on" in page


def test_words_are_looked_at_before_they_are_kept(admin):
    said = {"subject": "News of {training}", "body": "Read {link}\n\n{reason}"}
    answer = admin.post(WORDS, {"do": "look", **said})
    page = answer.content.decode()
    assert "News of Clusters &amp; &lt;b&gt;markets&lt;/b&gt;" in page
    assert "Read https://site.example/7\n\nA storm.\nThe trains stand." in page
    assert not LetterTemplate.objects.exists()
    assert admin.post(WORDS, {"do": "keep", **said}).status_code == 302
    assert LetterTemplate.objects.get().subject == said["subject"]
    assert "Go back to the words that ship" in admin.get(WORDS).content.decode()
    assert admin.post(WORDS, {"do": "restore"}).status_code == 302
    assert not LetterTemplate.objects.exists()


@pytest.mark.parametrize("do", ["look", "keep"])
def test_an_unknown_placeholder_is_refused_with_a_sentence_and_loses_nothing(admin, do):
    answer = admin.post(WORDS, {"do": do, "subject": "S", "body": "Hello {nmae}: {link}"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "This letter knows no placeholder {nmae}" in page
    assert "Hello {nmae}: {link}</textarea>" in page
    assert not LetterTemplate.objects.exists()


def test_words_that_no_longer_fit_are_shown_as_such(admin):
    LetterTemplate.objects.create(
        kind=NOTICE.code,
        language="en-gb",
        subject="{gone}",
        body="{link}",
        changed_at=AT,
        changed_by=PersonFactory(),
    )
    page = admin.get(WORDS).content.decode()
    assert "no longer fit this letter" in page and "{gone}" in page


def test_a_letter_or_language_that_is_not_there_is_not_found(admin):
    for arguments in (["no-such", "en-gb"], [NOTICE.code, "tlh"]):
        assert admin.get(reverse("letters:words", args=arguments)).status_code == 404


def test_the_log_is_searched_by_person_and_kind_and_keeps_secrets(admin):
    ada = PersonFactory(first_name="Ada", last_name="Byron")
    tell(ada)
    tell(ada, letter=REMINDER)
    tell(PersonFactory(last_name="Hopper"))
    log = reverse("letters:sent")
    page = admin.get(log, {"q": "byron ada", "kind": NOTICE.code})
    assert [letter.person for letter in page.context["page"]] == [ada]
    assert len(admin.get(log, {"q": "byron"}).context["page"]) == 2
    assert len(admin.get(log).context["page"]) == 3
    assert "site.example" not in admin.get(log).content.decode()
    assert "No letter fits" in admin.get(log, {"q": "nobody"}).content.decode()


def test_the_log_says_why_a_letter_could_not_leave(admin, deliver_all, monkeypatch):
    def fails(self, messages):
        raise OSError("no mail server")

    tell(PersonFactory())
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", fails)
    deliver_all()
    page = admin.get(reverse("letters:sent")).content.decode()
    assert "could not leave" in page and "OSError: no mail server" in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_log_and_my_letters_take_a_fixed_number_of_queries(
    admin, client_of, number, django_assert_num_queries
):
    for _ in range(number):
        tell(PersonFactory())
    with django_assert_num_queries(6):
        admin.get(reverse("letters:sent"))
    person = PersonFactory()
    waiting(person, number, at=AT)
    client = client_of(person)
    with django_assert_num_queries(7):
        assert client.get(reverse("letters:mine")).context["page"].paginator.count == number


def test_my_letters_are_mine_and_are_escaped(client_of):
    tell(PersonFactory(), values={"training": "Not mine"})
    me = PersonFactory()
    tell(me, values={"training": "<script>alert(1)</script>"})
    page = client_of(me).get(reverse("letters:mine")).content.decode()
    assert "Not mine" not in page
    assert "&lt;script&gt;alert(1)" in page and "<script>alert" not in page


def test_a_digest_is_shown_by_what_is_in_it(client_of):
    me = PersonFactory()
    letters = waiting(me, 2, at=AT)
    send_what_waits(person=me, cut=AT.replace(day=2), at=AT)
    assert Notification.objects.count() == 3
    page = client_of(me).get(reverse("letters:mine")).context["page"]
    assert set(page) == set(letters)


def test_a_kind_is_stopped_and_wanted_again(client_of):
    me = PersonFactory()
    client = client_of(me)
    choose = reverse("letters:choose")
    client.post(choose, {"kind": REMINDER.code, "do": "stop"})
    page = client.get(reverse("letters:mine")).content.decode()
    assert "A reminder of the tests" in page and "Want it again" in page
    assert "Reminder a week" not in page, "Kinds that one has never had are not offered."
    client.post(choose, {"kind": REMINDER.code, "do": "want"})
    assert not LetterStop.objects.current().exists()
    page = client.post(choose, {"kind": NOTICE.code, "do": "stop"}, follow=True)
    assert "cannot be stopped" in page.content.decode()
    assert not LetterStop.objects.current().exists()


@pytest.fixture
def mailed(deliver_all):
    """A reminder as it arrives, and the address in it that stops the kind."""
    person = PersonFactory()
    tell(person, letter=REMINDER, at_once=True)
    deliver_all()
    (message,) = mail.outbox
    return person, message, message.extra_headers["List-Unsubscribe"].strip("<>")


def test_the_link_in_a_letter_stops_it_without_signing_in(client, mailed):
    person, message, address = mailed
    assert address in message.body
    path = urlsplit(address).path
    page = client.get(path).content.decode()
    assert "A reminder of the tests" in page and person.last_name not in page
    assert not LetterStop.objects.exists(), "Opening a link changes nothing."
    for _twice in range(2):
        assert "no more letters" in client.post(path).content.decode()
    assert LetterStop.objects.get().person == person


def test_mail_programs_stop_it_with_one_click(mailed):
    """RFC 8058: a POST with this body and without a cookie; Django's own check of forms is on."""
    person, message, address = mailed
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(urlsplit(address).path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert LetterStop.objects.current().get().person == person


def test_the_link_in_a_digest_stops_what_is_in_it(client, deliver_all):
    person = PersonFactory()
    waiting(person, 2, at=AT)
    send_what_waits(person=person, cut=AT.replace(day=2), at=AT)
    deliver_all()
    (message,) = mail.outbox
    client.post(urlsplit(message.extra_headers["List-Unsubscribe"].strip("<>")).path)
    assert LetterStop.objects.get().kind == REMINDER.code


def test_a_letter_that_must_be_read_has_no_such_link(deliver_all):
    tell(PersonFactory())
    deliver_all()
    assert "List-Unsubscribe" not in mail.outbox[0].extra_headers
    assert "/letters/stop/" not in mail.outbox[0].body


def test_a_link_that_was_changed_stops_nothing(client, mailed):
    _person, _message, address = mailed
    path = urlsplit(address).path[:-2] + "x/"
    answer = client.post(path)
    assert answer.status_code == 404
    assert "not complete" in answer.content.decode()
    assert not LetterStop.objects.exists()


def test_a_stopped_letter_is_shown_as_kept_from_the_mail(client_of):
    me = stopped(PersonFactory(), REMINDER)
    tell(me, letter=REMINDER)
    page = client_of(me).get(reverse("letters:mine")).content.decode()
    assert "not sent: not wanted by the person" in page
