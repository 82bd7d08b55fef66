"""What follows a declared tie, and the letter about a decided appeal."""

from django.utils import timezone

from courses.marking.actions import give_back_tied
from courses.marking.letters import MARK_APPEAL_DECIDED
from courses.marking.models import MarkAppealDecision
from lms.journal.models import Event
from lms.journal.outbox import subscribe
from lms.notifications.actions import write_letter
from lms.people.models import ConflictDeclaration


@subscribe("people.conflict_declared", "marking.give_back_tied")
def give_back(event: Event) -> None:
    declared = ConflictDeclaration.objects.select_related("person", "other").get(
        pk=event.subject_id
    )
    give_back_tied(one=declared.person, other=declared.other, at=event.at)


@subscribe("marking.appeal_decided", "marking.tell_candidate")
def tell_candidate(event: Event) -> None:
    decision = MarkAppealDecision.objects.select_related(
        "appeal__question__attempt__enrolment__person", "appeal__question__attempt__assessment"
    ).get(pk=event.subject_id)
    question = decision.appeal.question
    write_letter(
        letter=MARK_APPEAL_DECIDED,
        person=question.attempt.enrolment.person,
        reference=str(decision.pk),
        values={
            "test": question.attempt.assessment.title,
            "question": question.position,
            "outcome": decision.get_outcome_display(),
            "answer": decision.answer,
        },
        at=timezone.now(),
    )
