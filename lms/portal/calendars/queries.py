"""Everything dated that a person has a part in; a fixed number of queries whatever they do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Max, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from certification.certificates.queries import certificates_of, status_of
from certification.certificates.rules import Status
from certification.decisions.candidates import ways_of
from courses.catalogue.models import ModulePage
from courses.deliveries.models import (
    CalendarFeed,
    Delivery,
    DeliveryModule,
    Session,
    SessionRole,
)
from courses.enrolment.models import Enrolment
from courses.fieldwork.models import Milestone
from lms.journal.models import Event
from lms.people.models import Person
from lms.portal.calendars.icalendars import Entry

CHANGED = ("deliveries.session_changed", "deliveries.session_cancelled")
DELIVERY_CHANGED = ("deliveries.changed", "deliveries.cancelled")
DUE_DAY_CHANGED = ("fieldwork.due_day_changed",)


def feed_of(person: Person) -> CalendarFeed | None:
    return CalendarFeed.objects.filter(person=person, ended_at__isnull=True).first()


def person_by_token(token: str) -> Person | None:
    """Whose calendar stands at the secret address; nobody's once another one was made."""
    feed = (
        CalendarFeed.objects.filter(token=token, ended_at__isnull=True, person__is_active=True)
        .select_related("person")
        .first()
    )
    return feed.person if feed else None


def entries_of(person: Person) -> list[Entry]:
    """Sessions by role or place, due days of field projects, closing tests, ends of certificates
    and of the time for becoming an instructor.

    Applying and waiting is no part yet, so it brings no session and no link.
    """
    places = list(Enrolment.objects.filter(person__in=person.selves).taking_part())
    at_own_pace = Enrolment.objects.filter(person__in=person.selves, delivery__isnull=True)
    found = [
        *_sessions(person, places),
        *_milestones(person),
        *_tests(places, at_own_pace.select_related("programme")),
        *_certificates(person),
        *_accreditation(person),
    ]
    return sorted(found, key=lambda each: (str(each.starts)[:10], each.uid))


@dataclass(frozen=True)
class Revision:
    """How often something was changed, and when last."""

    number: int
    at: datetime


def _revisions(names: Iterable[str], subjects: QuerySet) -> dict[int, Revision]:
    """By the id of each subject that was changed; read from the journal, in one query."""
    rows = (
        Event.objects.filter(
            name__in=names,
            subject_type=subjects.model._meta.label_lower,
            subject_id__in=subjects.order_by().values("pk"),
        )
        .order_by()
        .values("subject_id")
        .annotate(number=Count("pk"), last_at=Max("at"))
    )
    return {row["subject_id"]: Revision(row["number"], row["last_at"]) for row in rows}


def _sessions(person: Person, places: list[Enrolment]) -> Iterable[Entry]:
    roles = SessionRole.objects.current().filter(person__in=person.selves)
    words = {each.session_id: each.get_role_display() for each in roles}
    sessions = Session.objects.filter(
        Q(pk__in=roles.values("session"))
        | Q(delivery__in=[each.delivery_id for each in places if each.delivery_id])
    )
    changed = _revisions(CHANGED, sessions)
    deliveries = Delivery.objects.filter(pk__in=sessions.order_by().values("delivery"))
    delivery_changed = _revisions(DELIVERY_CHANGED, deliveries)
    for session in sessions.select_related("delivery", "module"):
        delivery = session.delivery
        first = Revision(0, delivery.created_at)
        revisions = (changed.get(session.pk, first), delivery_changed.get(delivery.pk, first))
        yield _session(session, words.get(session.pk, ""), revisions)


def _session(session: Session, role: str, revisions: tuple[Revision, Revision]) -> Entry:
    delivery = session.delivery
    is_cancelled = bool(session.cancelled_at or delivery.cancelled_at)
    link = session.online_link or delivery.online_link
    part = _("Your role: %s") % role if role else _("You take part.")
    said = [delivery.title, part]
    if session.module:
        said.append(f"{session.module.code} {session.module.title}")
    if link and not is_cancelled:
        said.append(_("Take part online: %s") % link)
    title = f"{session.title} ({delivery.title})"
    return Entry(
        uid=f"session-{session.uid}@cascade",
        title=_("Cancelled: %s") % title if is_cancelled else title,
        starts=session.starts_at,
        ends=session.ends_at,
        zone=session.zone,
        place=session.place or link,
        said="\n".join(said),
        url=settings.SITE_URL + reverse("deliveries:session", args=[session.uid]),
        sequence=sum(each.number for each in revisions),
        changed_at=max(each.at for each in revisions),
        is_cancelled=is_cancelled,
    )


