"""An administrator words a letter; its reader stops the kind, by the link and on a page of their own."""

import re

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from lms.journal import outbox
from lms.notifications.actions import write_letter
from lms.notifications.models import LetterStop
from tests.browser.conftest import picture
from tests.factories.notifications import NOTICE, REMINDER
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.browser
VALUES = {
    "training": "Clusters in two days",
    "link": "https://site.example/deliveries/1/",
    "reason": "It begins an hour later, since the train from the capital comes at nine.",
}


def tell(person, letter, number):
    write_letter(
        letter=letter,
        person=person,
        reference=str(number),
        values=VALUES,
        at=timezone.now(),
        at_once=True,
    )


def test_a_letter_is_worded_sent_and_stopped(page, live_server, sign_in, looks_right):
    administrator, reader = PersonFactory(roles=["administrator"]), PersonFactory()
    for number in range(3):
        tell(reader, NOTICE, number)
    sign_in(administrator)
    page.goto(live_server.url + reverse("letters:letters"))
    page.click("a:has-text('A reminder of the tests')")
    page.fill("[name=subject]", "Tomorrow: {training}")
    page.fill("[name=body]", "Good morning {nmae}!")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=This letter knows no placeholder {nmae}.")
    page.fill("[name=body]", "Good morning {name}!\n\n{training} begins.\n\n{link}")
    page.click("button:has-text('Look at it with examples')")
    page.wait_for_selector("text=Good morning Kim Example!")
    page.click("button:has-text('Keep these words')")
    page.wait_for_selector("text=The words are kept.")
    tell(reader, REMINDER, 9)
    looks_right(
        {
            "letters": reverse("letters:letters"),
            "words": reverse("letters:words", args=[REMINDER.code, "en-gb"]),
            "sent": f"{reverse('letters:sent')}?q={reader.last_name}",
        }
    )
    outbox.deliver_due()
    message = mail.outbox[-1]
    assert message.subject == "Tomorrow: Clusters in two days"
    page.context.clear_cookies()
    stop = re.search(r"http://\S+/letters/stop/\S+", message.body)[0]
    looks_right({"stop": stop.removeprefix(live_server.url)})
    page.goto(stop)
    page.keyboard.press("Tab")
    page.click("button:has-text('Stop these letters')")
    page.wait_for_selector("text=The letters are stopped")
    assert LetterStop.objects.current().get().person == reader
    sign_in(reader)
    page.goto(f"{live_server.url}{reverse('letters:mine')}")
    page.click("summary >> nth=0")
    page.wait_for_selector("text=Good morning Robin")
    picture(page, "mine-opened")
    looks_right({"mine": reverse("letters:mine")})
    page.click("button:has-text('Want it again')")
    page.wait_for_selector("text=You are sent letters of this kind again.")
    assert not LetterStop.objects.current().exists()
