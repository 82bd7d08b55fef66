"""The journal covers appeals; whom they concern are told."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certification.appeals.letters import APPEAL_DECIDED, APPEAL_ESCALATED
from certification.appeals.models import Appeal, AppealDecision, AppealProposal
from certification.appeals.queries import subject_of, with_subjects
from certification.certificates import holding  # noqa: F401 - answers decisions what is held
from certification.decisions.models import Decision
from certification.decisions.panels import people_who_decide
from certification.decisions.rooms import add_way
from lms.journal.facts import cover
from lms.journal.models import Event
from lms.journal.outbox import subscribe
from lms.notifications.actions import write_letter, write_letters
from lms.notifications.letters import address_of
from lms.people.models import Person

cover(Appeal)
cover(AppealProposal)
cover(AppealDecision)
add_way(_("Appeals"), "appeals:list")


def about(appeal: Appeal) -> str:
    """What an appeal is about, in a few words of the reader's language."""
    subject = subject_of(appeal)
    if isinstance(subject, Decision):
        return f"{subject.certificate_type.title}: {subject.get_outcome_display()}"
    return f"{subject.certificate.title}: {subject.get_kind_display()}"


@subscribe("appeals.appeal_decided", "appeals.tell_person")
def tell_person(event: Event) -> None:
    decision = AppealDecision.objects.get(pk=event.subject_id)
    appeal = with_subjects(Appeal.objects.all()).get(pk=decision.appeal_id)
    write_letter(
        letter=APPEAL_DECIDED,
        person=appeal.person,
        reference=str(decision.pk),
        values=lambda: {
            "about": about(appeal),
            "outcome": decision.get_outcome_display(),
            "reasons": decision.reasons,
            "link": address_of("appeals:appeal", appeal.uid),
        },
        at=timezone.now(),
    )


@subscribe("appeals.escalated", "appeals.tell_administrators")
def tell_administrators(event: Event) -> None:
    appeal = with_subjects(Appeal.objects.all()).get(pk=event.subject_id)

    def values():
        return {
            "about": about(appeal),
            "person": str(appeal.person),
            "link": address_of("appeals:appeal", appeal.uid),
        }

    _officers, administrators = people_who_decide()
    write_letters(
        letter=APPEAL_ESCALATED,
        reference=str(appeal.pk),
        to=[(person, values) for person in Person.objects.filter(pk__in=administrators)],
        at=timezone.now(),
    )
