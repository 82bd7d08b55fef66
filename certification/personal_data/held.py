"""What is held about a person, table by table: why, until when, and how to find it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certification.personal_data.queries import projects_of
from certification.records.models import TrainingRecord
from certification.registers.kept import Kept, kept_about
from courses.deliveries.retention import longest
from lms.people.models import Person

SECRETS = {"password", "token", "key", "mac", "session_key", "data"}


@dataclass(frozen=True)
class Group:
    """Tables that are held for one purpose; each with the way from a row to the person."""

    code: str
    title: Any
    why: Any
    tables: dict[str, str]
    is_evidence: bool = False
    until: Any = ""


ACCOUNT_LASTS = gettext_lazy("until you ask to be removed")
GROUPS = (
    Group(
        "account",
        gettext_lazy("Account: name, addresses, employers, roles, devices"),
        gettext_lazy("So that you can sign in and take part; the contract with you."),
        {
            "lms.Person": "pk",
            "account.EmailAddress": "user",
            "lms.PersonIdentity": "person",
            "lms.Membership": "person",
            "lms.AccessGrant": "person",
            "lms.ConflictDeclaration": "person",
            "lms.LetterStop": "person",
            "lms.ApiToken": "person",
            "courses.CalendarFeed": "person",
            "courses.Coordination": "person",
            "usersessions.UserSession": "user",
            "mfa.Authenticator": "user",
        },
        until=ACCOUNT_LASTS,
    ),
    Group(
        "consents",
        gettext_lazy("What you agreed to"),
        gettext_lazy("It shows that nothing was public without your consent."),
        {
            "lms.Consent": "person",
            "certification.TeachingLanguage": "person",
            "certification.SignedAgreement": "person",
        },
        until=gettext_lazy("as long as certificates are issued here"),
    ),
    Group(
        "places",
        gettext_lazy("Places, attendance and teaching"),
        gettext_lazy("Trained people are counted by it, and auditors of grants may ask for it."),
        {
            "courses.Enrolment": "person",
            "courses.EnrolmentStep": "enrolment__person",
            "courses.AttendanceEntry": "enrolment__person",
            "courses.TeachingAuthority": "person",
            "courses.SessionRole": "person",
            "courses.TrainerCredit": "person",
            "courses.TrainedTrainer": "person",
            "courses.Accommodation": "person",
            "courses.Assessor": "person",
            "courses.LessonEntry": "enrolment__person",
            "courses.ModuleCompletion": "enrolment__person",
            "courses.ProgrammeCompletion": "enrolment__person",
        },
        is_evidence=True,
    ),
    Group(
        "tests",
        gettext_lazy("Tests, field projects and observations"),
        gettext_lazy("Results and certificates rest on it, and auditors of grants may ask for it."),
        {
            "courses.Attempt": "enrolment__person",
            "courses.Step": "attempt__enrolment__person",
            "courses.AnswerFile": "question__attempt__enrolment__person",
            "courses.Result": "attempt__enrolment__person",
            "courses.TeamMember": "enrolment__person",
            "courses.TeamEntry": "by",
            "courses.ContributionDeclaration": "member__enrolment__person",
            "courses.Observation": "observed",
            "courses.SurveyAnswer": "person",
        },
        is_evidence=True,
    ),
    Group(
        "certificates",
        gettext_lazy("Certificates, decisions and the documents for them"),
        gettext_lazy(
            "So that whoever holds a number can check it, and decisions can be explained."
        ),
        {
            "certification.Application": "person",
            "certification.Decision": "person",
            "certification.Certificate": "person",
            "certification.CertificateRevision": "certificate__person",
            "certification.StatusEvent": "certificate__person",
            "certification.Credential": "revision__certificate__person",
            "certification.CandidatePaper": "person",
            "certification.Appeal": "person",
        },
        until=gettext_lazy("as long as certificates are issued here"),
    ),
    Group(
        "records",
        gettext_lazy("Past trainings that projects reported"),
        gettext_lazy("Trained people are counted by it, and auditors of grants may ask for it."),
        {
            "certification.TrainingRecord": "person",
            "certification.RecordVersion": "record__person",
            "certification.ClaimRefusal": "record__person",
        },
        is_evidence=True,
    ),
    Group(
        "audit",
        gettext_lazy("What you opened or asked for as an auditor"),
        gettext_lazy("People whose data is read have a right to know by whom it was."),
        {"lms.AuditEntry": "person"},
        until=gettext_lazy("as long as what you read is held"),
    ),
    Group(
        "letters",
        gettext_lazy("Letters to you, and what you asked of us"),
        gettext_lazy("They show that you were told."),
        {
            "lms.Notification": "person",
            "lms.Job": "asked_by",
            "certification.ErasureRequest": "person",
        },
        until=ACCOUNT_LASTS,
    ),
)


@dataclass(frozen=True)
class Holding:
    """A group as the person sees it; without a day `until_words` say when it ends."""

    group: Group
    count: int
    until: date | None
    until_words: Any


def rows_of(label: str, path: str, person: Person) -> QuerySet[Any]:
    model: type[Model] = apps.get_model(label)
    found: QuerySet[Any] = model.objects.filter(  # type: ignore[attr-defined]
        **{f"{path}__in": person.selves}
    )
    return found.order_by("pk")


def held_about(person: Person) -> list[Holding]:
    """One query for each table, and two for the projects."""
    ends = [project.retained_until for project in projects_of(person)]
    until = longest(ends)
    if ends and until is None:
        words = _("years after the final payment of a project that is still to come")
    else:
        words = _("as long as a certificate or a figure rests on it, without your name if you ask")
    holdings = []
    for group in GROUPS:
        count = sum(rows_of(label, path, person).count() for label, path in group.tables.items())
        if count:
            day = until if group.is_evidence else None
            holdings.append(Holding(group, count, day, group.until or words))
    return holdings


def stays_about(person: Person) -> list[Kept]:
    """What a removal leaves without the name, past trainings of projects among it (R57)."""
    kept = kept_about(person)
    records = TrainingRecord.objects.filter(person__in=person.selves).count()
    if records:
        kept.append(
            Kept(
                _("Past trainings that projects reported, and the lists that show them"),
                _("Trained people are counted by it, and auditors of grants may ask for it."),
                longest(project.retained_until for project in projects_of(person)),
                _("as long as a figure rests on it"),
            )
        )
    return kept
