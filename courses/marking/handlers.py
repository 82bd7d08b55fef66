"""What follows a declared tie, and the letter about a decided appeal."""

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.marking.actions import give_back_tied
from courses.marking.models import MarkAppealDecision
from lms.journal.models import Event
from lms.journal.outbox import subscribe
from lms.notifications.actions import notify
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
    notify(
        person=question.attempt.enrolment.person,
        kind="mark_appeal_decided",
        reference=str(decision.pk),
        subject=_("Your appeal: %s") % " ".join(question.attempt.assessment.title.split()),
        body=render_to_string(
            "emails/mark_appeal_decided.txt", {"decision": decision, "question": question}
        ),
        at=timezone.now(),
    )
