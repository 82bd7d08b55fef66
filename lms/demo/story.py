"""Makes the whole demonstration in one transaction, or finds it made."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from certification.certificates.models import Certificate, CertificateRevision
from certification.credentials.models import Credential
from courses.catalogue.models import ProgrammePage
from courses.catalogue.queries import modules_of
from courses.deliveries.models import DeliveryTemplate
from courses.enrolment.models import Enrolment
from courses.progress.models import ModuleCompletion
from lms.demo.cast import (
    ACCOUNTS,
    ADMINISTRATOR,
    AUTHOR,
    COORDINATOR,
    INSTRUCTOR,
    MANAGER,
    OFFICER,
    TUTOR,
    Cast,
    let_coordinate,
    let_teach,
    open_account,
)
from lms.demo.classroom import COHORT
from lms.demo.history import History, gather_faculty, register_projects
from lms.demo.organisations import register_organisations
from lms.demo.past.cohort import hold_cohort
from lms.demo.past.trainings import hold_trainings
from lms.demo.promises import promise_targets
from lms.demo.registers import agree_to_be_listed
from lms.demo.relay import CERTIFICATES, COMPLETIONS, SUMS, let_follow
from lms.demo.today.accrediting import accredit_today
from lms.demo.today.cohort import run_cohort
from lms.demo.today.examinations import (
    appeal,
    differ,
    examine_in_sections,
    leave_one_for_review,
    offer_practice,
)
from lms.demo.today.own_pace import tell_present
from lms.demo.today.trainings import hold_today
from lms.errors import Refused
from lms.journal import outbox
from lms.journal.models import Dispatch
from lms.people.models import Person

PROGRAMME = "train-the-trainers"
FOUNDED = datetime(2010, 10, 4, 9, tzinfo=UTC)
GRANTED = datetime(2012, 1, 9, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Made:
    """Whether there was anything to do, and what waits for the relay."""

    is_new: bool
    waiting: int


def make_demo(*, now: datetime) -> Made:
    """Make the demonstration through the actions of real use; a second time changes nothing.

    Refused where the site is no demonstration, and before curriculum and templates are there.
    """
    if not settings.DEMO:
        raise Refused("no_demo", "This site is no demonstration; start it with DEMO=1.")
    programme = ProgrammePage.objects.filter(code=PROGRAMME).first()
    if programme is None:
        raise Refused("no_programme", "Import the curriculum first.")
    if not DeliveryTemplate.objects.filter(code=COHORT).exists():
        raise Refused("no_templates", "Import the templates of deliveries first.")
    if Person.objects.filter(email=ADMINISTRATOR).exists():
        return Made(False, Dispatch.objects.filter(done_at__isnull=True).count())
    with outbox.left_to_relay(), transaction.atomic():
        tell(programme, now)
        certify()
        deliver_documents_of_accounts()
    return Made(True, Dispatch.objects.filter(done_at__isnull=True).count())


def tell(programme: ProgrammePage, now: datetime) -> None:
    administrator = open_account(ADMINISTRATOR, by=None, at=FOUNDED)
    others = set(ACCOUNTS) - {ADMINISTRATOR, MANAGER}
    accounts = {
        email: open_account(email, by=administrator, at=FOUNDED) for email in sorted(others)
    }
    history = History(
        programme=programme,
        modules=modules_of(programme),
        cast=Cast(register_organisations(by=administrator, now=now), administrator),
        by=administrator,
        instructor=accounts[INSTRUCTOR],
        tutor=accounts[TUTOR],
        officer=accounts[OFFICER],
    )
    gather_faculty(history)
    register_projects(history)
    hold_cohort(history)
    hold_trainings(history)
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
    today = hold_today(history, now)
    let_coordinate(accounts[COORDINATOR], today, at=now - timedelta(days=90), by=administrator)
    run_cohort(history, now)
    promise_targets(history, today)
    accredit_today(history, now)
    agree_to_be_listed(history, now - timedelta(days=40))
    let_follow(COMPLETIONS)
    let_follow(SUMS)
    differ(history, examined, now - timedelta(hours=20))
    appeal(Person.objects.get(email=MANAGER), now - timedelta(days=3))
    leave_one_for_review(author, now - timedelta(days=2))


def certify() -> None:
    """Certificates of the programme, and every one of the accounts; the relay follows with the rest.

    A certificate is due when the last test is passed, so that day's event is what is delivered.
    """
    trained = Enrolment.objects.filter(programme_completions__isnull=False)
    last: dict[int, int] = dict(
        ModuleCompletion.objects.filter(enrolment__in=trained)
        .order_by("completed_at", "pk")
        .values_list("enrolment", "pk")
    )
    of_accounts = ModuleCompletion.objects.filter(
        enrolment__person__email__in=[INSTRUCTOR, MANAGER]
    ).values_list("pk", flat=True)
    due = Q(
        event__subject_type=ModuleCompletion._meta.label_lower,
        event__subject_id__in={*last.values(), *of_accounts},
    )
    let_follow(["decisions.after_module"], only=due)
    let_follow(CERTIFICATES)


def deliver_documents_of_accounts() -> None:
    """Who signs in at once finds the documents made; those of the others follow by the relay."""
    theirs = Certificate.objects.filter(person__email__in=[INSTRUCTOR, MANAGER])
    revisions = CertificateRevision.objects.filter(certificate__in=theirs)
    for rows in (theirs, revisions, Credential.objects.filter(revision__in=revisions)):
        due = Dispatch.objects.filter(
            done_at__isnull=True,
            event__subject_type=rows.model._meta.label_lower,
            event__subject_id__in=rows.values("pk"),
        )
        for key in list(due.order_by("pk").values_list("pk", flat=True)):
            outbox.deliver(key)
