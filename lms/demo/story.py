"""Makes the whole demonstration in one transaction, or finds it made."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction

from certification.certificates.models import Certificate
from courses.catalogue.models import ProgrammePage
from courses.catalogue.queries import modules_of
from lms.demo.cast import (
    ACCOUNTS,
    ADMINISTRATOR,
    AUTHOR,
    COORDINATOR,
    INSTRUCTOR,
    MANAGER,
    Cast,
    let_coordinate,
    let_teach,
    open_account,
)
from lms.demo.examinations import (
    appeal,
    differ,
    examine_in_sections,
    leave_one_for_review,
    offer_practice,
)
from lms.demo.history import History, tell_history
from lms.demo.organisations import register_organisations
from lms.demo.present import tell_present
from lms.errors import Refused
from lms.journal import outbox
from lms.journal.models import Dispatch
from lms.people.models import Person

PROGRAMME = "train-the-trainers"
FOUNDED = datetime(2010, 10, 4, 9, tzinfo=UTC)
GRANTED = datetime(2012, 1, 9, 9, tzinfo=UTC)
# What decides; documents and letters may follow when the relay has time.
DECIDING = (
    "progress.record_completion",
    "decisions.after_module",
    "decisions.after_programme",
    "certificates.issue",
)


@dataclass(frozen=True)
class Made:
    """Whether there was anything to do, and what waits for the relay."""

    is_new: bool
    waiting: int


def make_demo(*, now: datetime) -> Made:
    """Make the demonstration through the actions of real use; a second time changes nothing.

    Refused where the site is no demonstration, and before the curriculum is there.
    """
    if not settings.DEMO:
        raise Refused("no_demo", "This site is no demonstration; start it with DEMO=1.")
    programme = ProgrammePage.objects.filter(code=PROGRAMME).first()
    if programme is None:
        raise Refused("no_programme", "Import the curriculum first.")
    if Person.objects.filter(email=ADMINISTRATOR).exists():
        return Made(False, Dispatch.objects.filter(done_at__isnull=True).count())
    with outbox.left_to_relay(), transaction.atomic():
        tell(programme, now)
        deliver_decisions()
        deliver_documents_of_accounts()
    return Made(True, Dispatch.objects.filter(done_at__isnull=True).count())


def tell(programme: ProgrammePage, now: datetime) -> None:
    administrator = open_account(ADMINISTRATOR, by=None, at=FOUNDED)
    organisations = register_organisations(by=administrator)
    history = History(
        programme=programme,
        modules=modules_of(programme),
        cast=Cast(organisations, administrator),
        by=administrator,
        instructor=open_account(INSTRUCTOR, by=administrator, at=FOUNDED),
    )
    tell_history(history)
    others = set(ACCOUNTS) - {ADMINISTRATOR, INSTRUCTOR, MANAGER}
    accounts = {
        email: open_account(email, by=administrator, at=FOUNDED) for email in sorted(others)
    }
    let_coordinate(accounts[COORDINATOR], history.projects[0], at=GRANTED, by=administrator)
    let_teach(
        history.instructor,
        programme,
        source="demonstration account",
        at=datetime(2013, 2, 1, 9, tzinfo=UTC),
        by=administrator,
    )
    author = accounts[AUTHOR]
    offer_practice(history, author, now - timedelta(days=70))
    examined = examine_in_sections(history, author, now - timedelta(days=60))
    tell_present(history, now)
    differ(history, examined, now - timedelta(hours=20))
    appeal(Person.objects.get(email=MANAGER), now - timedelta(days=3))
    leave_one_for_review(author, now - timedelta(days=2))


def deliver_decisions() -> None:
    """Let completions, decisions and certificates follow at once; fail aloud if one does not."""
    while True:
        due = Dispatch.objects.filter(done_at__isnull=True, handler__in=DECIDING)
        keys = list(due.order_by("pk").values_list("pk", flat=True))
        if not keys:
            return
        for key in keys:
            outbox.deliver(key)
        failed = due.exclude(error="").first()
        if failed:
            raise RuntimeError(f"{failed}: {failed.error}")


def deliver_documents_of_accounts() -> None:
    """Who signs in at once finds the documents made; those of the others follow by the relay."""
    theirs = Certificate.objects.filter(person__email__in=[INSTRUCTOR, MANAGER])
    due = Dispatch.objects.filter(
        done_at__isnull=True,
        event__subject_type=Certificate._meta.label_lower,
        event__subject_id__in=theirs.values("pk"),
    )
    for key in list(due.order_by("pk").values_list("pk", flat=True)):
        outbox.deliver(key)
