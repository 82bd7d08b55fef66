"""Letters for tests: one that must be read, one that may be stopped and may wait."""

from datetime import UTC, datetime

from lms.notifications.actions import stop_letters, write_letter
from lms.notifications.letters import Letter, Placeholder, letter_of, register

AT = datetime(2026, 4, 1, tzinfo=UTC)


def known(letter: Letter) -> Letter:
    return letter_of(letter.code) or register(letter)


PLACEHOLDERS = (
    Placeholder("training", "Title of the training.", "Clusters & <b>markets</b>"),
    Placeholder("link", "Where to read on.", "https://site.example/7", is_needed=True),
    Placeholder("reason", "Why.", "A storm.\nThe trains stand.", has_lines=True),
)
NOTICE = known(
    Letter(
        code="test_notice",
        title="A notice of the tests",
        subject="Changed: {training}",
        body="Dear {name},\n\n{training} is changed.\n{reason}\n\n{link}",
        placeholders=PLACEHOLDERS,
    )
)
REMINDER = known(
    Letter(
        code="test_reminder",
        title="A reminder of the tests",
        subject="Soon: {training}",
        body="Dear {name},\n\n{training} begins.\n{reason}\n\n{link}",
        placeholders=PLACEHOLDERS,
        may_be_stopped=True,
        may_wait=True,
    )
)


def stopped(person, letter: Letter, *, at: datetime = AT):
    stop_letters(person=person, kind=letter.code, at=at)
    return person


def waiting(person, number: int, *, at) -> list:
    """So many reminders that wait for the digest."""
    values = {"link": "https://site.example/7", "reason": ""}
    return [
        write_letter(
            letter=REMINDER,
            person=person,
            reference=str(each),
            values={"training": f"Training {each}"} | values,
            at=at,
        )
        for each in range(1, number + 1)
    ]
