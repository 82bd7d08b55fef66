"""Approves question versions or sends them back, before a reviewing bank draws them."""

from datetime import datetime

from django.db import transaction

from courses.assessments import rules
from courses.assessments.models import Question, QuestionReview, QuestionVersion
from lms.errors import Refused
from lms.journal.actions import record_event
from lms.people.models import Person


@transaction.atomic
def review_question(
    *, version: QuestionVersion, verdict: str, comment: str, by: Person, at: datetime
) -> QuestionReview:
    """Judge the newest version of a question; an approved one is drawn from now on.

    Refused for one's own version, for one that is in use or replaced, and for a return without a
    reason. The same verdict of the same person again adds nothing.
    """
    question = Question.objects.select_for_update().get(pk=version.question_id)
    comment = comment.strip()
    last = version.reviews.last()
    if last and (last.verdict, last.comment, last.reviewed_by_id) == (verdict, comment, by.pk):
        return last
    refusal = rules.refusal_to_review(question, version, verdict, comment, by)
    if refusal:
        raise Refused(*refusal)
    review = QuestionReview.objects.create(
        version=version, verdict=verdict, comment=comment, reviewed_at=at, reviewed_by=by
    )
    if verdict == QuestionReview.Verdict.APPROVED:
        Question.objects.filter(pk=question.pk).update(usable=version)
    record_event(
        name=f"assessments.question_{verdict}",
        subject=version,
        by=by,
        at=at,
    )
    return review
