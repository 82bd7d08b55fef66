"""What an appeal is about, who may decide it, and which appeals wait."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from certification.appeals.models import Appeal, AppealProposal
from certification.certificates.models import StatusEvent
from certification.decisions.models import Decision, Outcome, Proposal, ProposalReturn
from certification.decisions.panels import Matter, panel_for, panels_for
from certification.decisions.rules import Panel, against_confirming, appeal_through
from certification.schemes.models import SchemeVersion
from certification.schemes.rules import day_of
from lms.people.models import Person

Subject = Decision | StatusEvent


def subject_of(appeal: Appeal) -> Subject:
    subject = appeal.decision or appeal.status_event
    assert subject is not None  # noqa: S101 - the database says so
    return subject


def holder_id(subject: Subject) -> int:
    return subject.person_id if isinstance(subject, Decision) else subject.certificate.person_id


def version_of(subject: Subject) -> SchemeVersion:
    """The version of the scheme whose period and number of deciders hold."""
    if isinstance(subject, Decision):
        return subject.certificate_type.version
    return subject.certificate.scheme_version


def may_be_appealed(subject: Subject) -> bool:
    """A refusal that stands, or something done to a certificate that can be undone."""
    if isinstance(subject, Decision):
        return subject.outcome == Outcome.REFUSED
    return subject.kind in StatusEvent.MAY_BE_UNDONE


def last_day(subject: Subject) -> date:
    """The last day for an appeal, in the scheme's zone; it is included (R50)."""
    version = version_of(subject)
    at = subject.decided_at if isinstance(subject, Decision) else subject.recorded_at
    return appeal_through(day_of(at, version.scheme), version.appeal_days)


def with_subjects(appeals: QuerySet[Appeal]) -> QuerySet[Appeal]:
    """With all that is asked about what they are about, in a fixed number of queries."""
    return appeals.select_related(
        "person",
        "decision__certificate_type__version__scheme",
        "decision__decided_by",
        "status_event__certificate__scheme_version__scheme",
        "status_event__by",
    ).prefetch_related(
        Prefetch("decision__application__proposals", Proposal.objects.select_related("returned")),
        Prefetch(
            "proposals",
            AppealProposal.objects.filter(returned_at__isnull=True).select_related("proposed_by"),
            to_attr="standing",
        ),
    )


def took_part(subject: Subject) -> dict[int, str]:
    """Who had a part in what is appealed against, so that others handle it (R50)."""
    if isinstance(subject, StatusEvent):
        people = {subject.by_id}
    else:
        people = {subject.decided_by_id, subject.confirmed_by_id}
        for proposal in subject.application.proposals.all() if subject.application else ():
            people |= {proposal.proposed_by_id, _returned_by(proposal)}
    return {pk: _("had a part in what is appealed against") for pk in people if pk is not None}


def _returned_by(proposal: Proposal) -> int | None:
    try:
        return proposal.returned.by_id
    except ProposalReturn.DoesNotExist:
        return None


def matter_of(appeal: Appeal) -> Matter:
    subject = subject_of(appeal)
    return Matter.of(appeal.person_id, version_of(subject), took_part(subject))


def panel_of(appeal: Appeal, at: datetime) -> Panel:
    return panel_for(matter_of(appeal), at)


def open_appeals() -> QuerySet[Appeal]:
    """Without a decision, oldest first."""
    return with_subjects(Appeal.objects.waiting()).order_by("opened_at", "pk")


@dataclass(frozen=True)
class Row:
    """An appeal that waits, and what keeps the reader from deciding it; empty: nothing."""

    appeal: Appeal
    panel: Panel
    proposal: AppealProposal | None
    against: tuple[str, ...]


def rows_of(appeals: Iterable[Appeal], person: Person, at: datetime) -> list[Row]:
    """`appeals` come from `with_subjects`; a fixed number of queries for all of them."""
    rows = list(appeals)
    panels = panels_for([matter_of(appeal) for appeal in rows], at)
    return [_row(each, panel, person) for each, panel in zip(rows, panels, strict=True)]


def _row(appeal: Appeal, panel: Panel, person: Person) -> Row:
    standing = appeal.standing  # type: ignore[attr-defined] # prefetched by `with_subjects`
    proposal = standing[0] if standing else None
    if proposal is None:
        return Row(appeal, panel, None, panel.against(person.pk))
    return Row(
        appeal, panel, proposal, against_confirming(panel, person.pk, proposal.proposed_by_id)
    )