def _milestones(person: Person) -> Iterable[Entry]:
    """For members, and for the tutor and the assessors of the team."""
    milestones = Milestone.objects.filter(
        Q(team__members__enrolment__person__in=person.selves, team__members__left_at__isnull=True)
        | Q(team__tutorships__tutor__in=person.selves, team__tutorships__ended_at__isnull=True)
        | Q(team__assessors__person__in=person.selves, team__assessors__ended_at__isnull=True),
        due_on__isnull=False,
    ).distinct()
    changed = _revisions(DUE_DAY_CHANGED, milestones)
    for each in milestones.select_related("team__delivery"):
        team = each.team
        revision = changed.get(each.pk, Revision(0, team.formed_at))
        is_cancelled = team.delivery.cancelled_at is not None
        title = _("Due: %(title)s (%(team)s)") % {"title": each.title, "team": team.title}
        yield Entry(
            uid=f"milestone-{team.uid}-{each.number}@cascade",
            title=_("Cancelled: %s") % title if is_cancelled else title,
            starts=each.due_on,
            said=each.handed_in,
            url=settings.SITE_URL + reverse("fieldwork:milestone", args=[team.uid, each.number]),
            sequence=revision.number + is_cancelled,
            changed_at=max(revision.at, team.delivery.cancelled_at or revision.at),
            is_cancelled=is_cancelled,
        )


def _tests(places: list[Enrolment], at_own_pace: Iterable[Enrolment]) -> Iterable[Entry]:
    """The closing of each test that counts, where it has one."""
    standing = Delivery.objects.standing().filter(pk__in=[each.delivery_id for each in places])
    modules = Q(pk__in=DeliveryModule.objects.filter(delivery__in=standing).values("module"))
    for place in at_own_pace:
        modules |= Q(path__startswith=place.programme.path)
    taught = ModulePage.objects.live().filter(modules, assessment__design__closes_at__isnull=False)
    for module in taught.select_related("assessment__design"):
        design = module.assessment.design
        yield Entry(
            uid=f"test-{module.assessment.code}@cascade",
            title=_("Closes: %(test)s (%(module)s)")
            % {"test": module.assessment.title, "module": module.code},
            starts=design.closes_at,
            zone=design.zone,
            url=settings.SITE_URL + reverse("attempts:start", args=[module.pk]),
            sequence=design.number - 1,
            changed_at=design.created_at,
        )


def _certificates(person: Person) -> Iterable[Entry]:
    """The last day of each certificate that was not withdrawn before it."""
    for each in certificates_of(person):
        last_day = each.current.valid_through
        if last_day is None or status_of(each, last_day).status is Status.WITHDRAWN:
            continue
        yield Entry(
            uid=f"certificate-{each.number}@cascade",
            title=_("Last day of your certificate: %s") % each.title,
            starts=last_day,
            said=_("Number %s") % each.number,
            url=settings.SITE_URL + reverse("portal:certificates"),
            changed_at=each.issued_at,
        )


def _accreditation(person: Person) -> Iterable[Entry]:
    """The last day for what a certificate still asks, while something is lacking (R38)."""
    now = timezone.now()
    for way in ways_of(person, now):
        kind = way.choice.certificate_type
        if way.is_held or way.file.is_complete or way.ends_on is None:
            continue
        missing = (line for each in way.file.requirements for line in each.missing)
        yield Entry(
            uid=f"way-{kind.version.scheme.code}-{kind.code}-{person.public_id}@cascade",
            title=_("Last day for what you still lack: %s") % kind.title,
            starts=way.ends_on,
            said="\n".join(missing),
            url=settings.SITE_URL + reverse("decisions:way"),
            changed_at=max(each.met_at for each in way.file.requirements if each.met_at),
        )
